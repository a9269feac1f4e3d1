"""What a commitment's events come to: its status, and when it was last renewed.

Invariant: the answer depends on which events there are, not on their order; with an event withdrawn it is what it would
be had that event never been noted; one that was put right counts as what stands in its place, and again as itself where
that is withdrawn. An event that neither it nor its evidence dates renews nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from coalesce.errors import BadField
from coalesce.records import CommitmentEvent, EventKind
from coalesce.records.commitment import STAGES


def standing(events: Iterable[CommitmentEvent]) -> list[CommitmentEvent]:
    """The events that no withdrawal takes back and in whose place no other stands, in the order given.

    A withdrawal or correction that is taken back itself does neither; one that was put right does it all the same. Raises
    BadField where withdrawals take each other back in a circle.
    """
    rows = list(events)
    against: dict[str, list[CommitmentEvent]] = {}
    instead: dict[str, list[CommitmentEvent]] = {}
    for event in rows:
        if event.withdraws is not None:
            against.setdefault(event.withdraws, []).append(event)
        if event.corrects is not None:
            instead.setdefault(event.corrects, []).append(event)
    known: dict[str, bool] = {}

    def kept(event: CommitmentEvent, above: tuple[str, ...]) -> bool:
        if event.id in above:
            raise BadField("withdrawals take each other back in a circle")
        if event.id not in known:
            path = (*above, event.id)
            known[event.id] = not any(kept(other, path) for other in against.get(event.id, ()))
        return known[event.id]

    return [
        event for event in rows if kept(event, ()) and not any(kept(other, ()) for other in instead.get(event.id, ()))
    ]


def status_of(events: Iterable[CommitmentEvent]) -> EventKind | None:
    """The status: withdrawn or superseded where that was said of the whole, else the furthest stage; None: none stands."""
    kinds = {event.kind for event in standing(events) if event.withdraws is None}
    for last in (EventKind.WITHDRAWN, EventKind.SUPERSEDED):
        if last in kinds:
            return last
    return max(kinds, key=STAGES.index, default=None)


def renewed_on(events: Iterable[CommitmentEvent]) -> date | None:
    """The last day that the newest standing stage allows: its own day, else that on which its evidence was published.

    None where neither is known of any.
    """
    stages = [event for event in standing(events) if event.kind in STAGES]
    days = [event.day or (event.evidence.published if event.evidence else None) for event in stages]
    return max((day.latest for day in days if day is not None), default=None)


def stale_before(today: date, days: int) -> date:
    """What was last renewed before this day is stale."""
    return today - timedelta(days=days)


def is_stale(renewed: date | None, today: date, days: int) -> bool | None:
    """Whether it was not renewed for over ``days``; None where the day of its newest event is not known."""
    return None if renewed is None else renewed < stale_before(today, days)


def check_event(new: CommitmentEvent, known: Sequence[CommitmentEvent], today: date) -> None:
    """Raises BadField for an event that cannot be: in the future, or about one that is not there."""
    if new.day is not None and new.day.earliest > today:
        raise BadField("lies in the future: an event has happened; what is planned goes into 'by' or 'since'").at(
            field="date"
        )
    if new.withdraws is not None:
        if new.kind is not EventKind.WITHDRAWN:
            raise BadField("only a withdrawal takes an event back").at(field="withdraws")
        if new.withdraws not in {event.id for event in known}:
            raise BadField("this commitment has no such event").at(field="withdraws")
    if new.corrects is not None:
        _check_place(new, known)
    if new.successor is not None and new.kind is not EventKind.SUPERSEDED:
        raise BadField("only what is superseded has a successor").at(field="replaced_by")


def check_told(events: Sequence[CommitmentEvent], today: date) -> None:
    """Raises BadField where events that another member tells, in whatever order, cannot be all the events of one entry."""
    there = {event.id: event for event in events}
    if len(there) < len(events) or "" in there:
        raise BadField("an event has an id of its own").at(field="events")
    for event in events:
        check_event(replace(event, corrects=None), events, today)
        wrong = there.get(event.corrects) if event.corrects is not None else None
        if event.corrects is not None and (wrong is None or event.withdraws is not None or wrong.withdraws is not None):
            raise BadField("cannot stand in place of that event").at(field="corrects")
    standing(events)


def _check_place(new: CommitmentEvent, known: Sequence[CommitmentEvent]) -> None:
    """Raises BadField where the event cannot stand in place of the one that it puts right."""
    wrong = next((event for event in known if event.id == new.corrects), None)
    if new.withdraws is not None:
        raise BadField("an event either takes another back or stands in its place").at(field="corrects")
    if wrong is None:
        raise BadField("this commitment has no such event").at(field="corrects")
    if wrong.withdraws is not None:
        raise BadField("a withdrawal is not put right: take it back").at(field="corrects")
    if new.corrects not in {event.id for event in standing(known)}:
        raise BadField("that event no longer stands: put right the one in its place").at(field="corrects")
