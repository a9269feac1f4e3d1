"""Whatever happens on a node, a reader's notices are those of a twin that lived through what this reader sees alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.services.notice_histories import PURPOSES, History

STEPS = 14


@pytest.mark.parametrize("seed", range(6))
def test_notices_are_the_twins_after_every_step(seed: int, tmp_path: Path) -> None:
    history = History(tmp_path, seed, PURPOSES[seed % 2])
    done = []
    for _ in range(STEPS):
        done.append(history.step())
        assert history.answer(history.full) == history.answer(history.twin), done
    history.close()
