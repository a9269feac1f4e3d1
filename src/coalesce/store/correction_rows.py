"""Rows of corrections: kept with the version that says them, looked up when their list is imported again.

Invariant: one for each field of a record; it goes with its record.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping

import orjson
from sqlalchemy import Connection, delete, insert, select

from coalesce.records import Correction
from coalesce.store import schema
from coalesce.store.codec import SIGHTINGS
from coalesce.store.redress_tables import correction


def keep(connection: Connection, made: Correction) -> None:
    """Keep a correction. One of the same field before it was answered for what the list gave: that stays what is compared.

    Of sightings those struck out before stay struck out.
    """
    here = (correction.c.record_id == made.record) & (correction.c.field == made.field)
    earlier = connection.execute(select(correction.c.before, correction.c.after).where(here)).first()
    connection.execute(delete(correction).where(here))
    before, after = (made.before, made.after) if earlier is None else (earlier.before, made.after)
    if made.field == SIGHTINGS and earlier is not None:
        after = orjson.dumps(sorted({*orjson.loads(earlier.after), *orjson.loads(after)}))
    if before != after:
        row = {"record_id": made.record, "field": made.field, "before": before, "after": after, "at": made.at}
        connection.execute(insert(correction).values(row))


def of_list(connection: Connection, list_id: str) -> Mapping[str, tuple[Correction, ...]]:
    """The corrections of a list's records, by the list's own key."""
    c, r = correction, schema.record
    rows = connection.execute(
        select(r.c.reference, c).join(r, r.c.id == c.c.record_id).where(r.c.list_id == list_id).order_by(c.c.field)
    )
    found: dict[str, list[Correction]] = defaultdict(list)
    for row in rows:
        found[row.reference].append(Correction(row.record_id, row.field, row.before, row.after, row.at))
    return {reference: tuple(made) for reference, made in found.items()}


def let_go(connection: Connection, gone: Collection[tuple[str, str]]) -> None:
    """Drop corrections, as (record, field), that their lists have overtaken."""
    for record, field in gone:
        connection.execute(delete(correction).where(correction.c.record_id == record, correction.c.field == field))
