"""Attempts that failed, remembered with the node, so that neither a restart nor another process forgets them.

Invariant: an attempt counts as failed from before its secret is compared until it has proved right: however many come at
once, no more are compared than the delay lets through. Names and addresses stand as keyed digests.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update

from coalesce.access.delays import Delay
from coalesce.errors import TooManyAttempts
from coalesce.store.account_tables import attempt


@dataclass(frozen=True, slots=True)
class Tried:
    """Who or where attempts are counted for, and how they are slowed down. ``forgiven``: one that proved right forgets those before."""

    key: bytes
    delay: Delay
    forgiven: bool = True


def begin(connection: Connection, tried: list[Tried], now: datetime, forget: timedelta) -> None:
    """Count an attempt. Raises TooManyAttempts, and counts nothing, where the wait for one of them is not over."""
    connection.execute(delete(attempt).where(attempt.c.last <= (now - forget).isoformat()))
    rows = {
        row.key: row for row in connection.execute(select(attempt).where(attempt.c.key.in_([t.key for t in tried])))
    }
    waits = [datetime.fromisoformat(row.until) - now for row in rows.values()]
    longest = max(waits, default=timedelta())
    if longest > timedelta():
        raise TooManyAttempts(longest.total_seconds())
    for one in tried:
        failures = (rows[one.key].failures if one.key in rows else 0) + 1
        until = now + timedelta(seconds=one.delay.after(failures))
        values = {"failures": failures, "last": now.isoformat(), "until": until.isoformat()}
        if one.key in rows:
            connection.execute(update(attempt).where(attempt.c.key == one.key).values(values))
        else:
            connection.execute(insert(attempt).values(key=one.key, **values))


def succeeded(connection: Connection, tried: list[Tried], now: datetime) -> None:
    """The attempt begun last proved right: it was no failure. Those before are forgotten for a name, not for an address,
    from which somebody may try other names between two sign-ins with a right one."""
    for one in tried:
        if one.forgiven:
            connection.execute(delete(attempt).where(attempt.c.key == one.key))
        else:
            taken = {"failures": attempt.c.failures - 1, "until": now.isoformat()}
            connection.execute(update(attempt).where(attempt.c.key == one.key, attempt.c.failures > 0).values(taken))
