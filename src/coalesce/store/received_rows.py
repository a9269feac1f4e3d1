"""Which record, sighting or word here stands for which object of another member; and what was taken back, so that it does not come again.

Invariant: there is one row for an object. A row without a record is a tombstone: whatever is older than its version came late, by a
hub, a second page or a restored backup, and is dropped. Tombstones go when what they are of could not be kept any longer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, delete, func, select

from coalesce.store.exchange_tables import received, wire
from coalesce.store.many_rows import insert_rows
from coalesce.store.offered_rows import ENTRIES
from coalesce.store.reading import pieces
from coalesce.store.wire_rows import BoxKind

CARRIED = "carried"
"""The kind of what was passed on to another peer: it is in no record, and ``record`` is its own id. ``sighting`` names the peer."""

WORD = "coalesce-judgement"
"""The kind of a word on a pair: its ``record`` is the judgement's id here."""


@dataclass(frozen=True, slots=True)
class Received:
    """``record``: the local id, or None for what was taken back. ``sighting``: what a sighting says, as ``codec.said_of`` has it,
    by its digest. ``version``: when its originator wrote it, or took it back."""

    originator: str
    stix_id: str
    peer: str
    kind: str
    record: str | None
    sighting: str
    version: str
    digest: bytes
    keep_until: str


_COLUMNS = (
    "originator", "stix_id", "peer", "kind", "record_id", "sighting_key", "version", "digest", "keep_until",
)  # fmt: skip


def find(connection: Connection, originator: str, ids: Sequence[str]) -> dict[str, Received]:
    """What is known of these objects of one member, by id."""
    t = received
    rows = [
        row
        for piece in pieces(ids)
        for row in connection.execute(select(t).where(t.c.originator == originator, t.c.stix_id.in_(piece)))
    ]
    return {row.stix_id: _read(row) for row in rows}


def of_records(connection: Connection, records: Sequence[str]) -> dict[str, list[Received]]:
    """What stands for these records and their sightings, by record."""
    found: dict[str, list[Received]] = {record: [] for record in records}
    for piece in pieces(records):
        query = select(received).where(received.c.record_id.in_(piece)).order_by(received.c.stix_id)
        for row in connection.execute(query):
            found[row.record_id].append(_read(row))
    return found


def keep(connection: Connection, rows: Sequence[Received]) -> None:
    """Note what stands for what, in place of what was known of it."""
    by: dict[str, list[str]] = {}
    for one in rows:
        by.setdefault(one.originator, []).append(one.stix_id)
    for originator, ids in by.items():
        for piece in pieces(ids):
            chosen = (received.c.originator == originator, received.c.stix_id.in_(piece))
            connection.execute(delete(received).where(*chosen))
    told = [
        (
            one.originator,
            one.stix_id,
            one.peer,
            one.kind,
            one.record,
            one.sighting,
            one.version,
            one.digest,
            one.keep_until or None,
        )
        for one in rows
    ]
    insert_rows(connection, ("received", _COLUMNS), told)


def held_of(connection: Connection, peer: str) -> list[Received]:
    """What is held of a peer, by id."""
    t = received
    chosen = (t.c.peer == peer, t.c.record_id.is_not(None), t.c.kind != CARRIED)
    return [_read(row) for row in connection.execute(select(t).where(*chosen).order_by(t.c.stix_id))]


def carried_of(connection: Connection, peer: str) -> list[Received]:
    """What came through a peer and was passed on to others, by id."""
    t = received
    chosen = (t.c.peer == peer, t.c.kind == CARRIED, t.c.record_id.is_not(None))
    return [_read(row) for row in connection.execute(select(t).where(*chosen).order_by(t.c.stix_id))]


def carriers(connection: Connection, member: str) -> set[str]:
    """The peers through which something came that was to be passed on to a member, and lies ready for it no longer."""
    t, w = received, wire
    lies = select(w.c.seq).where(w.c.box == BoxKind.OUT, w.c.peer == t.c.sighting_key, w.c.stix_id == t.c.stix_id)
    chosen = (t.c.kind == CARRIED, t.c.record_id.is_not(None), t.c.originator.endswith(f">{member}"), ~lies.exists())
    return set(connection.execute(select(t.c.peer).where(*chosen).distinct()).scalars())


def count(connection: Connection) -> dict[str, int]:
    """How many records are held of each peer; entries of plans and words are none."""
    t = received
    others = t.c.kind.not_in((CARRIED, WORD, *ENTRIES))
    query = select(t.c.peer, func.count(t.c.record_id.distinct()).label("n")).where(others).group_by(t.c.peer)
    return {row.peer: row.n for row in connection.execute(query)}


def overdue(connection: Connection, today: str) -> bool:
    """Whether anything is remembered of what could not be kept any longer."""
    t = received
    return connection.execute(select(t.c.stix_id).where(t.c.keep_until < today).limit(1)).first() is not None


def forget_ended(connection: Connection, today: str, limit: int) -> int:
    """Delete rows of what could not be kept any longer, at most so many; gives how many."""
    t = received
    ended = select(t.c.originator, t.c.stix_id).where(t.c.keep_until < today).limit(limit)
    rows = connection.execute(ended).all()
    for row in rows:
        connection.execute(delete(t).where(t.c.originator == row.originator, t.c.stix_id == row.stix_id))
    return len(rows)


def _read(row: Row[Any]) -> Received:
    return Received(
        row.originator,
        row.stix_id,
        row.peer,
        row.kind,
        row.record_id,
        row.sighting_key,
        row.version,
        row.digest,
        row.keep_until or "",
    )
