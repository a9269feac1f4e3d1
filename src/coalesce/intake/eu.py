"""An annex of an EU restrictive-measures regulation, as one CSV file.

Invariant: every row gives exactly one Read, Rejected or LeftOut; what is no person is left out and counted.

The reference of a row is its number in the annex with the annex before it, since every annex counts from 1; an annex
without numbers gives content keys, so that its editions follow from what they say.

Source: Council Regulations (EC) No 881/2002 and No 765/2006, annexes; columns as OpenSanctions publishes them.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from coalesce.errors import BadField, BadFile, Where
from coalesce.intake.columns import check_header
from coalesce.intake.csv_persons import SeenReferences
from coalesce.intake.csv_rows import RawRow
from coalesce.intake.eu_person import annex_reference, read_annex_person
from coalesce.intake.limits import Limits
from coalesce.intake.rows import LeftOut, Read, Rejected, Row
from coalesce.records import Provenance

_NEEDED = ("celex", "schema", "name")
_KINDS = {
    **dict.fromkeys(("LegalEntity", "Organization", "Company", "PublicBody"), "organisation"),
    "Vessel": "vessel",
    "Airplane": "aircraft",
}


def is_annex(header: tuple[str, ...]) -> bool:
    """Whether a CSV with this header is an annex."""
    return all(name in header for name in (*_NEEDED, "programKey"))


def check_annex(header: tuple[str, ...], file: str, limits: Limits) -> None:
    """Raises BadFile where the header is not that of an annex."""
    check_header(header, file, limits)
    for name in _NEEDED:
        if name not in header:
            found = ", ".join(heading[:60] for heading in header[:40])
            raise BadFile(f"the header of an EU annex has this column; found: {found}", Where(file, 1, name))


def annex_rows(rows: Iterator[RawRow], header: tuple[str, ...], path: Path, limits: Limits) -> Iterator[Row]:
    """Each row behind the header."""
    seen = SeenReferences()
    for row in rows:
        yield _row(row, header, path.name, limits, seen)


def _row(row: RawRow, header: tuple[str, ...], file: str, limits: Limits, seen: SeenReferences) -> Row:
    have, want = len(row.cells), len(header)
    cells = dict(zip(header, row.placed, strict=False))
    reference = annex_reference(cells) or None
    if row.fault or have < want or any(row.cells[want:]):
        fault = row.fault or f"has {have} columns where the header has {want}"
        return Rejected(row.line, None, fault, row.cells, reference)
    schema = cells["schema"].strip()
    if not schema:
        return Rejected(row.line, "schema", "is empty: write Person or what else it is", row.cells, reference)
    if schema != "Person":
        return LeftOut(row.line, _KINDS.get(schema, schema.lower()))
    try:
        entry = read_annex_person(cells, Provenance(file, row.line), limits)
    except BadField as error:
        return Rejected(row.line, error.where.field, error.reason, row.cells, reference)
    first = seen.first_line(entry.reference, row.line)
    if first is not None:
        what = "this number of this annex" if reference else "an entry with the same content and no number"
        return Rejected(row.line, "recordId", f"{what} already stands in line {first}", row.cells, repeats=True)
    return Read(entry, None, row.cells)
