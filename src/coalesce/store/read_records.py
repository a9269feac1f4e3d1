"""Reading lists, records and their sightings.

Invariant: every number, order and page is computed from visible rows alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import orjson
from numpy.typing import NDArray
from sqlalchemy import Connection, Row, Select, func, select

from coalesce.errors import NotFound
from coalesce.handling import TLP, Actor, Purpose
from coalesce.linking.ordering import packed, packed_lines, plain, ranked
from coalesce.records import Entry, HeldSighting, Record, RecordList, Sighting
from coalesce.store import codec, read_rows, views
from coalesce.store.connections import CONTEXT
from coalesce.store.reading import Reading, pieces


@dataclass(frozen=True, slots=True)
class Fact:
    """What linking and counting need of a record beside its links: where it stands, its nationalities."""

    version: int
    list_id: str
    list_name: str
    list_kind: str
    owner: str
    deduplicated: bool
    reference: str
    nationalities: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VersionSeen:
    """One version of one's own record: the editions that opened and closed it, its marks, and what it says.

    ``releases``: a number that two versions share where they were released alike.
    """

    number: int
    entry: Entry
    opened: int
    closed: int | None
    tlp: TLP
    keep_until: str
    releases: int


@dataclass(frozen=True, slots=True)
class EditionSeen:
    """One edition of one's own list: number, file, time, report."""

    number: int
    source: str
    at: str
    report: Mapping[str, Any]


class ListedOn(NamedTuple):
    """A list, as far as grouping needs it: its id, its kind, whether its owner keeps it free of duplicates."""

    id: str
    kind: str
    deduplicated: bool


class Listed(NamedTuple):
    """Every visible record, by id, and the list that it stands on: its place in ``lists``, which are by id."""

    records: list[str]
    on: NDArray[np.int64]
    lists: list[ListedOn]


_OF_LIST = """SELECT group_concat(id, '\n'), group_concat(number, '\n') FROM visible_record WHERE list_id = ?"""
"""All records of a list as two texts: a row each would be made into objects that are let go at once."""

KEPT = 100
"""Records that a view remembers, so that who judges a pair that was shown does not read it twice."""


