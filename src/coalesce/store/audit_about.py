"""The audit log of one record: the rows of one member that name its id.

Invariant: a row of another member's actors is not among them unless its act concerned this member; no more than the
newest rows are looked at, and how many is told.
"""

from __future__ import annotations

from dataclasses import dataclass

import orjson
from sqlalchemy import Connection, func, or_, select

from coalesce.store.audit import AuditRow
from coalesce.store.schema import audit


@dataclass(frozen=True, slots=True)
class AuditAbout:
    """Rows that name the record, newest first; ``looked_at`` rows of the member's log were read, ``all`` of them or not."""

    rows: tuple[AuditRow, ...]
    looked_at: int
    all: bool


def about(connection: Connection, member: str, record: str, most: int) -> AuditAbout:
    """The rows of a member's log that name a record, among its newest ``most``."""
    mine = or_(audit.c.member == member, audit.c.about == member)
    newest = select(audit.c.seq, audit.c.leaf).where(mine).order_by(audit.c.seq.desc())
    there = len(connection.execute(newest.with_only_columns(audit.c.seq).limit(most + 1)).all())
    looked_at = newest.limit(most).subquery()
    named = select(looked_at.c.leaf).where(func.instr(looked_at.c.leaf, record.encode()) > 0)
    found = connection.execute(named.order_by(looked_at.c.seq.desc())).scalars()
    rows = tuple(AuditRow(place, orjson.loads(leaf)) for place, leaf in enumerate(found))
    return AuditAbout(rows, min(there, most), there <= most)
