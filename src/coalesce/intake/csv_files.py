"""Opening CSV files: encoding, delimiter and header are settled before the first row.

Invariant: whatever is wrong with the file as a whole is raised when it is opened, not in the middle of an import,
except what cannot be known before (a wrong byte, a NUL, a quote that never closes further down).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from coalesce.errors import BadFile, Where
from coalesce.intake.columns import plan_persons
from coalesce.intake.csv_persons import PersonCsv
from coalesce.intake.csv_rows import RawRow, check_encoding, find_delimiter, read_rows, whole_rows
from coalesce.intake.files import head_of
from coalesce.intake.limits import Limits
from coalesce.intake.mapping import Mapping
from coalesce.intake.rows import Read, Rejected


def open_persons(path: Path, mapping: Mapping | None, limits: Limits) -> PersonCsv:
    """The way to read one CSV of persons. Raises BadFile where its header cannot be used."""
    found, header = settled(path, mapping, limits)
    plan = plan_persons(header, None if mapping is None else found, path.name, limits)
    return PersonCsv(path.name, plan, found, limits)


def person_rows(csv_file: PersonCsv, path: Path, stream: BinaryIO) -> Iterator[Read | Rejected]:
    """The rows of an opened CSV of persons. Raises BadFile."""
    return csv_file.read(behind_header(stream, path, len(csv_file.plan.header), csv_file.mapping, csv_file.limits))


def header_of(path: Path, limits: Limits) -> tuple[str, ...]:
    """The header of a CSV with commas, in UTF-8. Raises BadFile."""
    return settled(path, Mapping(delimiter=","), limits)[1]


def rows_of(path: Path, stream: BinaryIO, width: int, limits: Limits) -> Iterator[RawRow]:
    """The rows behind such a header of this width. Raises BadFile."""
    return behind_header(stream, path, width, Mapping(delimiter=","), limits)


def settled(path: Path, mapping: Mapping | None, limits: Limits) -> tuple[Mapping, tuple[str, ...]]:
    """The mapping with its delimiter found, and the header. Raises BadFile."""
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


def behind_header(
    stream: BinaryIO, path: Path, width: int, mapping: Mapping, limits: Limits, *, blanks: bool = False
) -> Iterator[RawRow]:
    """The rows behind the header of this width; ``blanks``: those without any text too. Raises BadFile."""
    rows = read_rows(stream, path.name, mapping.delimiter or ",", mapping.encoding, limits, blanks=blanks)
    for row in rows:
        if any(row.cells):  # the header
            break
    return whole_rows(rows, path, width, limits)
