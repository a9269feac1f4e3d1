"""What is kept no longer: versions, sightings and entries of plans past their last day, answers to control pairs, answered requests for
redress, notices, other members' words on pairs, objects that lay ready for peers or came from them, what these were told of it, and what stood for what was received.

Invariant: what has a term is erased once it has passed, by the next job or the next day's first reading, whatever it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from coalesce.settings import Settings
from coalesce.store import (
    controls,
    judgement_rows,
    message_rows,
    notice_rows,
    post_rows,
    received_rows,
    redress_rows,
    wire_rows,
    withdrawing,
)


@dataclass(frozen=True, slots=True)
class Terms:
    """``today`` as a day; before the moments ``answers``, ``requests``, ``notices``, ``posts`` and ``messages`` nothing of that kind is
    kept."""

    today: str
    answers: str
    requests: str
    notices: str
    posts: str
    messages: str


def terms(now: datetime, settings: Settings) -> Terms:
    """What a node with these settings keeps at that moment."""

    def back(days: int) -> str:
        return (now - timedelta(days=days)).isoformat(timespec="microseconds")

    days = (settings.control_days, settings.redress_kept_days, settings.notice_days, settings.taxii_status_days)
    return Terms(now.date().isoformat(), *map(back, (*days, settings.request_kept_days)))


def overdue(connection: Connection, at: Terms) -> bool:
    """Whether anything is kept longer than it may be."""
    return (
        controls.overdue(connection, at.answers)
        or redress_rows.overdue(connection, at.requests)
        or notice_rows.overdue(connection, at.notices)
        or message_rows.overdue(connection, at.messages)
        or post_rows.overdue(connection, at.posts)
        or wire_rows.overdue(connection, at.today)
        or received_rows.overdue(connection, at.today)
        or withdrawing.overdue(connection, at.today)
    )


def erase(connection: Connection, at: Terms, limit: int) -> int:
    """Erase at most ``limit`` versions, as many sightings, notices and objects on the wire, and all answers, requests and statuses; gives
    how many of the former."""
    found = withdrawing.expired(connection, at.today, limit)
    for record, number in found:
        withdrawing.erase_version(connection, record, number)
    controls.erase(connection, at.answers)
    redress_rows.erase(connection, at.requests)
    message_rows.erase(connection, at.messages)
    post_rows.erase(connection, at.posts)
    told = notice_rows.erase(connection, at.notices, limit) + wire_rows.erase_expired(connection, at.today, limit)
    judgement_rows.erase_ended(connection, at.today)
    told += received_rows.forget_ended(connection, at.today, limit)
    return len(found) + told + withdrawing.erase_others(connection, at.today, limit)
