"""Reading records in outline: many at once, for search and its facets.

Invariant: a limit cuts visible rows alone, in an order that they and the asked keys give; every record that is given
counts as read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from typing import Any

import orjson

from coalesce.records import Record
from coalesce.records.sketch import SeenIn, Sketch
from coalesce.store.read_records import RecordReads
from coalesce.store.reading import pieces

_TOLD = "id, reference, list_id, list_name, owner, body"
_UNDER = "record_id, reference, list_id, list_name, owner, body"


class SketchReads(RecordReads):
    """The part of a ReadView that gives records in outline."""

    def sketches(self, most: int, list_id: str = "") -> list[Sketch]:
        """All visible records, or those of a list, by reference and id; where there are more than ``most``, the first."""
        few = self.count_up_to(most, list_id) <= most
        of = "WHERE list_id = ?" if list_id else ""
        order = "" if few else "ORDER BY reference, id"
        found = f"SELECT {_TOLD} FROM visible_{'record' if few else 'ordered'} {of} {order} LIMIT ?"
        made = self._sketched(self._tuples(found, (list_id, most) if list_id else (most,)))
        return sorted(made, key=lambda one: (one.reference, one.record))

    def sketches_under(self, keys: Sequence[int], most: int, list_id: str = "") -> list[Sketch]:
        """The visible records under any of few keys, each once, at most so many."""
        rows: list[tuple[Any, ...]] = []
        limit = most
        while keys:
            rows = self._tuples(_under(len(keys), bool(list_id)), _values(keys, list_id, limit))
            if len(rows) < limit or len({row[0] for row in rows}) >= most:
                break
            limit *= 2  # a record stands under several of the keys: the rows were cut before there were enough records
        first = set(list(dict.fromkeys(row[0] for row in rows))[:most])
        return self._sketched(row for row in rows if row[0] in first)

    def sketches_of(self, ids: Sequence[str]) -> list[Sketch]:
        """The visible ones among these records."""
        rows: list[tuple[Any, ...]] = []
        for piece in pieces(ids):
            rows += self._tuples(f"SELECT {_TOLD} FROM visible_ordered WHERE id IN ({_marks(len(piece))})", piece)
        return self._sketched(rows)

    def with_sightings(self, sketches: Sequence[Sketch]) -> list[Sketch]:
        """The same with where their records were seen."""
        by: dict[str, list[SeenIn]] = defaultdict(list)
        for piece in pieces([one.record for one in sketches]):
            for record, country, first, last in self._tuples(_seen(len(piece)), piece):
                by[record].append(SeenIn(country, _day(first), _day(last)))
        self._note("seen in", by)
        return [one.with_seen(tuple(by.get(one.record, ()))) for one in sketches]

    def count_up_to(self, most: int, list_id: str = "") -> int:
        """How many records are visible, of all or of a list; one more than ``most`` where there are more."""
        of = "WHERE list_id = ?" if list_id else ""
        values = (list_id, most + 1) if list_id else (most + 1,)
        inner = f"SELECT id FROM visible_record {of} LIMIT ?"
        self._note("list count", [])
        return int(self._tuples(f"SELECT count(id) FROM ({inner})", values)[0][0])

    def note_outlined(self, records: Iterable[str]) -> None:
        """These were read from what is remembered: a count of them tells of each."""
        self._note("outline", records)

    def note_answers(self, answers: Iterable[str]) -> None:
        """The reader's own answers to control pairs, by id, stand beside what is shown."""
        self._note("control answer", answers)

    def note_searched(self, text: str) -> None:
        """Note, as a keyed digest, that this was searched for."""
        self._note("search", [self._keyed(text)])

    def _sketched(self, rows: Iterable[tuple[Any, ...]]) -> list[Sketch]:
        made: dict[str, Sketch] = {}
        for row in rows:
            if row[0] not in made:
                made[row[0]] = _sketch(row)
        self._note("outline", made)
        return list(made.values())


def sketch_of(record: Record) -> Sketch:
    """The outline of a record that was read whole, with its sightings."""
    entry = record.entry
    return Sketch(
        record.id,
        entry.reference,
        record.list_id,
        record.list_name,
        record.owner,
        tuple(name.full for name in entry.names),
        tuple(dict.fromkeys(name.script for name in entry.names)),
        entry.nationalities,
        tuple(dict.fromkeys(when.earliest.year // 10 * 10 for when in entry.birth_dates)),
        tuple(dict.fromkeys(place.country for place in entry.birth_places if place.country)),
        tuple(paper.number for paper in entry.documents),
        tuple(_seen_of(held.sighting.country, held.sighting.date) for held in record.sightings),
    )


def _seen_of(country: str, when: Any) -> SeenIn:
    return SeenIn(country, when.earliest, when.latest) if when else SeenIn(country)


def _sketch(row: tuple[Any, ...]) -> Sketch:
    """Of a row of ``_TOLD``: the body as ``codec.encode`` wrote it, of which little is wanted."""
    record, reference, list_id, list_name, owner, body = row
    names, _, births, places, nationalities, papers, *_ = orjson.loads(body)
    return Sketch(
        record,
        reference,
        list_id,
        list_name,
        owner,
        tuple(one[0] for one in names),
        tuple(dict.fromkeys(one[1] for one in names)),
        tuple(nationalities),
        tuple(dict.fromkeys(int(first[:4]) // 10 * 10 for first, _, _ in births)),
        tuple(dict.fromkeys(country for _, country in places if country)),
        tuple(one[0] for one in papers),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _marks(count: int) -> str:
    return ", ".join("?" * count)


def _values(keys: Sequence[int], list_id: str, most: int) -> tuple[object, ...]:
    return (*keys, list_id, most) if list_id else (*keys, most)


@cache
def _under(count: int, of_list: bool) -> str:
    narrowed = " AND list_id = ?" if of_list else ""
    return (
        f"SELECT {_UNDER} FROM visible_search_key WHERE value IN ({_marks(count)}){narrowed}"
        " ORDER BY value, place LIMIT ?"
    )


@cache
def _seen(count: int) -> str:
    return f"SELECT record_id, country, first, last FROM visible_sighting_of WHERE record_id IN ({_marks(count)})"
