"""Who is one person, for one audience, on its way in.

Invariant: a reader sees the people of one whole build; an update touches only the
records that it names, in one short transaction. Where a new build differs little from the one before, the differences
alone are written, and the outcome is that of the whole build. Who is one person is written in two tables, each in
its own order: rows that come in order fill page after page, and rows that do not write every page many times over.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from itertools import repeat
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Table, and_, delete, insert, select, tuple_, update

from coalesce.records import Audience, Person
from coalesce.store import schema
from coalesce.store.pace import MOST_IN_ORDER, Pace

if TYPE_CHECKING:
    from coalesce.store.writer import Writer

_P, _Q, _A = schema.person_of, schema.person_record, schema.audience

IN_PLACE = 1_000
"""So many records that are somebody else now are changed in one transaction, well below its 100 ms; more are a build."""

_BY_PERSON = "INSERT INTO person_record (member, purpose, build, person, record_id) VALUES (?, ?, ?, ?, ?)"
_BY_RECORD = """INSERT INTO person_of (member, purpose, build, record_id, person, judged)
    SELECT ?1, ?2, ?3, ?4, ?5, ?6 WHERE EXISTS (SELECT 1 FROM record WHERE id = ?4)"""
_NOT_BY_PERSON = """DELETE FROM person_record
    WHERE member = ? AND purpose = ? AND build = ? AND person = ? AND record_id = ?"""
"""As text, with tuples for its rows: a million of them are written. A record may be withdrawn while people are made."""

Made = tuple[Audience, int, str]
"""Audience, stamp, day."""

Row = tuple[str, str, bool]
"""Record, person, judged."""


def replace_people(writer: Writer, made: Made, people: Sequence[Person]) -> None:
    """Write what differs from the people before; where that is much, stage a whole build, publish it, clear the old."""
    audience, stamp, day = made
    before = _build(writer, audience)
    _clear(writer, audience, lambda build: build > before)  # what an interrupted build left
    if before:
        changed, gone = _differences(writer, audience, before, people)
        if sum(len(person.records) for person in changed) + len(gone) <= IN_PLACE:
            _amend(writer, made, changed, gone)
            return
    _stage(writer, audience, before + 1, people)
    with writer.transaction() as connection:
        connection.execute(delete(_A).where(_A.c.member == audience.member, _A.c.purpose == audience.purpose))
        row = {"member": audience.member, "purpose": audience.purpose, "stamp": stamp, "day": day, "build": before + 1}
        connection.execute(insert(_A).values(row))
    _clear(writer, audience, lambda build: build < before + 1)


def update_people(writer: Writer, made: Made, people: Sequence[Person]) -> None:
    """Put ``people`` in place of whatever their records were, in the present build."""
    _amend(writer, made, people, [])


def _differences(
    writer: Writer, audience: Audience, build: int, people: Sequence[Person]
) -> tuple[list[Person], list[str]]:
    """The people that are new or changed, and the records that are nobody's any more."""
    query = select(_P.c.record_id, _P.c.person, _P.c.judged).where(_of(_P, audience, build))
    with writer.snapshot() as connection:
        stored = {record: (person, judged) for record, person, judged in connection.execute(query)}
    changed = []
    for person in people:
        now = (person.id, person.judged)
        if [record for record in person.records if stored.pop(record, None) != now]:
            changed.append(person)
    return changed, list(stored)


def _stage(writer: Writer, audience: Audience, build: int, people: Sequence[Person]) -> None:
    """First by person: when a record goes, its rows by person go with that by record, which must come later."""
    by_person = [(person.id, record) for person in sorted(people, key=attrgetter("id")) for record in person.records]
    for piece in Pace(writer.settings.write_batch_rows, MOST_IN_ORDER).slices(by_person):
        with writer.transaction() as connection:
            _insert_by_person(connection, audience, build, piece)
    del by_person
    by_record = [(record, person.id, person.judged) for person in people for record in person.records]
    by_record.sort(key=itemgetter(0))
    for rows in Pace(writer.settings.write_batch_rows, MOST_IN_ORDER).slices(by_record):
        with writer.transaction() as connection:
            _insert_by_record(connection, audience, build, rows)


