"""How many records of one list stand under a key of the index.

Invariant: it depends on that list alone, so that how one list is linked tells nothing of another.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, func, select

from coalesce.store import schema
from coalesce.store.reading import pieces


def key_counts(connection: Connection, list_id: str, values: Sequence[int]) -> dict[int, int]:
    """By key; one under which none stands is left out."""
    k, v = schema.search_key, schema.version
    query = select(k.c.value, func.count().label("n")).join(v, v.c.place == k.c.place).where(v.c.list_id == list_id)
    return {
        row.value: row.n
        for piece in pieces(values)
        for row in connection.execute(query.where(k.c.value.in_(piece)).group_by(k.c.value))
    }
