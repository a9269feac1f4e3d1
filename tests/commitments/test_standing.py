"""A status follows from which events there are: not from their order, and not from one that was taken back."""

from __future__ import annotations

import random
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalesce.commitments.standing import check_event, is_stale, renewed_on, standing, status_of
from coalesce.dates import PartialDate
from coalesce.errors import BadField
from coalesce.records import CommitmentEvent, EventKind, Evidence
from coalesce.records.commitment import STAGES
from tests.commitments.made import TODAY, event

days = st.none() | st.dates(date(2014, 1, 1), date(2014, 10, 31)).map(lambda day: PartialDate(day, day))


@st.composite
def told(draw: st.DrawFn) -> list[CommitmentEvent]:
    """Events with ids; each may take back, or put right, one that was noted before it."""
    events: list[CommitmentEvent] = []
    for number in range(draw(st.integers(0, 8))):
        kind = draw(st.sampled_from(list(EventKind)))
        takes = kind is EventKind.WITHDRAWN and events and draw(st.booleans())
        withdraws = draw(st.sampled_from([one.id for one in events])) if takes else None
        rights = events and withdraws is None and draw(st.booleans())
        corrects = draw(st.sampled_from([one.id for one in events])) if rights else None
        events.append(CommitmentEvent(kind, draw(days), id=f"e{number}", withdraws=withdraws, corrects=corrects))
    return events


@given(told(), st.randoms())
def test_the_order_of_events_changes_nothing(events: list[CommitmentEvent], dice: random.Random) -> None:
    shuffled = events[:]
    dice.shuffle(shuffled)
    assert status_of(shuffled) == status_of(events)
    assert renewed_on(shuffled) == renewed_on(events)


@given(told(), st.data())
def test_taking_an_event_back_returns_the_earlier_state(events: list[CommitmentEvent], data: st.DataObject) -> None:
    new = CommitmentEvent(data.draw(st.sampled_from(list(EventKind))), data.draw(days), id="new")
    back = CommitmentEvent(EventKind.WITHDRAWN, id="back", withdraws="new")
    assert status_of([*events, new, back]) == status_of(events)
    assert renewed_on([*events, new, back]) == renewed_on(events)
    again = CommitmentEvent(EventKind.WITHDRAWN, id="again", withdraws="back")
    assert status_of([*events, new, back, again]) == status_of([*events, new])


@given(told(), st.data())
def test_what_is_put_right_counts_as_what_stands_in_its_place(
    events: list[CommitmentEvent], data: st.DataObject
) -> None:
    wrong = CommitmentEvent(data.draw(st.sampled_from(list(EventKind))), data.draw(days), id="wrong")
    right = CommitmentEvent(data.draw(st.sampled_from(list(EventKind))), data.draw(days), id="right", corrects="wrong")
    assert status_of([*events, wrong, right]) == status_of([*events, right])
    assert renewed_on([*events, wrong, right]) == renewed_on([*events, right])
    back = CommitmentEvent(EventKind.WITHDRAWN, id="back", withdraws="right")
    assert status_of([*events, wrong, right, back]) == status_of([*events, wrong])
    better = CommitmentEvent(
        data.draw(st.sampled_from(list(EventKind))), data.draw(days), id="better", corrects="right"
    )
    assert status_of([*events, wrong, right, better]) == status_of([*events, better])


@given(st.lists(st.sampled_from(STAGES), min_size=1))
def test_the_status_is_the_furthest_stage(kinds: list[EventKind]) -> None:
    events = [CommitmentEvent(kind, id=str(n)) for n, kind in enumerate(kinds)]
    assert status_of(events) == max(kinds, key=STAGES.index)
    assert status_of([*events, CommitmentEvent(EventKind.SUPERSEDED, id="s")]) is EventKind.SUPERSEDED
    assert status_of([*events, CommitmentEvent(EventKind.WITHDRAWN, id="w")]) is EventKind.WITHDRAWN


def test_without_a_standing_event_there_is_no_status() -> None:
    first = event(id="a")
    assert status_of([]) is None
    assert status_of([first, event(EventKind.WITHDRAWN, id="b", withdraws="a")]) is None


def test_withdrawals_in_a_circle_are_refused() -> None:
    circle = [event(EventKind.WITHDRAWN, id="a", withdraws="b"), event(EventKind.WITHDRAWN, id="b", withdraws="a")]
    with pytest.raises(BadField, match="circle"):
        standing(circle)


def test_an_unknown_day_renews_nothing_but_what_its_evidence_dates() -> None:
    assert renewed_on([event(day="")]) is None
    printed = Evidence("They sent it.", "a paper", published=PartialDate.of(2014, 9))
    assert renewed_on([event(EventKind.IN_PLACE, day="", evidence=printed)]) == date(2014, 9, 30)
    assert renewed_on([event(day="2014-05"), event(day="")]) == date(2014, 5, 31)


def test_stale_is_unknown_where_the_day_is() -> None:
    assert is_stale(None, TODAY, 180) is None
    assert is_stale(date(2014, 5, 4), TODAY, 180) is True
    assert is_stale(date(2014, 5, 5), TODAY, 180) is False


@pytest.mark.parametrize(
    ("bad", "field"),
    [
        (event(day="2014-11-02"), "date"),
        (event(withdraws="e1"), "withdraws"),
        (event(EventKind.WITHDRAWN, withdraws="unknown"), "withdraws"),
        (event(successor="C2"), "replaced_by"),
        (event(corrects="unknown"), "corrects"),
        (event(EventKind.WITHDRAWN, withdraws="e1", corrects="e1"), "corrects"),
        (event(corrects="e0"), "corrects"),
        (event(corrects="e3"), "corrects"),
    ],
)
def test_an_event_that_cannot_be_is_refused(bad: CommitmentEvent, field: str) -> None:
    known = [event(id="e1"), event(id="e0"), event(id="e2", corrects="e0"), event(id="e3", withdraws="e9")]
    with pytest.raises(BadField) as refused:
        check_event(bad, known, TODAY)
    assert refused.value.where.field == field


def test_a_month_that_has_begun_may_be_an_events() -> None:
    check_event(event(day="2014-11"), [], TODAY)
