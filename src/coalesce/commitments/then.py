"""A plan as it was on another day, in one of two readings: as it was known here then, or as it had happened by then.

Invariant: the first reading holds nothing that was noted later, so that it says again what was said on that day; the second
holds everything that is known now, and of it what had happened by that day. What has no day of its own had happened by the
day on which it was noted; a need that nothing dates stands on every day.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from coalesce.commitments.standing import renewed_on, standing, status_of
from coalesce.records import CommitmentEvent, HeldCommitment, Need


class Reading(StrEnum):
    """What is meant by the plan of another day."""

    KNOWN = "known"
    HAPPENED = "happened"


@dataclass(frozen=True, slots=True)
class Then:
    """The plan of the end of a day (UTC)."""

    day: date
    reading: Reading = Reading.KNOWN


def noted_by(at: str, day: date) -> bool:
    """Whether what was noted at a moment (ISO 8601) was known at the end of a day; what has no moment was always known."""
    return at[:10] <= day.isoformat()


def held_then(one: HeldCommitment, then: Then) -> HeldCommitment | None:
    """The entry with the events of then, and what they come to; None where it was not there yet.

    Its terms are those given: whoever knows earlier ones puts them in first.
    """
    if then.reading is Reading.KNOWN:
        events = [event for event in one.events if noted_by(event.at, then.day)]
    else:
        timeless = isinstance(one.terms, Need)
        events = [event for event in standing(one.events) if _happened(event, timeless) <= then.day]
    if not events:
        return None
    renewed = renewed_on(events)
    day = renewed.isoformat() if renewed else None
    return replace(one, events=tuple(events), status=status_of(events), renewed=day)


def all_then(held: Iterable[HeldCommitment], then: Then) -> list[HeldCommitment]:
    """Those that were there."""
    return [found for one in held if (found := held_then(one, then)) is not None]


def _happened(event: CommitmentEvent, timeless: bool) -> date:
    """The last day on which it can have happened."""
    day = event.day or (event.evidence.published if event.evidence else None)
    if day is not None:
        return day.latest
    return date.min if timeless or not event.at else date.fromisoformat(event.at[:10])
