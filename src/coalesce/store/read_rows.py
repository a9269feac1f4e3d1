"""Rows of the guarded views to records.

Invariant: a reader who is not the owner sees, of the releases, its own grants
alone; so that members of a release set do not see each other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Row

from coalesce.handling import TLP, Grant, Handling, HandlingCode, Onward, Purpose
from coalesce.records import Grade, HeldSighting, ListKind, Provenance, Record, RecordList, Sighting, SightingKind
from coalesce.store import codec
from coalesce.store.sets import FIGURES

Grants = Mapping[int, Sequence[tuple[str, str]]]


def grants(rows: Iterable[Row[Any]]) -> Grants:
    """Rows (set_id, kind, member) by set."""
    by: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for row in rows:
        by[row.set_id].append((row.kind, row.member))
    return by


def handling(row: Row[Any], by_set: Grants) -> Handling:
    """The handling of a row that carries the marks."""
    given = by_set.get(row.set_id, ())
    return Handling(
        keep_until=date.fromisoformat(row.keep_until),
        tlp=TLP(row.tlp),
        releases=frozenset(Grant(Purpose(kind), member) for kind, member in given if kind != FIGURES),
        figures_to=frozenset(member for kind, member in given if kind == FIGURES),
        code=HandlingCode(row.code),
        onward=Onward(row.onward),
    )


def record(row: Row[Any], by_set: Grants, sightings: tuple[HeldSighting, ...], own: bool) -> Record:
    """A row of the record view as a Record. File and line are the owner's to know: they tell of records between."""
    entry = codec.decode(row.body, row.reference)
    return Record(
        id=row.id,
        version=row.version,
        list_id=row.list_id,
        list_name=row.list_name,
        owner=row.owner,
        handling=handling(row, by_set),
        entry=entry if own else replace(entry, provenance=Provenance("", 0)),
        sightings=sightings,
    )


def sighting(row: Row[Any], marks: Handling | None) -> HeldSighting:
    """A row of the sighting view; ``marks`` None leaves its handling out."""
    return HeldSighting(row.id, sighting_of(row, marks))


def sighting_of(row: Row[Any], marks: Handling | None = None) -> Sighting:
    """What a row of a view of sightings says."""
    when = codec.to_date(row.first, row.last, row.circa) if row.first else None
    return Sighting(
        kind=SightingKind(row.kind),
        country=row.country,
        date=when,
        place=row.place,
        from_country=row.from_country,
        grade=Grade(row.grade),
        handling=marks,
    )


def record_list(row: Row[Any], owner_reads: bool, by_set: Grants | None = None) -> RecordList:
    """A row of the list view. Only its owner learns how many editions there were."""
    return RecordList(
        id=row.id,
        name=row.name,
        owner=row.owner,
        kind=ListKind(row.kind),
        handling=handling(row, by_set or {}),
        source_group=row.source_group,
        deduplicated=bool(row.deduplicated),
        edition=row.edition if owner_reads else 0,
    )
