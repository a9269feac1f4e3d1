"""Opening CSV files: encoding, delimiter and header are settled before the first row.

Invariant: whatever is wrong with the file as a whole is raised when it is opened, not in the middle of an import,
except what cannot be known before (a wrong byte, a NUL, a quote that never closes further down).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from coalesce.errors import BadField, BadFile, Where
from coalesce.intake.columns import Plan, plan_exact, plan_persons
from coalesce.intake.csv_persons import PersonCsv
from coalesce.intake.csv_rows import RawRow, check_encoding, find_delimiter, read_rows, whole_rows
from coalesce.intake.csv_sightings import NEEDED, SightingCsv, SightingRow
from coalesce.intake.files import checked_file, head_of
from coalesce.intake.headings import SIGHTING_FIELDS
from coalesce.intake.limits import Limits
from coalesce.intake.mapping import Mapping
from coalesce.intake.rows import Read, Rejected

NAME = "name"
"""The column of a CSV of names to be screened."""

PAIR = ("left", "right")
"""The columns of a CSV of names to be compared."""

Cell = tuple[RawRow, tuple[str, ...]]


def open_persons(path: Path, mapping: Mapping | None, limits: Limits) -> PersonCsv:
    """The way to read one CSV of persons. Raises BadFile where its header cannot be used."""
    settled, header = _settled(path, mapping, limits)
    plan = plan_persons(header, None if mapping is None else settled, path.name, limits)
    return PersonCsv(path.name, plan, settled, limits)


def person_rows(csv_file: PersonCsv, path: Path, stream: BinaryIO) -> Iterator[Read | Rejected]:
    """The rows of an opened CSV of persons. Raises BadFile."""
    return csv_file.read(_behind_header(stream, path, len(csv_file.plan.header), csv_file.mapping, csv_file.limits))


def header_of(path: Path, limits: Limits) -> tuple[str, ...]:
    """The header of a CSV with commas, in UTF-8. Raises BadFile."""
    return _settled(path, Mapping(delimiter=","), limits)[1]


def rows_of(path: Path, stream: BinaryIO, width: int, limits: Limits) -> Iterator[RawRow]:
    """The rows behind such a header of this width. Raises BadFile."""
    return _behind_header(stream, path, width, Mapping(delimiter=","), limits)


def read_sightings(
    path: Path, *, mapping: Mapping | None = None, limits: Limits | None = None
) -> Iterator[SightingRow]:
    """Reference, sighting and line of each row of a CSV of sightings, or Rejected. Raises BadFile.

    The columns ``reference``, ``kind`` and ``country`` must be there; the header is checked before this returns.
    """
    bounds = limits or Limits()
    checked_file(path, bounds)
    settled, header = _settled(path, mapping, bounds)
    plan: Plan = plan_exact(header, SIGHTING_FIELDS, None if mapping is None else settled, path.name, bounds)
    for needed in NEEDED:
        if needed not in plan.cells:
            found = ", ".join(header[:40])
            raise BadFile(f"the header has no such column; found: {found}", Where(path.name, 1, needed))
    return _sighting_rows(path, SightingCsv(path.name, plan, settled), bounds)


def read_names(path: Path, *, limits: Limits | None = None) -> Iterator[str | Rejected]:
    """The names of a CSV with a column ``name``, row by row, or Rejected. Raises BadFile; the header is checked first."""
    return (
        Rejected(row.line, NAME, row.fault or "is empty", row.cells) if row.fault or not text else text
        for row, (text,) in _named_cells(path, (NAME,), limits or Limits())
    )


def read_name_pairs(path: Path, *, limits: Limits | None = None) -> Iterator[tuple[str, str]]:
    """The cells ``left`` and ``right`` of a CSV, row by row; either may be empty. Raises BadFile, and BadField on the way."""
    bounds = limits or Limits()
    rows = _named_cells(path, PAIR, bounds)
    check = _sound(path.name, len(_settled(path, None, bounds)[1]))
    return ((left, right) for _, (left, right) in map(check, rows))


def _sound(file: str, width: int) -> Callable[[Cell], Cell]:
    def check(cell: Cell) -> Cell:
        row = cell[0]
        if row.fault or len(row.cells) != width:
            wide = f"the row has {len(row.cells)} cells, the header {width}: quote a cell that holds the separator"
            raise BadField(row.fault or wide, Where(file, row.line))
        return cell

    return check


def _named_cells(path: Path, names: tuple[str, ...], limits: Limits) -> Iterator[Cell]:
    """Each row with its cells under these headers; the header is checked at once."""
    checked_file(path, limits)
    settled, header = _settled(path, None, limits)
    columns = [cell.strip().casefold() for cell in header]
    for name in names:
        if columns.count(name) != 1:
            many = "has several such columns" if name in columns else "has no such column"
            raise BadFile(f"the header {many}; found: {', '.join(header[:40])}", Where(path.name, 1, name))
    places = [columns.index(name) for name in names]

    def rows() -> Iterator[Cell]:
        with path.open("rb") as stream:
            for row in _behind_header(stream, path, len(header), settled, limits):
                yield row, tuple(row.cells[at].strip() if at < len(row.cells) else "" for at in places)

    return rows()


def sighting_cells(
    path: Path, lines: Collection[int], *, mapping: Mapping | None = None, limits: Limits | None = None
) -> tuple[tuple[str, ...], dict[int, tuple[str, ...]]]:
    """The header of a CSV of sightings, and the cells of these lines as they came. Raises BadFile."""
    bounds = limits or Limits()
    settled, header = _settled(path, mapping, bounds)
    with path.open("rb") as stream:
        rows = _behind_header(stream, path, len(header), settled, bounds)
        return header, {row.line: row.cells for row in rows if row.line in lines}


def _sighting_rows(path: Path, reader: SightingCsv, limits: Limits) -> Iterator[SightingRow]:
    with path.open("rb") as stream:
        yield from reader.read(_behind_header(stream, path, len(reader.plan.header), reader.mapping, limits))


def _settled(path: Path, mapping: Mapping | None, limits: Limits) -> tuple[Mapping, tuple[str, ...]]:
    """The mapping with its delimiter found, and the header."""
    given = mapping or Mapping()
    head = head_of(path)
    check_encoding(head, given.encoding, path.name)
    header = _header(path, given, ",", limits)
    if given.delimiter is None:
        line = ",".join(header.cells) if len(header.cells) > 1 else (header.cells or ("",))[0]
        given = replace(given, delimiter=find_delimiter(line))
    if given.delimiter != ",":
        header = _header(path, given, given.delimiter or ",", limits)
    if header.fault:
        raise BadFile(f"the header cannot be read: {header.fault}", Where(path.name, header.line))
    return given, tuple(cell.strip() for cell in header.cells)


def _header(path: Path, given: Mapping, delimiter: str, limits: Limits) -> RawRow:
    with path.open("rb") as stream:
        for row in read_rows(stream, path.name, delimiter, given.encoding, limits):
            return row
    raise BadFile("holds no header and no row", Where(path.name))


def _behind_header(stream: BinaryIO, path: Path, width: int, mapping: Mapping, limits: Limits) -> Iterator[RawRow]:
    rows = read_rows(stream, path.name, mapping.delimiter or ",", mapping.encoding, limits)
    next(rows, None)
    return whole_rows(rows, path, width, limits)
