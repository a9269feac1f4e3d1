"""The lists that an actor may write: found by id, for who imports and releases.

Invariant: unknown and not to be written are alike.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from coalesce.errors import NotFound
from coalesce.records import RecordList
from coalesce.store import read_rows, schema
from coalesce.store.exchange_tables import received_list
from coalesce.store.permits import Act, may_write_list, require

if TYPE_CHECKING:
    from coalesce.store.writer import Writer


def writable(writer: Writer) -> list[RecordList]:
    """Every list that the writer's actor may write, by owner and name. Raises NotPermitted without the role."""
    require(writer.actor, Act.RELEASE)
    v, g = schema.record_list, schema.grant
    copies = v.c.id.in_(select(received_list.c.list_id))  # their owner's node alone writes them
    with writer.snapshot() as connection:
        rows = [
            row
            for row in connection.execute(select(v).where(~copies).order_by(v.c.owner, v.c.name))
            if may_write_list(writer.actor, row.owner, row.hosted, writer.settings.member)
        ]
        sets = sorted({row.set_id for row in rows})
        granted = read_rows.grants(connection.execute(select(g).where(g.c.set_id.in_(sets))))
    return [read_rows.record_list(row, True, granted) for row in rows]


def writable_list(writer: Writer, identity: str) -> RecordList:
    """One of them. Raises NotFound, NotPermitted."""
    for one in writable(writer):
        if one.id == identity:
            return one
    raise NotFound("list")
