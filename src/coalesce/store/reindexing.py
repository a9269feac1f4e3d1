"""Making the index of a whole node anew: after a migration, or for keys of another make.

Invariant: a node opens only when its index is whole and of this program's make; what was interrupted is begun again
and gives the same. Each transaction is short, and nothing but the index changes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from sqlalchemy import Connection, delete, func, insert, select

from coalesce.linking.index import MAKE
from coalesce.records import Entry
from coalesce.store import codec, schema
from coalesce.store.connections import READS
from coalesce.store.keying import HELD, Keying
from coalesce.store.migrate import INDEX, index_is_made
from coalesce.store.pace import Pace

if TYPE_CHECKING:
    from coalesce.store.store import Store

Make = Callable[[Entry, bytes], tuple[int, ...]]
"""Of an entry and its prepared columns as bytes: the keys that it is found under."""

Tell = Callable[[str, float], None]


def reindex(store: Store, make: Make, tell: Tell) -> None:
    """Make every version's keys anew, where the index is of another make."""
    s, v = schema.state, schema.version
    if index_is_made(store.engine):
        return
    with store.engine.connect().execution_options(**{READS: True}) as connection:
        versions = [tuple(row) for row in connection.execute(select(v.c.record_id, v.c.number))]
    clear_index(store)
    keying, done = Keying(store.transaction, store.settings.write_batch_rows), 0
    for piece in Pace(store.settings.write_batch_rows).pieces(versions):
        with store.transaction() as connection:
            _prepare(connection, piece, make, keying)
        keying.flush(HELD)
        done += len(piece)
        tell("making the index", 0.9 * done / len(versions))
    keying.flush()
    with store.transaction() as connection:
        connection.execute(delete(s).where(s.c.name == INDEX))
        connection.execute(insert(s).values(name=INDEX, value=MAKE))
        store.bump(connection)
    tell("done", 1.0)


def _prepare(connection: Connection, versions: Sequence[tuple[str, int]], make: Make, keying: Keying) -> None:
    v, p = schema.version, schema.prepared
    for record, number in versions:
        mine = (v.c.record_id == record) & (v.c.number == number)
        wanted = (
            select(v.c.place, v.c.reference, v.c.body, p.c.body.label("prepared"))
            .join(p, p.c.place == v.c.place)
            .where(mine)
        )
        row = connection.execute(wanted).first()
        if row is None:
            continue  # withdrawn meanwhile
        values = make(codec.decode(row.body, row.reference), row.prepared)
        connection.execute(
            insert(schema.kept_key), [{"place": row.place, "value": value} for value in dict.fromkeys(values)]
        )
        keying.add(row.place, values)


def clear_index(store: Store) -> None:
    """Take every key out of the index, in short transactions."""
    for k in (schema.kept_key, schema.search_key):
        first = k.primary_key.columns.values()[0]
        while True:
            with store.transaction() as connection:
                some = select(first).order_by(first).limit(store.settings.write_batch_rows)
                last = connection.execute(select(func.max(some.subquery().c[0]))).scalar()
                if last is None:
                    break
                connection.execute(delete(k).where(first <= last))
