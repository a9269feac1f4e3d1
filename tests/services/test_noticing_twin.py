"""Whatever happens on a node, a reader's notices are those of a twin that lived through what this reader sees alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.services.notice_histories import PURPOSES, History

STEPS = 12


@pytest.mark.parametrize("seed", range(2))
def test_notices_are_the_twins_after_every_step(seed: int, tmp_path: Path) -> None:
    assert lived(seed, tmp_path), "a history without a notice would prove nothing"


@pytest.mark.long
@pytest.mark.parametrize("seed", range(2, 60))
def test_notices_are_the_twins_in_many_histories(seed: int, tmp_path: Path) -> None:
    assert lived(seed, tmp_path), "a history without a notice would prove nothing"


def lived(seed: int, folder: Path) -> int:
    """Live through one history, and compare after each step; gives how many notices were compared."""
    history = History(folder, seed, PURPOSES[seed % 2])
    done: list[str] = []
    told = 0
    for _ in range(STEPS):
        done.append(history.step())
        answer = history.answer(history.full)
        assert answer == history.answer(history.twin), done
        told += len(answer) - 1
    history.close()
    return told
