"""A table beside the list of persons (sightings, names), whichever of CSV, XLSX and JSON lines it comes as.

Invariant: the same cells under the same headings give the same rows, whatever the file's format; the header is settled
before the first row. Each row has the number of its line, or of its row in the sheet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from coalesce.intake import json_lines, json_list, xlsx
from coalesce.intake.csv_files import behind_header, settled
from coalesce.intake.csv_rows import RawRow
from coalesce.intake.files import checked_file, head_of
from coalesce.intake.limits import Limits
from coalesce.intake.mapping import Mapping
from coalesce.intake.workbook import check_workbook, is_workbook

_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Table:
    """``header``: its cells, stripped; ``mapping``: the one given, with the delimiter found; ``rows``: those behind it.
    ``other_sheets``: those of a workbook that hold something and are no part of it.
    """

    header: tuple[str, ...]
    mapping: Mapping
    rows: Callable[[], Iterator[RawRow]]
    other_sheets: tuple[str, ...] = ()


def open_table(path: Path, mapping: Mapping | None, limits: Limits, *, blanks: bool = False) -> Table:
    """The table at ``path``, by how its content begins. ``blanks``: rows without any text come too. Raises BadFile."""
    checked_file(path, limits)
    head = head_of(path)
    given = mapping or Mapping()
    if is_workbook(path, head):
        book = xlsx.Book(path, given.sightings_sheet, limits, check_workbook(path, limits))
        return Table(book.header(), given, partial(_sheet, book, blanks), book.other_sheets())
    begin = head.removeprefix(_BOM).lstrip()
    if begin.startswith(b"{") or json_list.begins(begin) or path.suffix.lower() in json_lines.ENDINGS:
        header = json_lines.header_of_lines(path, limits)
        return Table(header, given, partial(_lines, path, header, given, limits))
    found, header = settled(path, mapping, limits)
    return Table(header, found, partial(_cells, path, header, found, (limits, blanks)))


def _sheet(book: xlsx.Book, blanks: bool) -> Iterator[RawRow]:
    rows = book.rows(blanks=blanks)
    for row in rows:
        if any(row.cells):  # the header
            break
    yield from rows


def _lines(path: Path, header: tuple[str, ...], mapping: Mapping, limits: Limits) -> Iterator[RawRow]:
    with path.open("rb") as stream:
        yield from json_lines.rows_of_lines(stream, path, header, mapping.separator, limits)


def _cells(path: Path, header: tuple[str, ...], mapping: Mapping, how: tuple[Limits, bool]) -> Iterator[RawRow]:
    limits, blanks = how
    with path.open("rb") as stream:
        yield from behind_header(stream, path, len(header), mapping, limits, blanks=blanks)
