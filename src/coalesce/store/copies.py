"""Copies of another member's records: the lists they stand in, what they hold just now, and erasing them for good.

Invariant: a list of copies is written by what takes in from its owner's node, and by nobody else; a copy has one version, the
present one. What is erased goes with all that was derived of it, and is noted beside the database first, so that a restored
backup erases it again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, and_, delete, func, insert, select, update

from coalesce.errors import BadUsage
from coalesce.handling import Grant, Handling, Purpose
from coalesce.records import Origin, RecordList
from coalesce.store import codec, read_rows, restaging, schema
from coalesce.store.exchange_tables import received_list
from coalesce.store.reading import pieces
from coalesce.store.sets import ReleaseSets
from coalesce.store.staging import Staged

if TYPE_CHECKING:
    from coalesce.store.writer import Writer


@dataclass(frozen=True, slots=True)
class Copy:
    """A record of another member as it is held: its place here, and what stands in it."""

    record: str
    list_id: str
    number: int
    staged: Staged


def list_of(writer: Writer, origin: Origin, widest: Handling) -> RecordList:
    """The list that holds the copies of this one, made where there is none; its kind and source are as its owner says.

    Raises BadUsage where a list of that name is kept here for that member by hand.
    """
    to = schema.record_list
    with writer.transaction() as connection:
        wanted = select(to).where(to.c.owner == origin.member, to.c.name == origin.list_name)
        row = connection.execute(wanted).first()
        if row is None:
            _make(connection, writer, origin, widest)
            row = connection.execute(wanted).one()
        elif not is_copy(connection, row.id):
            raise BadUsage(f"a list of this name is kept here for {origin.member} by hand")
        told = {
            "kind": origin.list_kind,
            "source_group": origin.source_group,
            "deduplicated": origin.deduplicated,
        }
        if any(getattr(row, name) != value for name, value in told.items()):
            connection.execute(update(to).where(to.c.id == row.id).values(told))
            writer.bump(connection)
            row = connection.execute(wanted).one()
        g = schema.grant
        granted = read_rows.grants(connection.execute(select(g).where(g.c.set_id == row.set_id)))
    return read_rows.record_list(row, True, granted)


def named(writer: Writer, name: str) -> RecordList:
    """The list of copies ``OWNER/NAME``. Raises BadUsage."""
    to, g = schema.record_list, schema.grant
    owner, _, short = name.partition("/")
    with writer.snapshot() as connection:
        row = connection.execute(select(to).where(to.c.owner == owner, to.c.name == short)).first()
        if row is None or not is_copy(connection, row.id):
            raise BadUsage(f"there is no list '{name}' of another member's records here: name it as OWNER/NAME")
        granted = read_rows.grants(connection.execute(select(g).where(g.c.set_id == row.set_id)))
    return read_rows.record_list(row, True, granted)


def is_copy(connection: Connection, list_id: str) -> bool:
    """Whether a list holds copies."""
    t = received_list
    return connection.execute(select(t.c.list_id).where(t.c.list_id == list_id)).first() is not None


def everything(member: str, until: Any) -> Handling:
    """What our own member allows itself of others' records where nobody said less: every purpose, as long as granted."""
    return Handling(until, releases=frozenset(Grant(purpose, member) for purpose in Purpose))


def read(connection: Connection, to: RecordList, records: Sequence[str]) -> dict[str, Copy]:
    """The copies of one list among these records, by id; each sighting bears its own handling."""
    r, v = schema.record, schema.version
    numbers: dict[str, tuple[str, int]] = {}
    for piece in pieces(records):
        query = (
            select(r.c.reference, v.c.record_id, func.max(v.c.number).label("number"))
            .join(v, v.c.record_id == r.c.id)
            .where(r.c.list_id == to.id, r.c.id.in_(piece))
            .group_by(r.c.reference, v.c.record_id)
        )
        numbers |= {row.reference: (row.record_id, row.number) for row in connection.execute(query)}
    found: dict[str, Copy] = {}
    for piece in pieces([record for record, _ in numbers.values()]):
        for one in restaging.present(connection, to, piece, lambda _, held: held):
            record, number = numbers[one.entry.reference]
            seen = tuple(replace(each, handling=each.handling or one.handling) for each in one.entry.sightings)
            whole = replace(one, entry=replace(one.entry, sightings=seen))
            found[record] = Copy(record, to.id, number, whole)
    return found


