"""Erasing: a record goes with its versions, sightings, keys, links, judgements and people.

Invariant: after ``erase`` no table holds anything of the record but its random id in
the audit log and in ``withdrawal``. SQLite overwrites what is deleted (``secure_delete``).
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, delete, select

from coalesce.store import schema


def erase(connection: Connection, record: str) -> None:
    """Delete the record; what refers to it follows by the tables' own rule."""
    connection.execute(delete(schema.judgement).where(_shown_in(record)))
    connection.execute(delete(schema.record).where(schema.record.c.id == record))


def _shown_in(record: str) -> ColumnElement[bool]:
    shown = select(schema.judgement_shown.c.judgement_id).where(schema.judgement_shown.c.record_id == record)
    return schema.judgement.c.id.in_(shown)


def expired(connection: Connection, today: str, limit: int) -> Sequence[tuple[str, int]]:
    """Versions, as (record, number), whose last day of keeping has passed."""
    v = schema.version
    query = select(v.c.record_id, v.c.number).where(v.c.keep_until < today).limit(limit)
    return [(row.record_id, row.number) for row in connection.execute(query)]


def erase_sightings(connection: Connection, today: str, limit: int) -> int:
    """Delete sightings whose own last day of keeping has passed, at most ``limit``; gives how many."""
    s = schema.sighting
    ids = list(connection.execute(select(s.c.id).where(s.c.keep_until < today).limit(limit)).scalars())
    connection.execute(delete(s).where(s.c.id.in_(ids)))
    return len(ids)


def erase_version(connection: Connection, record: str, number: int) -> None:
    """Delete one version, and the record itself where it was the last."""
    v = schema.version
    connection.execute(delete(v).where(v.c.record_id == record, v.c.number == number))
    if not connection.execute(select(v.c.number).where(v.c.record_id == record).limit(1)).first():
        erase(connection, record)
