"""The history of one commitment: every event with its quote, and the status that each left behind.

Invariant: nothing is left out: an event that was taken back, or put right by another, stands in its place and is marked so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from coalesce.commitments.standing import standing, status_of
from coalesce.records import CommitmentEvent, EventKind


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One event; ``stands`` unless it was taken back or another stands in its place (``put_right``); ``status`` is that of the
    events up to and with this one."""

    event: CommitmentEvent
    stands: bool
    status: EventKind | None
    put_right: bool = False


def history(events: Sequence[CommitmentEvent]) -> list[HistoryLine]:
    """The lines by day (those without one as they were noted), then as they were noted."""
    ordered = sorted(events, key=_order)
    kept = {event.id for event in standing(ordered)}
    alive = {event.id for event in standing(replace(event, corrects=None) for event in ordered)}
    instead = {event.corrects for event in ordered if event.id in alive}
    lines = []
    for place, event in enumerate(ordered, 1):
        before = ordered[:place]
        known = {one.id for one in before}
        told = [one for one in before if one.withdraws is None or one.withdraws in known]
        right = event.id in alive and event.id in instead
        lines.append(HistoryLine(event, event.id in kept, status_of(told), right))
    return lines


def _order(event: CommitmentEvent) -> tuple[date, str, str]:
    noted = date.fromisoformat(event.at[:10]) if event.at else date.max
    return (event.day.earliest if event.day else noted), event.at, event.id
