"""Whether what a member was told of a record's handling held all the time, through the versions between two.

Invariant: a thing whose handling was another in between, or that was not listed for a while, is found: its peer could have passed over
it meanwhile, so that it must be given anew; one that the peer was told nothing else of is not, since it would learn of the change.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from sqlalchemy import Connection, and_, or_, select, tuple_

from coalesce.handling import Handling, as_told
from coalesce.store import codec, read_rows, schema
from coalesce.store.reading import pieces

Key = str
""""" for the record itself, else what one of its sightings says."""


def unbroken(connection: Connection, member: str, since: Sequence[tuple[str, int]]) -> dict[str, frozenset[Key]]:
    """For each record, with the version that its peer was told of: what was told alike ever since then."""
    v = schema.version
    found: dict[str, list[Any]] = defaultdict(list)
    for piece in pieces(since):
        later = or_(*(and_(v.c.record_id == record, v.c.number >= number) for record, number in piece))
        for row in connection.execute(select(v).where(later).order_by(v.c.record_id, v.c.number)):
            found[row.record_id].append(row)
    told = _told(connection, member, [row for rows in found.values() for row in rows])
    return {record: _steady(rows, told) for record, rows in found.items()}


Told = dict[Key, set[Handling]]


def _steady(rows: Sequence[Any], told: dict[tuple[str, int], Told]) -> frozenset[Key]:
    if any(before.closed != after.opened for before, after in pairwise(rows)):
        return frozenset()
    first, *rest = (told[row.record_id, row.number] for row in rows)
    return frozenset(key for key, held in first.items() if all(later.get(key) == held for later in rest))


def _told(connection: Connection, member: str, rows: Sequence[Any]) -> dict[tuple[str, int], Told]:
    seen: list[Any] = []
    s, g = schema.sighting, schema.grant
    for piece in pieces([(row.record_id, row.number) for row in rows]):
        seen += connection.execute(select(s).where(tuple_(s.c.record_id, s.c.version).in_(piece))).all()
    sets = sorted({row.set_id for row in (*rows, *seen)})
    grants = read_rows.grants(
        row for piece in pieces(sets) for row in connection.execute(select(g).where(g.c.set_id.in_(piece)))
    )
    told = {(row.record_id, row.number): {"": {as_told(read_rows.handling(row, grants), member)}} for row in rows}
    for row in seen:
        key = codec.said_of(read_rows.sighting_of(row))
        held = as_told(read_rows.handling(row, grants), member)
        told[row.record_id, row.version].setdefault(key, set()).add(held)
    return told
