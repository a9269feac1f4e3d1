"""What is kept no longer: versions, sightings and entries of plans past their last day, answers to control pairs, answered requests for redress, notices.

Invariant: what has a term is erased once it has passed, by the next job or the next day's first reading, whatever it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from coalesce.settings import Settings
from coalesce.store import controls, notice_rows, redress_rows, withdrawing


@dataclass(frozen=True, slots=True)
class Terms:
    """``today`` as a day; before the moments ``answers``, ``requests`` and ``notices`` nothing of that kind is kept."""

    today: str
    answers: str
    requests: str
    notices: str


def terms(now: datetime, settings: Settings) -> Terms:
    """What a node with these settings keeps at that moment."""

    def back(days: int) -> str:
        return (now - timedelta(days=days)).isoformat(timespec="microseconds")

    days = (settings.control_days, settings.redress_kept_days, settings.notice_days)
    return Terms(now.date().isoformat(), *map(back, days))


def overdue(connection: Connection, at: Terms) -> bool:
    """Whether anything is kept longer than it may be."""
    return (
        controls.overdue(connection, at.answers)
        or redress_rows.overdue(connection, at.requests)
        or notice_rows.overdue(connection, at.notices)
        or withdrawing.overdue(connection, at.today)
    )


def erase(connection: Connection, at: Terms, limit: int) -> int:
    """Erase at most ``limit`` versions, as many sightings and notices, and all answers and requests; gives how many of the former."""
    found = withdrawing.expired(connection, at.today, limit)
    for record, number in found:
        withdrawing.erase_version(connection, record, number)
    controls.erase(connection, at.answers)
    redress_rows.erase(connection, at.requests)
    told = notice_rows.erase(connection, at.notices, limit)
    return len(found) + told + withdrawing.erase_others(connection, at.today, limit)
