"""A compiled function is one also where nothing can be kept."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

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


def test_what_is_inlined_from_another_file_is_compiled_anew_when_that_changes(tmp_path: Path) -> None:
    part, whole = tmp_path / "part.py", tmp_path / "whole.py"
    whole.write_text(
        "from coalesce.compiling import compiled\nimport part\n\n@compiled\ndef total(n):\n    return part.one(n) + 1\n",
        encoding="utf-8",
    )
    told = []
    for factor in (2, 30):
        part.write_text(
            f"from coalesce.compiling import inlined\n\n@inlined\ndef one(n):\n    return {factor} * n\n",
            encoding="utf-8",
        )
        run = [sys.executable, "-c", "import whole; print(whole.total(5))"]
        told.append(subprocess.run(run, cwd=tmp_path, capture_output=True, text=True, check=True).stdout.strip())
    assert told == ["11", "151"]
