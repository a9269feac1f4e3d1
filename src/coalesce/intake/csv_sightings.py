"""A CSV of sightings, row by row: ``reference,kind,place,country,date,from_country,grade``.

Invariant: every row gives exactly one sighting with its reference, or one Rejected; ``country`` is always known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from coalesce.dates import PartialDate
from coalesce.errors import BadField
from coalesce.intake.columns import Plan
from coalesce.intake.csv_rows import RawRow
from coalesce.intake.fields import read_country, read_date, tidy
from coalesce.intake.mapping import Mapping
from coalesce.intake.rows import Rejected
from coalesce.records import Grade, Sighting, SightingKind

T = TypeVar("T")
SightingRow = tuple[str, Sighting, int] | Rejected
NEEDED = ("reference", "kind", "country")


@dataclass(frozen=True, slots=True)
class SightingCsv:
    """How one CSV of sightings is read."""

    file: str
    plan: Plan
    mapping: Mapping

    def read(self, rows: Iterator[RawRow]) -> Iterator[SightingRow]:
        """Each row behind the header: reference, sighting and line; or Rejected."""
        return map(self._row, rows)

    def _row(self, row: RawRow) -> SightingRow:
        if row.fault:
            return Rejected(row.line, None, row.fault, row.cells)
        have, want = len(row.cells), len(self.plan.header)
        if have != want and (have < want or any(row.cells[want:])):
            return Rejected(row.line, None, f"has {have} columns where the header has {want}", row.cells)
        try:
            return self._of(row.cells, "reference", _reference), self._sighting(row.cells), row.line
        except BadField as error:
            return Rejected(row.line, error.where.field, error.reason, row.cells)

    def _sighting(self, cells: tuple[str, ...]) -> Sighting:
        return Sighting(
            kind=self._of(cells, "kind", _kind),
            country=self._of(cells, "country", read_country),
            date=self._of(cells, "date", self._date),
            place=tidy(self.plan.text(cells, "place")) or None,
            from_country=self._of(cells, "from_country", lambda cell: read_country(cell) if cell else None),
            grade=self._of(cells, "grade", _grade),
        )

    def _date(self, cell: str) -> PartialDate | None:
        return read_date(cell, self.mapping.day_first) if cell else None

    def _of(self, cells: tuple[str, ...], name: str, read: Callable[[str], T]) -> T:
        try:
            return read(self.plan.text(cells, name))
        except BadField as error:
            raise error.at(field=name) from None


def _reference(cell: str) -> str:
    reference = tidy(cell)
    if not reference:
        raise BadField("is empty: a sighting names the reference of its person")
    return reference


def _kind(cell: str) -> SightingKind:
    word = cell.lower().replace(" ", "_").replace("-", "_")
    try:
        return SightingKind(word)
    except ValueError:
        raise BadField(f"not a kind of sighting: {', '.join(SightingKind)}") from None


def _grade(cell: str) -> Grade:
    """A to F, a credibility digit behind it is passed over; F, "cannot be judged", where nothing is said."""
    if not cell:
        return Grade.F
    try:
        return Grade(cell.upper().rstrip("123456").strip() if len(cell) > 1 else cell.upper())
    except ValueError:
        raise BadField("not a grade: A to F") from None
