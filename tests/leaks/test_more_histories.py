"""The other half of the histories: two workers share them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.leaks.runs import machines, run


@pytest.fixture(scope="module", autouse=True)
def _made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with machines(tmp_path_factory.mktemp("template")):
        yield


def test_no_other_history_leaks() -> None:
    assert run(100, 2) is None
