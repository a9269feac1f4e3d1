"""Events on their way in: what is known already is not added again."""

from __future__ import annotations

from coalesce.records import EventKind
from coalesce.store.plan_rows import EventRow, fresh, marks, noted
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
