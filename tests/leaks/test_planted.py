"""Each planted leak is found, and by nothing but what was planted: a machine that finds nothing has looked at something."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.leaks import planted, planted_words
from tests.leaks.looking import Leak
from tests.leaks.machine import LeakMachine
from tests.leaks.runs import machines, play, run

Plant = Callable[[pytest.MonkeyPatch], None]
History = Callable[[LeakMachine], None]
LEAKS = planted.LEAKS + planted_words.LEAKS
HISTORIES = planted.HISTORIES + planted_words.HISTORIES


@pytest.fixture(scope="module", autouse=True)
def _made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with machines(tmp_path_factory.mktemp("template")):
        yield


@pytest.mark.parametrize("history", HISTORIES, ids=lambda history: str(history.__name__))
def test_no_leak_is_found_where_none_was_planted(history: History) -> None:
    assert play(history) is None


@pytest.mark.parametrize(("plant", "history"), LEAKS, ids=lambda one: str(one.__name__))
def test_a_planted_leak_is_found(plant: Plant, history: History, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(monkeypatch)
    with pytest.raises(Leak):
        play(history)


@pytest.mark.long
@pytest.mark.parametrize("plant", [plant for plant, _ in LEAKS], ids=lambda one: str(one.__name__))
def test_a_planted_leak_is_found_by_histories_that_nobody_chose(plant: Plant, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rarest are met once in some hundred histories: the first 60 of seed 1 meet all of them, 400 others missed one at least."""
    plant(monkeypatch)
    with pytest.raises(Leak):
        run_until_found()


def run_until_found() -> None:
    for seed in range(1, 21):
        run(60, of=seed)
