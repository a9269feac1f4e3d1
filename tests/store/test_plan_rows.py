"""Events on their way in: what is known already is not added again."""

from __future__ import annotations

import pytest

from coalesce.records import CommitmentEvent, EventKind, Evidence
from coalesce.store.plan_rows import EventRow, fresh, marks, noted, put_right
from tests.builders import handling
from tests.commitments.made import event


def test_what_says_the_same_is_not_new() -> None:
    known = [EventRow(event(id="a", at="then"), 1)]
    other = event(EventKind.CONFIRMED)
    assert fresh([event(), other, other], known) == [other]
    assert fresh([event()], []) == [event()]


def test_an_event_is_held_with_who_noted_it() -> None:
    held = noted(event(), "e1", "now", "ann")
    assert (held.id, held.at, held.by, held.kind) == ("e1", "now", "ann", EventKind.DECLARED)


def test_marks_are_the_columns_of_a_handling() -> None:
    assert marks(handling()) == {"tlp": "amber", "code": "H0", "onward": "none", "keep_until": "2019-01-01"}


QUOTE = Evidence("They will send six.", "a paper", "https://paper.example")
SILENT = Evidence("", "a paper")


@pytest.mark.parametrize(
    ("before", "after", "is_right"),
    [
        (event(day="2014-09-05", evidence=QUOTE), event(day="2014-09-06", evidence=QUOTE), True),
        (event(day="2014-09-05", evidence=None), event(day="2014-09-06", evidence=None), True),
        (event(day="2014-09-05", evidence=SILENT), event(day="2014-09-05", evidence=QUOTE), True),
        (event(day="2014-09-05", evidence=QUOTE), event(evidence=Evidence("Six.", *("a paper", "https://paper.example")), day="2014-09-05"), True),
        (event(day="2014-09-05", evidence=QUOTE), event(day="2014-11-20", evidence=Evidence("Six still.", "a paper")), False),
        (event(day="2014-09-05", evidence=QUOTE), event(EventKind.CONFIRMED, "2014-09-06", evidence=QUOTE), False),
        (event(day="2014-09-05", evidence=QUOTE), event(day="2014-09-06", evidence=None), False),
        (event(day="2014-09-05", evidence=SILENT), event(day="2014-09-05", evidence=Evidence("Six.", "another")), False),
    ],
)  # fmt: skip
def test_the_same_announcement_told_otherwise_is_put_right(
    before: CommitmentEvent, after: CommitmentEvent, is_right: bool
) -> None:
    known = [EventRow(noted(before, "e1", "2014-09-10", "ann"), 1)]
    assert put_right(after, known).corrects == ("e1" if is_right else None)


def test_only_what_stands_is_put_right_and_of_several_the_newest() -> None:
    first = noted(event(day="2014-09-05", evidence=None), "e1", "2014-09-10", "ann")
    second = noted(event(day="2014-09-06", evidence=None, corrects="e1"), "e2", "2014-09-11", "ann")
    other = noted(event(day="2014-09-01", evidence=None), "e0", "2014-09-09", "ann")
    known = [EventRow(one, 1) for one in (second, first, other)]
    assert put_right(event(day="2014-09-07", evidence=None), known).corrects == "e2"
    back = event(EventKind.WITHDRAWN, withdraws="e2", evidence=None)
    assert put_right(back, known) == back
