"""Answers to controls: one's own, an auditor's of the same member, for a time, and no record in them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from coalesce.dates import FixedClock
from coalesce.errors import NotFound, NotPermitted
from coalesce.handling import Role
from coalesce.records import Verdict
from coalesce.store import Store
from tests.builders import INVESTIGATION, NOON, let_in, log_of, make_store, owner, raw_rows


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = make_store(tmp_path / "node", FixedClock(NOON), control_days=30)
    let_in(made, "claire", "FR")
    let_in(made, "dora", "FR")
    let_in(made, "ada", "FR", Role.AUDITOR)
    let_in(made, "rita", "FR", Role.READER)
    let_in(made, "dieter", "DE")
    yield made
    made.close()


def say(store: Store, who: str, control: str, same: bool = True, verdict: Verdict = Verdict.SAME) -> None:
    store.write(store.actor(who), INVESTIGATION).answer_control(control, same, verdict)


def known(store: Store, who: str) -> list[str]:
    return [answer.id for answer in store.control_answers(store.actor(who))]


def test_a_reviewer_reads_ones_own_answers_and_an_auditor_those_of_the_member(store: Store) -> None:
    say(store, "claire", "c1", verdict=Verdict.DIFFERENT)
    say(store, "dora", "d1")
    say(store, "dieter", "e1")
    assert known(store, "claire") == ["c1"]
    assert store.control_answers(store.actor("claire"))[0].right is False
    found = store.control_answers_of_member(store.actor("ada"))
    assert [(answer.reviewer, answer.id) for answer in found] == [("claire", "c1"), ("dora", "d1")]
    with pytest.raises(NotPermitted):
        store.control_answers_of_member(store.actor("claire"))


def test_a_control_is_answered_once_and_by_who_may_judge(store: Store) -> None:
    say(store, "claire", "c1")
    with pytest.raises(NotFound):
        say(store, "claire", "c1", verdict=Verdict.DIFFERENT)
    with pytest.raises(NotPermitted):
        say(store, "rita", "r1")
    assert known(store, "claire") == ["c1"]


def test_answers_are_erased_when_their_days_are_over(store: Store) -> None:
    say(store, "claire", "old")
    assert isinstance(store.clock, FixedClock)
    store.clock.moment += timedelta(days=20)
    say(store, "claire", "young")
    store.clock.moment += timedelta(days=11)
    assert known(store, "claire") == ["young"]
    with store.read(owner(store), INVESTIGATION) as view:
        view.lists()
    assert raw_rows(store.folder, "SELECT id FROM control_answer") == [("young",)]


def test_the_log_says_that_a_control_was_answered_and_not_how(store: Store) -> None:
    say(store, "claire", "c1", verdict=Verdict.DIFFERENT)
    row = next(row for row in log_of(store, store.actor("ada"), 10) if row.leaf["action"] == "control")
    assert row.leaf["detail"] == {"control": "c1"}
