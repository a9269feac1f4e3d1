"""Histories of the leak machine: none may leak. Half of them; the others are in ``test_more_histories``, which runs beside it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.leaks.runs import AT_ONCE, HISTORIES, SEED, machines, run


@pytest.fixture(scope="module", autouse=True)
def _made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with machines(tmp_path_factory.mktemp("template")):
        yield


def test_no_history_leaks() -> None:
    assert run(100, 1) is None


@pytest.mark.long
@pytest.mark.parametrize("part", range(SEED, SEED + -(-HISTORIES // AT_ONCE)))
def test_no_history_of_many_leaks(part: int) -> None:
    """50,000 histories, or LEAK_HISTORIES: each part has the seed that its name tells, from LEAK_SEED on, and can be run again alone."""
    assert run(AT_ONCE, part) is None
