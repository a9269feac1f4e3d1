"""Why a record, sighting or entry of a plan is no longer a peer's: asked of the tables themselves, past what anybody may see.

Invariant: the reason is one of the four words that are sent; nothing else of the present state goes into it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from sqlalchemy import Connection, select, tuple_

from coalesce.records import TakenBack
from coalesce.store import codec, read_rows, schema
from coalesce.store.offered_rows import ENTRIES, Offered
from coalesce.store.plan_tables import commitment, commitment_version, plan
from coalesce.store.reading import pieces

PERSON = "identity"
SightingId = Callable[[str, str, int], str]
"""The id on the wire of a record's sighting that says this, the first or a later time."""


def reasons(
    connection: Connection, lost: Sequence[Offered], today: date, sighting_id: SightingId
) -> dict[str, TakenBack | None]:
    """The reason by id on the wire; None where the peer knows by itself that its last day has passed."""
    entries = _of_entries(connection, [one for one in lost if one.kind in ENTRIES], today)
    return entries | _of_records(connection, [one for one in lost if one.kind not in ENTRIES], today, sighting_id)


def _of_records(
    connection: Connection, lost: Sequence[Offered], today: date, sighting_id: SightingId
) -> dict[str, TakenBack | None]:
    records = [one.record for one in lost]
    numbers, listed = _current(connection, records)
    taken = _taken_back(connection, records)
    standing = _sightings(connection, [one.record for one in lost if one.kind != PERSON], numbers, sighting_id)
    found: dict[str, TakenBack | None] = {}
    for one in lost:
        if one.record in taken:
            found[one.stix_id] = TakenBack.WITHDRAWN
        elif one.keep_until and one.keep_until < today.isoformat():
            found[one.stix_id] = None
        elif one.record not in listed:
            found[one.stix_id] = TakenBack.EXPIRED
        elif one.record not in numbers:
            found[one.stix_id] = TakenBack.DELISTED
        elif one.kind != PERSON and one.stix_id not in standing:
            found[one.stix_id] = TakenBack.WITHDRAWN
        else:
            found[one.stix_id] = TakenBack.NARROWED
    return found


def _of_entries(connection: Connection, lost: Sequence[Offered], today: date) -> dict[str, TakenBack | None]:
    """The same of entries of plans: one that no edition has any more is delisted."""
    v, to = commitment_version, plan
    current = (v.c.opened <= to.c.edition) & (v.c.closed.is_(None) | (v.c.closed > to.c.edition))
    standing = select(v.c.commitment_id).join(to, to.c.id == v.c.plan_id).where(current)
    ids = [one.record for one in lost]
    there, stands = set[str](), set[str]()
    for piece in pieces(ids):
        there |= set(connection.execute(select(commitment.c.id).where(commitment.c.id.in_(piece))).scalars())
        stands |= set(connection.execute(standing.where(v.c.commitment_id.in_(piece))).scalars())
    found: dict[str, TakenBack | None] = {}
    for one in lost:
        if one.keep_until and one.keep_until < today.isoformat():
            found[one.stix_id] = None
        elif one.record not in there:
            found[one.stix_id] = TakenBack.EXPIRED
        else:
            found[one.stix_id] = TakenBack.NARROWED if one.record in stands else TakenBack.DELISTED
    return found


def _current(connection: Connection, records: Sequence[str]) -> tuple[dict[str, int], set[str]]:
    """The number of the current version, by record; and which records are here at all."""
    v, to, r = schema.version, schema.record_list, schema.record
    current = (v.c.opened <= to.c.edition) & (v.c.closed.is_(None) | (v.c.closed > to.c.edition))
    query = select(v.c.record_id, v.c.number).join(to, to.c.id == v.c.list_id).where(current)
    numbers: dict[str, int] = {}
    listed: set[str] = set()
    for piece in pieces(records):
        numbers |= {row.record_id: row.number for row in connection.execute(query.where(v.c.record_id.in_(piece)))}
        listed |= set(connection.execute(select(r.c.id).where(r.c.id.in_(piece))).scalars())
    return numbers, listed


def _taken_back(connection: Connection, records: Sequence[str]) -> set[str]:
    w = schema.withdrawal
    return {
        one
        for piece in pieces(records)
        for one in connection.execute(select(w.c.record_id).where(w.c.record_id.in_(piece))).scalars()
    }


def _sightings(
    connection: Connection, records: Sequence[str], numbers: dict[str, int], sighting_id: SightingId
) -> set[str]:
    """The ids on the wire that the present sightings of these records would have, whoever may see them."""
    s, found = schema.sighting, set()
    for piece in pieces([(record, numbers[record]) for record in dict.fromkeys(records) if record in numbers]):
        times: dict[tuple[str, str], int] = {}
        query = select(s).where(tuple_(s.c.record_id, s.c.version).in_(piece))
        for row in connection.execute(query):
            said = codec.said_of(read_rows.sighting_of(row))
            times[row.record_id, said] = times.get((row.record_id, said), 0) + 1
            found.add(sighting_id(row.record_id, said, times[row.record_id, said]))
    return found
