"""Nothing is left out of a history, and each line says what the commitment had come to."""

from __future__ import annotations

from coalesce.commitments.history import history
from coalesce.records import EventKind
from tests.commitments.made import event

DECLARED, CONFIRMED, IN_PLACE = EventKind.DECLARED, EventKind.CONFIRMED, EventKind.IN_PLACE


def test_each_line_leaves_a_status_behind() -> None:
    lines = history([
        event(IN_PLACE, "2014-10-10", id="c", at="2014-10-11T09:00:00"),
        event(DECLARED, "2014-09-05", id="a", at="2014-09-06T09:00:00"),
        event(CONFIRMED, "2014-09-20", id="b", at="2014-09-21T09:00:00"),
    ])  # fmt: skip
    assert [(line.event.id, line.stands, line.status) for line in lines] == [
        ("a", True, DECLARED),
        ("b", True, CONFIRMED),
        ("c", True, IN_PLACE),
    ]


def test_what_was_taken_back_stays_and_is_marked() -> None:
    lines = history([
        event(DECLARED, "2014-09-05", id="a"),
        event(CONFIRMED, "2014-09-20", id="b"),
        event(EventKind.WITHDRAWN, "2014-09-25", id="c", withdraws="b", evidence=None),
    ])  # fmt: skip
    assert [(line.event.id, line.stands, line.status) for line in lines] == [
        ("a", True, DECLARED),
        ("b", False, CONFIRMED),
        ("c", True, DECLARED),
    ]


def test_what_was_put_right_stays_beside_what_stands_in_its_place() -> None:
    lines = history([
        event(DECLARED, "2014-09-05", id="a"),
        event(DECLARED, "2014-09-06", id="b", corrects="a"),
        event(DECLARED, "2014-09-07", id="c", corrects="b"),
        event(EventKind.WITHDRAWN, "2014-09-25", id="d", withdraws="c", evidence=None),
    ])  # fmt: skip
    told = [(line.event.id, line.stands, line.put_right) for line in lines]
    assert told == [("a", False, True), ("b", True, False), ("c", False, False), ("d", True, False)]


def test_an_event_without_a_day_stands_where_it_was_noted() -> None:
    lines = history([
        event(IN_PLACE, "2014-10-10", id="c", at="2014-10-11T09:00:00"),
        event(CONFIRMED, "", id="b", at="2014-09-21T09:00:00"),
        event(DECLARED, "2014-09-05", id="a", at="2014-09-06T09:00:00"),
    ])  # fmt: skip
    assert [line.event.id for line in lines] == ["a", "b", "c"]
    assert history([]) == []
