"""Making linking columns, blocking keys and the index of a whole node anew, for another published model.

Invariant: while it runs, and where it broke off, the node says that its index is not whole and does not open; what broke
off is begun again and gives the same. Versions come list by list, in the order in which they were imported. Nothing else changes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from sqlalchemy import Connection, delete, insert, select, update

from coalesce.linking.index import MAKE
from coalesce.records import Entry
from coalesce.store import codec, schema
from coalesce.store.connections import READS
from coalesce.store.keying import HELD, Keying
from coalesce.store.made_with import made_with, note
from coalesce.store.migrate import INDEX
from coalesce.store.pace import Pace
from coalesce.store.reindexing import clear_index

if TYPE_CHECKING:
    from coalesce.store.store import Store

REMAKING = "to be made for another model"
"""The state of an index whose columns and keys are not the published model's yet."""

OUTDATED = "made by other columns"
"""In place of the name of the model that links are of, until the linker is run."""

Remade = tuple[bytes, tuple[int, ...]]
"""Packed columns, and the keys that the record is found under."""

Remake = Callable[[Entry, str, bool], Remade]
"""Of an entry, its list's id, and whether that version is current."""

Tell = Callable[[str, float], None]


def is_remaking(store: Store) -> bool:
    """Whether another model was published and the node does not fit it yet."""
    s = schema.state
    with store.engine.connect().execution_options(**{READS: True}) as connection:
        return connection.execute(select(s.c.value).where(s.c.name == INDEX)).scalar() == REMAKING


def begin(store: Store) -> None:
    """Let the node be closed until ``remake`` is done."""
    with store.transaction() as connection:
        _state(connection, REMAKING)
        store.bump(connection)


def remake(store: Store, make: Remake, tell: Tell) -> None:
    """Make every version's columns and keys anew, and open the node again."""
    v = schema.version
    order = (v.c.list_id, v.c.opened, v.c.place, v.c.reference, v.c.number)
    with store.engine.connect().execution_options(**{READS: True}) as connection:
        wanted = select(v.c.record_id, v.c.number).order_by(*order)
        versions = [tuple(row) for row in connection.execute(wanted)]
    clear_index(store)
    keying, done = Keying(store.transaction, store.settings.write_batch_rows), 0
    for piece in Pace(store.settings.write_batch_rows).pieces(versions):
        with store.transaction() as connection:
            for record, number in piece:
                _one(connection, (record, number), make, keying)
        keying.flush(HELD)
        done += len(piece)
        tell("making columns and keys", 0.9 * done / len(versions))
    keying.flush()
    _finish(store)
    tell("done", 1.0)


def _one(connection: Connection, which: tuple[str, int], make: Remake, keying: Keying) -> None:
    v, p = schema.version, schema.prepared
    mine = (v.c.record_id == which[0]) & (v.c.number == which[1])
    row = connection.execute(select(v.c.place, v.c.list_id, v.c.closed, v.c.reference, v.c.body).where(mine)).first()
    if row is None:
        return  # withdrawn meanwhile
    packed, values = make(codec.decode(row.body, row.reference), row.list_id, row.closed is None)
    place = row.place
    connection.execute(update(p).where(p.c.place == place).values(body=packed))
    kept: Sequence[int] = list(dict.fromkeys(values))
    if kept:
        connection.execute(insert(schema.kept_key), [{"place": place, "value": value} for value in kept])
    keying.add(place, kept)


def _finish(store: Store) -> None:
    """Open the node again. Links made by other columns are no longer added to: a whole run replaces them."""
    s = schema.state
    with store.transaction() as connection:
        _state(connection, MAKE)
        note(connection, made_with(store.folder, store.settings.expected_records))
        linked = (s.c.name == "model") & (s.c.value != "")
        connection.execute(update(s).where(linked).values(value=OUTDATED))
        store.bump(connection)


def _state(connection: Connection, value: str) -> None:
    s = schema.state
    connection.execute(delete(s).where(s.c.name == INDEX))
    connection.execute(insert(s).values(name=INDEX, value=value))
