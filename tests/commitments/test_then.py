"""A plan of another day: nothing that was noted later in the one reading, nothing that happened later in the other."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from coalesce.commitments.standing import status_of
from coalesce.commitments.then import Reading, Then, all_then, held_then, noted_by
from coalesce.dates import PartialDate
from coalesce.records import CommitmentEvent, EventKind, Evidence, Need
from tests.commitments.made import commitment, event, held

FIRST = date(2014, 9, 1)
days = st.integers(0, 20).map(lambda n: FIRST + timedelta(days=n))
HAPPENED = Reading.HAPPENED


@st.composite
def told(draw: st.DrawFn) -> list[CommitmentEvent]:
    """Events as they were noted, one after the other."""
    events: list[CommitmentEvent] = []
    for number, noted in enumerate(sorted(draw(st.lists(days, max_size=7)))):
        day = draw(st.none() | days)
        takes = draw(st.sampled_from([None, None, "withdraws", "corrects"])) if events else None
        aim = {takes: draw(st.sampled_from([one.id for one in events]))} if takes else {}
        kind = EventKind.WITHDRAWN if takes == "withdraws" else draw(st.sampled_from(list(EventKind)))
        at = f"{noted.isoformat()}T09:00:00+00:00"
        events.append(CommitmentEvent(kind, PartialDate(day, day) if day else None, id=f"e{number}", at=at, **aim))
    return events


@given(told(), days)
def test_what_was_known_is_what_was_said_on_that_day(events: list[CommitmentEvent], day: date) -> None:
    """As if the clock had stopped: events that are added later change nothing of it."""
    then = held_then(held(commitment(), *events), Then(day)) if events else None
    on_that_day = [one for one in events if date.fromisoformat(one.at[:10]) <= day]
    if then is None:
        assert not on_that_day
    else:
        assert (list(then.events), then.status) == (on_that_day, status_of(on_that_day))


@given(told(), days)
def test_what_had_happened_forgets_what_was_put_right_since(events: list[CommitmentEvent], day: date) -> None:
    if not events:
        return
    wrong = CommitmentEvent(EventKind.IN_PLACE, PartialDate(FIRST, FIRST), id="wrong", at="2014-09-01T00:00:00")
    back = CommitmentEvent(EventKind.WITHDRAWN, id="back", at="2014-12-01T00:00:00", withdraws="wrong")
    one, other = (
        held_then(held(commitment(), *some), Then(day, HAPPENED)) for some in (events, [*events, wrong, back])
    )
    assert (one and (one.events, one.status)) == (other and (other.events, other.status))
    assert one is None or all(event.day is None or event.day.latest <= day for event in one.events)


def test_the_two_readings_part_where_something_was_noted_late() -> None:
    late = event(EventKind.IN_PLACE, "2014-09-20", id="b", at="2014-10-05T10:00:00+00:00")
    first = event(EventKind.DECLARED, "2014-09-05", id="a", at="2014-09-06T10:00:00+00:00")
    one = held(commitment(), first, late)
    status = {
        (day, reading): (found := held_then(one, Then(date.fromisoformat(day), reading))) and found.status
        for day in ("2014-09-05", "2014-09-25", "2014-10-05")
        for reading in Reading
    }
    assert status == {
        ("2014-09-05", Reading.KNOWN): None,
        ("2014-09-05", HAPPENED): EventKind.DECLARED,
        ("2014-09-25", Reading.KNOWN): EventKind.DECLARED,
        ("2014-09-25", HAPPENED): EventKind.IN_PLACE,
        ("2014-10-05", Reading.KNOWN): EventKind.IN_PLACE,
        ("2014-10-05", HAPPENED): EventKind.IN_PLACE,
    }


def test_what_nothing_dates_had_happened_when_it_was_noted_and_a_need_stands_on_every_day() -> None:
    undated = event(day="", evidence=None, at="2014-10-05T10:00:00+00:00")
    printed = event(day="", evidence=Evidence("q", published=PartialDate.of(2014, 9)), at="2014-10-05T10:00:00+00:00")
    rows = [held(commitment("C1"), undated), held(Need("N1"), undated), held(commitment("C2"), printed)]
    for day, there in (
        (date(2014, 8, 1), {"N1"}),
        (date(2014, 10, 1), {"N1", "C2"}),
        (date(2014, 10, 5), {"C1", "C2", "N1"}),
    ):
        assert {one.terms.reference for one in all_then(rows, Then(day, HAPPENED))} == there
        assert {one.terms.reference for one in all_then(rows, Then(day))} == (there if "C1" in there else set())


def test_a_moment_is_known_on_its_own_day() -> None:
    assert noted_by("2014-10-05T23:59:59+00:00", date(2014, 10, 5))
    assert not noted_by("2014-10-06T00:00:00+00:00", date(2014, 10, 5))
    assert noted_by("", FIRST)
