"""Erasing: a record goes with its versions, sightings, keys, links, judgements and people; an entry of a plan with its events.

Invariant: after ``erase`` no table holds anything of the record but its random id in the audit log, in ``withdrawal``
and, until that is erased too, in a request for redress, whose words go with the record. SQLite overwrites what is deleted (``secure_delete``).
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select

from coalesce.records import Withdrawal
from coalesce.store import schema
from coalesce.store.plan_tables import commitment, commitment_version


def erase(connection: Connection, record: str) -> None:
    """Delete the record; what refers to it follows by the tables' own rule."""
    connection.execute(delete(schema.judgement).where(_shown_in(record)))
    connection.execute(delete(schema.record).where(schema.record.c.id == record))


def take_back(connection: Connection, withdrawal: Withdrawal) -> None:
    """Erase a record and remember the withdrawal; one that is remembered already stays as it is."""
    erase(connection, withdrawal.record)
    row = {
        "record_id": withdrawal.record,
        "list_id": withdrawal.list_id,
        "reference_digest": withdrawal.reference_digest,
        "at": withdrawal.at,
    }
    connection.execute(insert(schema.withdrawal).prefix_with("OR IGNORE", dialect="sqlite").values(row))


def _shown_in(record: str) -> ColumnElement[bool]:
    shown = select(schema.judgement_shown.c.judgement_id).where(schema.judgement_shown.c.record_id == record)
    return schema.judgement.c.id.in_(shown)


def expired(connection: Connection, today: str, limit: int) -> Sequence[tuple[str, int]]:
    """Versions, as (record, number), whose last day of keeping has passed."""
    v = schema.version
    query = select(v.c.record_id, v.c.number).where(v.c.keep_until < today).limit(limit)
    return [(row.record_id, row.number) for row in connection.execute(query)]


def overdue(connection: Connection, today: str) -> bool:
    """Whether anything is kept longer than it may be."""
    tables = (schema.version, schema.sighting, commitment_version)
    return any(
        connection.execute(select(t.c.keep_until).where(t.c.keep_until < today).limit(1)).first() for t in tables
    )


def erase_others(connection: Connection, today: str, limit: int) -> int:
    """Delete sightings and entries of plans whose own last day of keeping has passed, at most so many; gives how many."""
    s = schema.sighting
    ids = list(connection.execute(select(s.c.id).where(s.c.keep_until < today).limit(limit)).scalars())
    connection.execute(delete(s).where(s.c.id.in_(ids)))
    return len(ids) + _erase_commitments(connection, today, limit)


def _erase_commitments(connection: Connection, today: str, limit: int) -> int:
    """Delete versions; an entry goes with its events and their evidence where its newest version does."""
    v, c = commitment_version, commitment
    query = select(v.c.commitment_id, v.c.number).where(v.c.keep_until < today).limit(limit)
    rows = connection.execute(query).all()
    for row in rows:
        newest = connection.execute(select(func.max(v.c.number)).where(v.c.commitment_id == row.commitment_id)).scalar()
        if newest == row.number:
            connection.execute(delete(c).where(c.c.id == row.commitment_id))
        else:
            this = (v.c.commitment_id == row.commitment_id) & (v.c.number == row.number)
            connection.execute(delete(v).where(this))
    return len(rows)


def erase_version(connection: Connection, record: str, number: int) -> None:
    """Delete one version; where it is the newest, the whole record: its end is that of its newest version."""
    v = schema.version
    newest = connection.execute(select(func.max(v.c.number)).where(v.c.record_id == record)).scalar()
    if newest == number:
        erase(connection, record)
        return
    connection.execute(delete(v).where(v.c.record_id == record, v.c.number == number))