def _amend(writer: Writer, made: Made, people: Sequence[Person], gone: Sequence[str]) -> None:
    audience, stamp, day = made
    build = _build(writer, audience)
    rows = sorted((record, person.id, person.judged) for person in people for record in person.records)
    records = [record for record, _, _ in rows]
    with writer.transaction() as connection:
        connection.execute(delete(_P).where(_of(_P, audience, build), _P.c.record_id.in_([*records, *gone])))
        _insert_by_person(connection, audience, build, [(person, record) for record, person, _ in rows])
        _insert_by_record(connection, audience, build, rows)
        mine = and_(_A.c.member == audience.member, _A.c.purpose == audience.purpose)
        connection.execute(update(_A).where(mine).values(stamp=stamp, day=day))


def _of(table: Table, audience: Audience, build: int) -> Any:
    return and_(table.c.member == audience.member, table.c.purpose == audience.purpose, table.c.build == build)


def _build(writer: Writer, audience: Audience) -> int:
    mine = and_(_A.c.member == audience.member, _A.c.purpose == audience.purpose)
    with writer.snapshot() as connection:
        return int(connection.execute(select(_A.c.build).where(mine)).scalar() or 0)


def _insert_by_person(connection: Connection, audience: Audience, build: int, rows: Sequence[tuple[str, str]]) -> None:
    whose = audience.member, str(audience.purpose), build
    if rows:
        connection.exec_driver_sql(_BY_PERSON, list(zip(*map(repeat, whose), *zip(*rows, strict=True), strict=False)))


def _insert_by_record(connection: Connection, audience: Audience, build: int, rows: Sequence[Row]) -> None:
    if not rows:
        return
    whose = audience.member, str(audience.purpose), build
    done = connection.exec_driver_sql(
        _BY_RECORD, list(zip(*map(repeat, whose), *zip(*rows, strict=True), strict=False))
    )
    if done.rowcount != len(rows):
        written = select(_P.c.record_id).where(_of(_P, audience, build))
        ids = [record for record, _, _ in rows]
        there = set(connection.execute(written.where(_P.c.record_id.in_(ids))).scalars())
        left = [(*whose, person, record) for record, person, _ in rows if record not in there]
        connection.exec_driver_sql(_NOT_BY_PERSON, left)


def _clear(writer: Writer, audience: Audience, which: Callable[[int], bool]) -> None:
    """Take away the rows of these builds: by person first, so that those by record have nothing to take with them."""
    for table, order in ((_Q, (_Q.c.person, _Q.c.record_id)), (_P, (_P.c.record_id,))):
        for build in filter(which, _builds(writer, table, audience)):
            _clear_build(writer, _of(table, audience, build), table, order)


def _builds(writer: Writer, table: Table, audience: Audience) -> list[int]:
    """The builds of an audience that have rows: few, each found by one look-up."""
    found: list[int] = []
    mine = and_(table.c.member == audience.member, table.c.purpose == audience.purpose)
    with writer.snapshot() as connection:
        least = -1
        while True:
            query = select(table.c.build).where(mine, table.c.build > least).order_by(table.c.build).limit(1)
            build = connection.execute(query).scalar()
            if build is None:
                return found
            found.append(least := int(build))


def _clear_build(writer: Writer, here: Any, table: Table, order: tuple[Any, ...]) -> None:
    pace = Pace(writer.settings.write_batch_rows, MOST_IN_ORDER)
    while True:
        began = time.perf_counter()
        with writer.transaction() as connection:
            last = connection.execute(
                select(*order).where(here).order_by(*order).offset(pace.rows - 1).limit(1)
            ).first()
            reached = [] if last is None else [tuple_(*order) <= tuple_(*last)]
            gone = connection.execute(delete(table).where(here, *reached)).rowcount
        if last is None:
            return
        pace.took(gone, time.perf_counter() - began)
