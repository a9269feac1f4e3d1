"""Who is one person, for one audience, on its way in.

Invariant: a reader sees the people of one whole build; an update touches only the
records that it names, in one short transaction. Where a new build differs little from the one before, the differences
alone are written, and the outcome is that of the whole build.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Connection, and_, bindparam, delete, insert, select, update
from sqlalchemy.dialects import sqlite

from coalesce.records import Audience, Person
from coalesce.store import schema
from coalesce.store.pace import Pace

if TYPE_CHECKING:
    from coalesce.store.writer import Writer

_P, _A = schema.person_of, schema.audience

IN_PLACE = 1_000
"""So many records that are somebody else now are changed in one transaction, well below its 100 ms; more are a build."""

_COLUMNS = ("member", "purpose", "build", "record_id", "person", "judged")
_INSERT = str(insert(_P).values({name: bindparam(name) for name in _COLUMNS}).compile(dialect=sqlite.dialect()))
"""As text, with tuples for its rows: a million of them are written."""

Made = tuple[Audience, int, str]
"""Audience, stamp, day."""


def replace_people(writer: Writer, made: Made, people: Sequence[Person]) -> None:
    """Write what differs from the people before; where that is much, stage a whole build, publish it, clear the old."""
    audience, stamp, day = made
    before = _build(writer, audience)
    _clear(writer, _of(audience) & (_P.c.build > before))  # what an interrupted build left
    if before:
        changed, gone = _differences(writer, audience, before, people)
        if sum(len(person.records) for person in changed) + len(gone) <= IN_PLACE:
            _amend(writer, made, changed, gone)
            return
    build = before + 1
    # In the order of records two of the three indexes grow at their end, and few pages are written for many rows.
    rows = sorted((record, person.id, person.judged) for person in people for record in person.records)
    for piece in Pace(writer.settings.write_batch_rows).pieces(rows):
        with writer.transaction() as connection:
            _insert(connection, audience, build, piece)
    with writer.transaction() as connection:
        connection.execute(delete(_A).where(_A.c.member == audience.member, _A.c.purpose == audience.purpose))
        row = {"member": audience.member, "purpose": audience.purpose, "stamp": stamp, "day": day, "build": build}
        connection.execute(insert(_A).values(row))
    _clear(writer, _of(audience) & (_P.c.build < build))


def update_people(writer: Writer, made: Made, people: Sequence[Person]) -> None:
    """Put ``people`` in place of whatever their records were, in the present build."""
    _amend(writer, made, people, [])


def _differences(
    writer: Writer, audience: Audience, build: int, people: Sequence[Person]
) -> tuple[list[Person], list[str]]:
    """The people that are new or changed, and the records that are nobody's any more."""
    query = select(_P.c.record_id, _P.c.person, _P.c.judged).where(_of(audience) & (_P.c.build == build))
    with writer.snapshot() as connection:
        stored = {record: (person, judged) for record, person, judged in connection.execute(query)}
    changed = []
    for person in people:
        now = (person.id, person.judged)
        if [record for record in person.records if stored.pop(record, None) != now]:
            changed.append(person)
    return changed, list(stored)


def _amend(writer: Writer, made: Made, people: Sequence[Person], gone: Sequence[str]) -> None:
    audience, stamp, day = made
    build = _build(writer, audience)
    rows = [(record, person.id, person.judged) for person in people for record in person.records]
    records = [record for record, _, _ in rows]
    with writer.transaction() as connection:
        here = _of(audience) & (_P.c.build == build) & _P.c.record_id.in_([*records, *gone])
        connection.execute(delete(_P).where(here))
        _insert(connection, audience, build, rows)
        mine = and_(_A.c.member == audience.member, _A.c.purpose == audience.purpose)
        connection.execute(update(_A).where(mine).values(stamp=stamp, day=day))


def _of(audience: Audience) -> ColumnElement[bool]:
    return and_(_P.c.member == audience.member, _P.c.purpose == audience.purpose)


def _build(writer: Writer, audience: Audience) -> int:
    mine = and_(_A.c.member == audience.member, _A.c.purpose == audience.purpose)
    with writer.snapshot() as connection:
        return int(connection.execute(select(_A.c.build).where(mine)).scalar() or 0)


def _insert(connection: Connection, audience: Audience, build: int, people: Sequence[tuple[str, str, bool]]) -> None:
    """``people``: record, person, judged."""
    ids = [record for record, _, _ in people]
    known = set(connection.execute(select(schema.record.c.id).where(schema.record.c.id.in_(ids))).scalars())
    member, purpose = audience.member, str(audience.purpose)
    rows = [
        (member, purpose, build, record, person, judged)
        for record, person, judged in people
        if record in known  # one may have been withdrawn while the people were made
    ]
    if rows:
        connection.exec_driver_sql(_INSERT, rows)


def _clear(writer: Writer, which: ColumnElement[bool]) -> None:
    pace = Pace(writer.settings.write_batch_rows)
    first = (_P.c.build, _P.c.record_id)
    while True:
        began = time.perf_counter()
        with writer.transaction() as connection:
            found = connection.execute(select(*first).where(which).order_by(*first).limit(pace.rows)).all()
            if not found:
                return
            build, last = found[-1]
            here = (_P.c.build < build) | ((_P.c.build == build) & (_P.c.record_id <= last))
            connection.execute(delete(_P).where(which & here))
        pace.took(len(found), time.perf_counter() - began)
