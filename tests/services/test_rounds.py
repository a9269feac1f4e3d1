"""Rounds: every job has its turn, a fault of one stops neither the others nor the next round."""

from __future__ import annotations

from pathlib import Path
from threading import Event

import pytest

from coalesce.errors import StoreBusy
from coalesce.services import mailing, rounds
from coalesce.services.node import Node
from coalesce.services.rounds import Job
from tests.builders import make_node


def test_a_job_that_fails_stops_no_other(tmp_path: Path) -> None:
    node = make_node(tmp_path / "node")
    done: list[str] = []
    told: list[Exception] = []

    def busy(_: Node) -> None:
        raise StoreBusy("not now")

    def broken(_: Node) -> None:
        raise ZeroDivisionError

    rounds.go_round(node, told.append, (Job(busy), Job(broken), Job(lambda of: done.append(of.store.settings.member))))
    assert done == ["NL"]
    assert [type(one) for one in told] == [StoreBusy, ZeroDivisionError]
    node.store.close()


def test_it_goes_on_until_it_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    node, stop, turns = make_node(tmp_path / "node"), Event(), []
    seldom: list[int] = []

    def job(_: Node) -> None:
        turns.append(1)
        if len(turns) == 3:
            stop.set()

    monkeypatch.setattr(rounds, "EVERY", 0.001)
    rounds.keep_going(node, lambda fault: None, stop, (Job(job), Job(lambda _: seldom.append(1), one_in=2)))
    assert (len(turns), len(seldom)) == (3, 2)
    assert mailing.send_by_itself in [one.run for one in rounds.JOBS]
    node.store.close()
