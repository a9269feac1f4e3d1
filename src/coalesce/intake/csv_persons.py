"""A CSV of persons, row by row.

Invariant: every row but the header and blank ones gives exactly one Read or Rejected; a rejected row never
costs another one. Memory grows by the references seen only (one number each, to find duplicates).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeVar

from coalesce.dates import PartialDate
from coalesce.errors import BadField, Where
from coalesce.intake.columns import Plan
from coalesce.intake.content_key import content_key
from coalesce.intake.csv_rows import RawRow
from coalesce.intake.fields import (
    distinct,
    read_countries,
    read_dates,
    read_documents,
    read_members,
    read_name,
    read_place,
    read_releases,
    read_sex,
    read_tlp,
    split_values,
    tidy,
)
from coalesce.intake.limits import Limits
from coalesce.intake.mapping import Mapping
from coalesce.intake.rows import Read, Rejected, RowHandling
from coalesce.records import Entry, Name, NameKind, NamePart, PartRole, Place, Provenance

T = TypeVar("T")


@dataclass(slots=True)
class SeenReferences:
    """The references of one file and the line where each stood first."""

    _lines: dict[int, int] = field(default_factory=dict)

    def first_line(self, reference: str, line: int) -> int | None:
        """The line of an earlier row with this reference; None, and remembered, where there is none."""
        key = int.from_bytes(hashlib.blake2b(reference.encode(), digest_size=12).digest())
        first = self._lines.setdefault(key, line)
        return None if first == line else first


@dataclass(frozen=True, slots=True)
class PersonCsv:
    """How one CSV of persons is read: its name, its plan, its habits."""

    file: str
    plan: Plan
    mapping: Mapping
    limits: Limits

    def read(self, rows: Iterator[RawRow]) -> Iterator[Read | Rejected]:
        """Each row behind the header, in order."""
        seen = SeenReferences()
        for row in rows:
            yield self._row(row, seen)

    def _row(self, row: RawRow, seen: SeenReferences) -> Read | Rejected:
        fault = row.fault or self._wrong_width(row)
        if fault:
            return Rejected(row.line, None, fault, row.cells, self._reference(row))
        try:
            entry = self._entry(row)
            handling = self._handling(row.cells)
        except BadField as error:
            return Rejected(row.line, error.where.field, error.reason, row.cells, self._reference(row))
        first = seen.first_line(entry.reference, row.line)
        if first is not None:
            own = bool(self.plan.text(row.cells, "reference"))
            what = "this reference" if own else "an entry with the same content and no reference"
            return Rejected(row.line, "reference", f"{what} already stands in line {first}", row.cells, repeats=True)
        return Read(entry, handling, row.cells)

    def _reference(self, row: RawRow) -> str | None:
        """The list's own key; None where it has none, or the row does not surely tell it."""
        return tidy(self.plan.sure_text(row, "reference")) or None

    def _wrong_width(self, row: RawRow) -> str | None:
        have, want = len(row.cells), len(self.plan.header)
        if have == want or (have > want and not any(row.cells[want:])):
            return None
        return f"has {have} columns where the header has {want}: a field with the delimiter in it must be quoted"

    def _entry(self, row: RawRow) -> Entry:
        entry = Entry(
            reference=self._reference(row) or "",
            names=self._names(row.cells),
            provenance=Provenance(self.file, row.line),
            sex=self._of(row.cells, "sex", read_sex),
            birth_dates=self._of(
                row.cells, "birth_date", lambda cell: read_dates(self._values(cell), self.mapping.day_first)
            ),
            birth_places=self._places(row, "birth_place"),
            residences=self._places(row, "residence"),
            nationalities=self._of(row.cells, "nationality", lambda cell: read_countries(self._values(cell))),
            documents=self._of(
                row.cells,
                "document",
                lambda cell: read_documents(
                    self._values(cell), self._values(self.plan.text(row.cells, "document_country"))
                ),
            ),
            remarks=tidy(self.plan.text(row.cells, "remarks")),
        )
        return entry if entry.reference else replace(entry, reference=content_key(entry))

    def _places(self, row: RawRow, name: str) -> tuple[Place, ...]:
        return self._of(row.cells, name, lambda cell: tuple(map(read_place, self._values(cell))))

    def _names(self, cells: tuple[str, ...]) -> tuple[Name, ...]:
        places = self.plan.cells["name"]
        texts = self._of(
            cells, "name", lambda cell: split_values(cell, self.mapping.separator, self.limits.max_names, what="names")
        )
        if not texts:
            raise BadField("is empty: every person needs a name", Where(field="name"))
        parts: tuple[NamePart, ...] = ()
        if len(places) > 1 and len(texts) == 1:
            parts = tuple(NamePart(PartRole.ORDERED, text) for place in places if (text := tidy(cells[place])))
        others = texts[1:] + self._of(
            cells, "alias", lambda cell: split_values(cell, self.mapping.separator, self.limits.max_names, what="names")
        )
        if len(others) >= self.limits.max_names:
            raise BadField(f"has more than the {self.limits.max_names} names allowed", Where(field="name"))
        first = self._of(cells, "name", lambda _: read_name(texts[0], parts=parts))
        field_of_rest = "name" if len(texts) > 1 else "alias"
        rest = self._of(cells, field_of_rest, lambda _: [read_name(text, NameKind.ALIAS) for text in others])
        return distinct((first, *rest))

    def _handling(self, cells: tuple[str, ...]) -> RowHandling | None:
        told = {name: self.plan.text(cells, name) for name in ("tlp", "release", "figures_to", "keep_until")}
        if not any(told.values()):
            return None
        return RowHandling(
            tlp=self._of(cells, "tlp", read_tlp) if told["tlp"] else None,
            releases=self._of(cells, "release", lambda cell: read_releases(self._values(cell)))
            if told["release"]
            else None,
            figures_to=self._of(cells, "figures_to", lambda cell: read_members(self._members(cell)))
            if told["figures_to"]
            else None,
            keep_until=self._of(cells, "keep_until", self._day) if told["keep_until"] else None,
        )

    def _day(self, cell: str) -> date:
        when = PartialDate.parse(cell, day_first=self.mapping.day_first)
        if when.precision != "day":
            raise BadField("needs a whole date, like 2027-12-31")
        return when.latest

    def _members(self, cell: str) -> list[str]:
        return self._values(cell.replace(",", self.mapping.separator))

    def _values(self, cell: str) -> list[str]:
        return split_values(cell, self.mapping.separator, self.limits.max_values)

    def _of(self, cells: tuple[str, ...], name: str, read: Callable[[str], T]) -> T:
        """What ``read`` makes of the field's text; its error carries the field's name."""
        try:
            return read(self.plan.text(cells, name))
        except BadField as error:
            raise error.at(field=name) from None
