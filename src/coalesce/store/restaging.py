"""The present records of a list as rows to be staged again, with another handling.

Invariant: what a record says, its linking columns and its keys are those it has; only the handling is what ``change``
makes of it. A sighting that followed its record follows it still; one with a handling of its own is never wider.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, and_, func, or_, select, tuple_, update

from coalesce.handling import Handling, meet
from coalesce.records import Entry, RecordList, Sighting
from coalesce.store import codec, read_rows, schema
from coalesce.store.sets import ReleaseSets
from coalesce.store.staging import Staged

if TYPE_CHECKING:
    from coalesce.store.writer import Writer

PIECE = 200
Change = Callable[[Entry, Handling], Handling]


def restaged(writer: Writer, to: RecordList, change: Change) -> Iterator[Staged]:
    """Every present record of the list, ready to be staged with its new handling."""
    v = schema.version
    with writer.snapshot() as connection:
        ids = list(connection.execute(select(v.c.record_id).where(*_current(to)).order_by(v.c.record_id)).scalars())
    for start in range(0, len(ids), PIECE):
        with writer.snapshot() as connection:
            rows = list(present(connection, to, ids[start : start + PIECE], change))
        yield from rows


def handlings(writer: Writer, to: RecordList) -> list[tuple[Handling, int]]:
    """The handlings that the present records of a list bear, and how many bear each; the log says that they were read."""
    v = schema.version
    marks = (v.c.set_id, v.c.tlp, v.c.code, v.c.onward, v.c.keep_until)
    with writer.snapshot() as connection:
        rows = connection.execute(select(*marks, func.count().label("n")).where(*_current(to)).group_by(*marks)).all()
        sets = _grants(connection, [row.set_id for row in rows])
    writer.note_read("handling", [to.id], about=to.owner)
    return [(read_rows.handling(row, sets), row.n) for row in rows]


def set_default(writer: Writer, to: RecordList, handling: Handling) -> None:
    """Make this the handling of rows that a later edition brings without one of their own."""
    with writer.transaction() as connection:
        write_default(connection, writer, to, handling)


def write_default(connection: Connection, writer: Writer, to: RecordList, handling: Handling) -> None:
    """The same in a transaction of the caller's: where records follow their list, with the edition in which they do."""
    t = schema.record_list
    row = {
        "set_id": ReleaseSets(connection).id_of(to.owner, handling),
        "tlp": handling.tlp,
        "code": handling.code,
        "onward": handling.onward,
        "keep_until": handling.keep_until.isoformat(),
    }
    connection.execute(update(t).where(t.c.id == to.id).values(row))
    writer.log(connection, "list handling", {"list": to.id}, about=to.owner)


def _current(to: RecordList) -> tuple[Any, ...]:
    v = schema.version
    return (
        v.c.list_id == to.id,
        v.c.opened <= to.edition,
        or_(v.c.closed.is_(None), v.c.closed > to.edition),
    )


def present(connection: Connection, to: RecordList, ids: Sequence[str], change: Change) -> Iterator[Staged]:
    """Those of the records that are present in the list, each with its new handling; read as the iterator goes on."""
    v, p, k = schema.version, schema.prepared, schema.kept_key
    joined = select(v, p.c.body.label("columns")).join(p, p.c.place == v.c.place)
    rows = connection.execute(joined.where(*_current(to), v.c.record_id.in_(ids))).all()
    keys: dict[int, list[int]] = defaultdict(list)
    for place, value in connection.execute(
        select(k.c.place, k.c.value).where(k.c.place.in_([row.place for row in rows]))
    ):
        keys[place].append(value)
    seen = _sightings(connection, [(row.record_id, row.number) for row in rows])
    every = {row.set_id for row in rows} | {one.set_id for found in seen.values() for one in found}
    sets = _grants(connection, sorted(every))
    for row in rows:
        before = read_rows.handling(row, sets)
        entry = codec.decode(row.body, row.reference)
        own = [read_rows.sighting_of(one, read_rows.handling(one, sets)) for one in seen[row.record_id]]
        entry = replace(entry, sightings=tuple(own))
        after = change(entry, before)
        entry = replace(entry, sightings=tuple(following(one, before, after) for one in own))
        yield Staged(entry, after, row.columns, row.compared, tuple(keys[row.place]))


def following(sighting: Sighting, before: Handling, after: Handling) -> Sighting:
    """A sighting of a record whose handling changes: it follows, or keeps a handling of its own that is never wider."""
    own = sighting.handling
    if own is None or own == before:
        return replace(sighting, handling=None)
    return sighting if after == before else replace(sighting, handling=meet(own, after))


def _sightings(connection: Connection, versions: Sequence[tuple[str, int]]) -> dict[str, list[Any]]:
    s = schema.sighting
    found: dict[str, list[Any]] = defaultdict(list)
    wanted = and_(tuple_(s.c.record_id, s.c.version).in_(versions))
    for row in connection.execute(select(s).where(wanted).order_by(s.c.first, s.c.id)):
        found[row.record_id].append(row)
    return found


def _grants(connection: Connection, sets: Sequence[int]) -> read_rows.Grants:
    g = schema.grant
    return read_rows.grants(connection.execute(select(g).where(g.c.set_id.in_(sets))))