class RecordReads(Reading):
    """The part of a ReadView about lists and records."""

    def __init__(self, connection: Connection, key: bytes, actor: Actor, purpose: Purpose) -> None:
        super().__init__(connection, key)
        self.actor, self.purpose, self.also = actor, purpose, ""
        self._read: dict[str, Record] = {}

    def lists(self) -> list[RecordList]:
        """One's own lists, and those of which something is visible; by owner and name."""
        v = views.record_list
        rows = self._rows(select(v).order_by(v.c.owner, v.c.name))
        self._note("list", [row.id for row in rows])
        return [read_rows.record_list(row, self._own(row.owner)) for row in rows]

    def list_counts(self) -> dict[str, int]:
        """How many visible records each list has, by list id."""
        v = views.record
        rows = self._rows(select(v.c.list_id, func.count(v.c.id).label("n")).group_by(v.c.list_id))
        self._note("list count", [row.list_id for row in rows])
        return {row.list_id: row.n for row in rows}

    def holds_more_than(self, count: int) -> bool:
        """Whether more than so many records are visible: no more of them are looked at."""
        v = views.record
        rows = self._rows(select(v.c.list_id).limit(count + 1))
        self._note("list count", sorted({row.list_id for row in rows}))
        return len(rows) > count

    def editions(self, list_id: str) -> list[EditionSeen]:
        """The published editions of one's own list, newest first; none of another's."""
        v = views.edition
        rows = self._rows(select(v).where(v.c.list_id == list_id).order_by(v.c.number.desc()))
        self._note("edition", [list_id] if rows else [])
        return [EditionSeen(row.number, row.source, row.at, orjson.loads(row.report)) for row in rows]

    def record(self, identity: str) -> Record:
        """One record. Raises NotFound for one that is unknown or not for this reader."""
        found = self.records([identity])
        if identity not in found:
            raise NotFound()
        return found[identity]

    def records(self, ids: Sequence[str]) -> dict[str, Record]:
        """The visible ones among these, by id; what one snapshot has shown before is not read from it again."""
        v = views.ordered  # from the few ids on, not from all that may be seen
        unread = [one for one in ids if one not in self._read]
        rows = [row for piece in pieces(unread) for row in self._rows(select(v).where(v.c.id.in_(piece)))]
        found = {record.id: record for record in self._built(rows)} if unread else {}
        if len(self._read) + len(found) <= KEPT:
            self._read |= found
        found |= {one: self._read[one] for one in ids if one in self._read}
        self._note_asked("record", ids, list(found))
        return {one: found[one] for one in ids if one in found}

    def facts(self, ids: Sequence[str] | None = None) -> dict[str, Fact]:
        """The facts of all visible records, or of the visible ones among ``ids``."""
        v = views.record if ids is None else views.ordered
        wanted = select(
            v.c.id, v.c.version, v.c.list_id, v.c.list_name, v.c.list_kind, v.c.owner, v.c.deduplicated,
            v.c.reference, v.c.nationalities,
        )  # fmt: skip
        rows = self._each(wanted, v.c.id, ids)
        self._note("fact", [row.id for row in rows])
        return {row.id: _fact(row) for row in rows}

    def sexes(self) -> dict[str, str | None]:
        """The sex that each visible record gives, by record id; None where it gives none."""
        v = views.record
        rows = self._rows(select(v.c.id, v.c.body))
        self._note("sex", [row.id for row in rows])
        return {row.id: codec.sex_of(row.body) for row in rows}

    def scripts(self, ids: Sequence[str]) -> dict[str, frozenset[str]]:
        """The scripts of the names of the visible ones among these records, by id."""
        v = views.record
        rows = self._each(select(v.c.id, v.c.body), v.c.id, ids)
        self._note("script", [row.id for row in rows])
        return {row.id: codec.scripts_of(row.body) for row in rows}

    def listed(self) -> Listed:
        """All visible records, by id, in columns: there may be a million."""
        lists = self._tuples("SELECT id, kind, deduplicated FROM visible_list ORDER BY id")
        told = [(at, *self._tuples(_OF_LIST, (row[0],))[0]) for at, row in enumerate(lists)]
        told = [row for row in told if row[1] is not None]
        ids = packed_lines("\n".join(text for _, text, _ in told)) if told else packed([])
        order = ranked(ids)
        versions = np.array([int(one) for *_, text in told for one in text.split("\n")], dtype=np.int64)
        on = np.repeat([at for at, *_ in told], [text.count("\n") + 1 for *_, text in told]).astype(np.int64)
        records = plain(ids[order])
        self._note_ordered("listed", records)
        context = self._connection.info[CONTEXT]
        context.shown = dict(zip(records, range(len(records)), strict=True))
        context.versions = versions[order].tolist()
        return Listed(records, on[order], [ListedOn(name, kind, bool(alone)) for name, kind, alone in lists])

    def sightings(self, ids: Sequence[str] | None = None) -> dict[str, list[Sighting]]:
        """The visible sightings of all visible records, or of these, by record; their handling left out."""
        v = views.sighting if ids is None else views.sighting_of
        rows = self._each(select(v), v.c.record_id, ids)
        self._note("sighting", [row.id for row in rows])
        by: dict[str, list[Sighting]] = defaultdict(list)
        for row in sorted(rows, key=lambda row: (row.first or "", row.id)):
            by[row.record_id].append(read_rows.sighting(row, None).sighting)
        return dict(by)

    def labels(self) -> set[TLP]:
        """The TLP labels that stand on visible records and sightings: what a page of them must bear."""
        found = {row.tlp for v in (views.record, views.sighting) for row in self._rows(select(v.c.tlp).distinct())}
        self._note("label", [])
        return {TLP(label) for label in found}

    def history(self, identity: str) -> list[tuple[int, Entry]]:
        """Earlier and present versions of one's own record, oldest first; none of another's."""
        v = views.own_version
        rows = self._rows(select(v).where(v.c.id == identity).order_by(v.c.version))
        self._note("history", [identity] if rows else [])
        return [(row.version, codec.decode(row.body, row.reference)) for row in rows]

    def versions(self, identity: str) -> list[VersionSeen]:
        """The same with their editions and marks."""
        v = views.own_version
        rows = self._rows(select(v).where(v.c.id == identity).order_by(v.c.version))
        self._note("history", [identity] if rows else [])
        sets = {number: place for place, number in enumerate(dict.fromkeys(row.set_id for row in rows))}
        return [
            VersionSeen(
                row.version,
                codec.decode(row.body, row.reference),
                row.opened,
                row.closed,
                TLP(row.tlp),
                row.keep_until,
                sets[row.set_id],
            )
            for row in rows
        ]

    def owned(self, identity: str) -> tuple[str, str]:
        """List id and reference of one's own record, current or delisted. Raises NotFound for any other."""
        v = views.own_version
        rows = self._rows(select(v).where(v.c.id == identity).limit(1))
        self._note_asked("own", [identity], [row.id for row in rows])
        if not rows:
            raise NotFound()
        return rows[0].list_id, rows[0].reference

    def _own(self, owner: str) -> bool:
        """Whether what only an owner knows may be shown: to the owner, and not while it looks as another member."""
        return owner == self.actor.member and self.also in ("", owner)

    def _each(self, query: Select[Any], column: Any, ids: Sequence[str] | None) -> list[Row[Any]]:
        if ids is None:
            return list(self._rows(query))
        return [row for piece in pieces(ids) for row in self._rows(query.where(column.in_(piece)))]

    def _built(self, rows: Sequence[Row[Any]]) -> list[Record]:
        ids = [row.id for row in rows]
        by_set = self._grants(views.grant, {row.set_id: row.id for row in rows})
        v = views.sighting_of
        seen = self._each(select(v).order_by(v.c.first, v.c.id), v.c.record_id, ids)
        seen_sets = self._grants(
            views.sighting_grant, {row.set_id: row.record_id for row in seen if row.set_id not in by_set}
        )
        all_sets = {**seen_sets, **by_set}
        held: dict[str, list[HeldSighting]] = defaultdict(list)
        for row in seen:
            held[row.record_id].append(read_rows.sighting(row, read_rows.handling(row, all_sets)))
        self._note("sighting", [row.id for row in seen])
        return [read_rows.record(row, by_set, tuple(held[row.id]), self._own(row.owner)) for row in rows]

    def _grants(self, view: Any, sets: Mapping[int, str]) -> read_rows.Grants:
        """The grants of these sets, each by one record that bears it: by the set alone all that bear it would be read."""
        rows = self._each(select(view), view.c.record_id, list(sets.values()))
        return read_rows.grants([row for row in rows if sets.get(row.set_id) == row.record_id])


def _fact(row: Row[Any]) -> Fact:
    nationalities = tuple(code for code in row.nationalities.split(";") if code)
    return Fact(
        row.version,
        row.list_id,
        row.list_name,
        row.list_kind,
        row.owner,
        bool(row.deduplicated),
        row.reference,
        nationalities,
    )
