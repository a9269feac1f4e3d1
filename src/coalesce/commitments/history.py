"""The history of one commitment: every event with its quote, and the status that each left behind.

Invariant: nothing is left out: an event that was taken back stands in its place and is marked so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from coalesce.commitments.standing import standing, status_of
from coalesce.records import CommitmentEvent, EventKind


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One event; ``stands`` unless it was taken back; ``status`` is that of the events noted up to and with this one."""

    event: CommitmentEvent
    stands: bool
    status: EventKind | None


def history(events: Sequence[CommitmentEvent]) -> list[HistoryLine]:
    """The lines by day (those without one as they were noted), then as they were noted."""
    ordered = sorted(events, key=_order)
    kept = {event.id for event in standing(ordered)}
    lines = []
    for place, event in enumerate(ordered, 1):
        before = ordered[:place]
        known = {one.id for one in before}
        told = [one for one in before if one.withdraws is None or one.withdraws in known]
        lines.append(HistoryLine(event, event.id in kept, status_of(told)))
    return lines


def _order(event: CommitmentEvent) -> tuple[date, str, str]:
    noted = date.fromisoformat(event.at[:10]) if event.at else date.max
    return (event.day.earliest if event.day else noted), event.at, event.id