def elsewhere(connection: Connection, to: RecordList, records: Sequence[str]) -> list[str]:
    """Those of these records that stand in another list."""
    r = schema.record
    return [
        record
        for piece in pieces(records)
        for record in connection.execute(select(r.c.id).where(r.c.id.in_(piece), r.c.list_id != to.id)).scalars()
    ]


def by_reference(connection: Connection, list_id: str, references: Sequence[str]) -> dict[str, str]:
    """The ids of a list's records by their references."""
    r = schema.record
    return {
        row.reference: row.id
        for piece in pieces(references)
        for row in connection.execute(
            select(r.c.reference, r.c.id).where(r.c.list_id == list_id, r.c.reference.in_(piece))
        )
    }


def drop_older(connection: Connection, records: Sequence[str]) -> None:
    """Let copies have their newest version alone; links and words on what was compared hold where that is the same."""
    v = schema.version
    for piece in pieces(records):
        query = select(v.c.record_id, v.c.number, v.c.compared).where(v.c.record_id.in_(piece)).order_by(v.c.number)
        rows = connection.execute(query).all()
        newest = {row.record_id: row for row in rows}
        older = [row for row in rows if row.number != newest[row.record_id].number]
        for row in older:
            if row.compared == newest[row.record_id].compared:
                _relabel(connection, row.record_id, row.number, newest[row.record_id].number)
        for row in older:
            connection.execute(delete(v).where(v.c.record_id == row.record_id, v.c.number == row.number))


def _relabel(connection: Connection, record: str, old: int, new: int) -> None:
    """Links of a record say the version that they were made of: the new one says the same of what is compared."""
    s, k, y = schema.state, schema.link, schema.link_right
    run = connection.execute(select(s.c.value).where(s.c.name == "link_run")).scalar()
    if not run:
        return
    mine = (k.c.run == int(run), k.c.left == record, k.c.left_version == old)
    connection.execute(update(k).where(*mine).values(left_version=new))
    lefts = select(y.c.left).where(y.c.run == int(run), y.c.right == record)
    for left in connection.execute(lefts).scalars().all():
        pair = and_(k.c.run == int(run), k.c.left == left, k.c.right == record, k.c.right_version == old)
        connection.execute(update(k).where(pair).values(right_version=new))


def said_key(said: str) -> str:
    """The digest by which a sighting of a copy is known again."""
    return hashlib.blake2b(said.encode(), digest_size=16).hexdigest()


def strike(connection: Connection, record: str, keys: Mapping[str, int]) -> None:
    """Erase sightings of a copy that say this: so many of each."""
    s, left = schema.sighting, dict(keys)
    for row in connection.execute(select(s).where(s.c.record_id == record).order_by(s.c.version.desc(), s.c.id)).all():
        key = said_key(codec.said_of(read_rows.sighting_of(row)))
        if left.get(key, 0) > 0:
            left[key] -= 1
            connection.execute(delete(s).where(s.c.id == row.id))


def _make(connection: Connection, writer: Writer, origin: Origin, widest: Handling) -> None:
    row = {
        "id": writer.new_id(),
        "name": origin.list_name,
        "owner": origin.member,
        "kind": origin.list_kind,
        "set_id": ReleaseSets(connection).id_of(origin.member, widest),
        "tlp": widest.tlp,
        "code": widest.code,
        "onward": widest.onward,
        "keep_until": widest.keep_until.isoformat(),
        "source_group": origin.source_group,
        "deduplicated": origin.deduplicated,
        "edition": 0,
        "hosted": False,
    }
    connection.execute(insert(schema.record_list).values(row))
    connection.execute(insert(received_list).values(list_id=row["id"]))
    writer.log(connection, "list add", {"list": row["id"], "owner": origin.member}, about=origin.member)
