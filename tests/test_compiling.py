"""A compiled function is one also where nothing can be kept."""

from __future__ import annotations

import pytest

from coalesce import compiling


def _twice(number: int) -> int:
    return 2 * number


def test_it_computes() -> None:
    assert compiling.compiled(_twice)(21) == 42
    assert compiling.inlined(_twice)(21) == 42


def test_where_no_folder_can_be_written_it_is_compiled_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = compiling.njit

    def refusing(*, cache: bool = False, nogil: bool = False, forceinline: bool = False):  # type: ignore[no-untyped-def]
        if cache:
            raise RuntimeError("cannot cache function: no locator available")
        return plain(nogil=nogil, forceinline=forceinline)

    monkeypatch.setattr(compiling, "njit", refusing)
    assert compiling.compiled(_twice)(4) == 8
    assert compiling.inlined(_twice)(5) == 10
