"""Whether records that a long job read are there still when it writes of them.

Invariant: whoever takes a record away tells so by the stamp, in the same transaction; so a stamp that is as it was when
the job began reading says that all its records are there, and nothing is looked up for them.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, Integer, cast, func, select

from coalesce.store import schema
from coalesce.store.reading import pieces

State = tuple[str, int]
"""A member, and the stamp that its readers saw."""


def gone(connection: Connection, records: Collection[str]) -> set[str]:
    """Those of ``records`` that are there no more."""
    wanted, r = sorted(set(records)), schema.record
    there = {
        found
        for piece in pieces(wanted)
        for found in connection.execute(select(r.c.id).where(r.c.id.in_(piece))).scalars()
    }
    return set(wanted) - there


def is_as_seen(connection: Connection, seen: State) -> bool:
    """Whether nothing has been taken away since."""
    return _stamp(connection, seen[0]) == seen[1]


def _stamp(connection: Connection, member: str) -> int:
    s = schema.state
    total = select(func.sum(cast(s.c.value, Integer))).where(s.c.name.in_(["stamp", f"stamp:{member}"]))
    return int(connection.execute(total).scalar_one())
