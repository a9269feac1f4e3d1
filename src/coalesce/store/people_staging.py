"""Who is one person, for one audience, on its way in.

Invariant: a reader sees the people of one whole build; an update touches only the
records that it names, in one short transaction. Where a new build differs little from the one before, the differences
alone are written, and the outcome is that of the whole build. Who is one person is written in two tables, each in
its own order: rows that come in order fill page after page, and rows that do not write every page many times over.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Table, and_, delete, func, insert, select, tuple_, update

from coalesce.linking.ordering import packed, ranked
from coalesce.records import Audience, Everybody
from coalesce.store import schema
from coalesce.store.many_columns import insert_columns, texts, whole
from coalesce.store.many_rows import insert_rows, numbers
from coalesce.store.pace import MOST_IN_ORDER, Pace
from coalesce.store.standing import State, gone, is_as_seen

if TYPE_CHECKING:
    from coalesce.store.writer import Writer

_P, _Q, _A = schema.person_of, schema.person_record, schema.audience

IN_PLACE = 1_000
"""So many records that are somebody else now are changed in one transaction, well below its 100 ms; more are a build."""

_BY_PERSON = ("person_record", ("build", "person", "record_id"))
_BY_RECORD = ("person_of", ("build", "record_id", "person", "judged"))

Made = tuple[Audience, int, str]
"""Audience, stamp, day."""

Row = tuple[str, str, bool]
"""Record, person, judged."""


def replace_people(writer: Writer, made: Made, people: Everybody) -> None:
    """Write what differs from the people before; where that is much, stage a whole build, publish it, clear the old."""
    audience, stamp, day = made
    before = _build(writer, audience)
    _clear(writer)  # what an interrupted build left
    if before:
        changed, left = _differences(writer, before, people)
        if len(changed) + len(left) <= IN_PLACE:
            _amend(writer, made, changed, left)
            return
    build = _newest(writer) + 1
    _stage(writer, (audience.member, stamp), build, people)
    with writer.transaction() as connection:
        connection.execute(delete(_A).where(_A.c.member == audience.member, _A.c.purpose == audience.purpose))
        row = {"member": audience.member, "purpose": audience.purpose, "stamp": stamp, "day": day, "build": build}
        connection.execute(insert(_A).values(row))
    _clear(writer)


def update_people(writer: Writer, made: Made, people: Everybody) -> None:
    """Put ``people`` in place of whatever their records were, in the present build."""
    _amend(writer, made, list(people.rows()), [])


def _differences(writer: Writer, build: int, people: Everybody) -> tuple[list[Row], list[str]]:
    """The records that are of another person, and those that are nobody's any more."""
    query = select(_P.c.record_id, _P.c.person, _P.c.judged).where(_P.c.build == build)
    with writer.snapshot() as connection:
        stored = {record: (person, judged) for record, person, judged in connection.execute(query)}
    changed = [row for row in people.rows() if stored.pop(row[0], None) != row[1:]]
    return changed, list(stored)


def _stage(writer: Writer, seen: State, build: int, people: Everybody) -> None:
    """First by person: when a record goes, its rows by person go with that by record, which must come later."""
    persons = people.persons
    columns = texts(packed(people.records)), texts(persons), whole(people.judged)
    pace = Pace(writer.settings.write_batch_rows, MOST_IN_ORDER)
    by_person = ranked(persons)  # within one person by record, as they come
    for span in pace.slices(range(len(persons))):
        record, person, _ = (column.at(by_person[span[0] : span[-1] + 1]) for column in columns)
        with writer.transaction() as connection:
            insert_columns(connection, _BY_PERSON, (build, person, record))
    for span in pace.slices(range(len(persons))):
        at = slice(span[0], span[-1] + 1)
        with writer.transaction() as connection:
            if is_as_seen(connection, seen):
                insert_columns(connection, _BY_RECORD, (build, *(column.at(at) for column in columns)))
            else:
                _insert_by_record(connection, build, people.part(at.start, at.stop))


def _amend(writer: Writer, made: Made, rows: Sequence[Row], left: Sequence[str]) -> None:
    audience, stamp, day = made
    build = _build(writer, audience)
    ordered = Everybody.of_rows(rows)
    by_person = sorted((person, record) for record, person, _ in rows)
    with writer.transaction() as connection:
        connection.execute(delete(_P).where(_P.c.build == build, _P.c.record_id.in_([*ordered.records, *left])))
        insert_rows(connection, _BY_PERSON, [(build, person, record) for person, record in by_person])
        _insert_by_record(connection, build, ordered)
        mine = and_(_A.c.member == audience.member, _A.c.purpose == audience.purpose)
        connection.execute(update(_A).where(mine).values(stamp=stamp, day=day))


def _build(writer: Writer, audience: Audience) -> int:
    mine = and_(_A.c.member == audience.member, _A.c.purpose == audience.purpose)
    with writer.snapshot() as connection:
        return int(connection.execute(select(_A.c.build).where(mine)).scalar() or 0)


def _newest(writer: Writer) -> int:
    """The greatest number of any audience's build; none is staged while another is, and what was left is cleared."""
    with writer.snapshot() as connection:
        return int(connection.execute(select(func.max(_A.c.build))).scalar() or 0)


def _insert_by_record(connection: Connection, build: int, part: Everybody) -> None:
    """Rows of records that are there; a record may be withdrawn while people are made."""
    lost = gone(connection, part.records)
    for record, person, _ in part.rows() if lost else ():
        if record in lost:
            here = (_Q.c.build == build, _Q.c.person == person, _Q.c.record_id == record)
            connection.execute(delete(_Q).where(*here))
    rows = [(build, *row) for row in part.rows() if row[0] not in lost]
    insert_rows(connection, _BY_RECORD, rows)


def _clear(writer: Writer) -> None:
    """Take away the rows of builds that are no audience's: by person first, so that those by record take none along."""
    with writer.snapshot() as connection:
        current = set(connection.execute(select(_A.c.build)).scalars())
        builds = {table: numbers(connection, table.c.build) for table in (_Q, _P)}
    for table, order in ((_Q, (_Q.c.person, _Q.c.record_id)), (_P, (_P.c.record_id,))):
        for build in builds[table]:
            if build not in current:
                _clear_build(writer, table.c.build == build, table, order)


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
