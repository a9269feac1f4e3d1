"""An XLSX workbook: one sheet of it, as rows of cells under a header.

Invariant: only a workbook that ``workbook.check_workbook`` has counted is opened here: its reader holds a sheet whole.
No value is lost without a word: a row with a cell that shows an error, a formula without a result, or a number of
which a workbook has not kept every digit, is a fault where that column is read.

A cell that holds a date gives ISO 8601; a number that is whole gives its digits ("123", never "123.0"). What stands in
cells that are merged downwards stands in each of their rows; a heading that is merged sidewards heads its first column
only, so a value below its others is a fault. The sheet is the first that is not hidden, or the one named.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from coalesce.errors import BadFile, Where
from coalesce.intake.csv_rows import RawRow
from coalesce.intake.headings import certain_columns
from coalesce.intake.limits import Limits
from coalesce.intake.workbook_cells import UnreadCells

_LOOKED_AT = 20
"""Rows among which headings are looked for that do not stand in the first one."""

_KEPT_DIGITS = 10**15
"""A spreadsheet keeps 15 digits of a number and puts zeros for the rest."""


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook that was counted: ``unread`` are its cells without a value, ``sheet`` the one named, if any; rows above
    ``first`` are no part of it.
    """

    path: Path
    sheet: str | None
    limits: Limits
    unread: UnreadCells
    first: int = 1

    def rows(self, *, blanks: bool = False, read: Collection[int] | None = None) -> Iterator[RawRow]:
        """The rows of the sheet; without ``blanks`` those that have a text. Raises BadFile.

        ``read``: the columns, from 0, that are read: what is wrong in others costs nothing. None: all of them.
        """
        found = _sheet(self.path, self.sheet)
        unread = dict(self.unread.cells_of(found.name))
        down = _Down(found)
        width = 0
        under: dict[int, int] | None = None
        for number, values in enumerate(found.iter_rows(), 1):
            cells, wrong, width = tuple(map(_text, values)), unread.pop(number, {}), len(values)
            if number < self.first:
                continue
            if blanks or wrong or any(cells):
                faults = {column - 1: reason for column, reason in wrong.items()} | _inexact(values)
                faults |= _shared(cells, under or {}, read)
                yield self._row(number, down.filled(number - 1, cells), faults, read)
            if under is None and any(cells):
                under = _under(found, number - 1)
                read = None if read is None else {*read, *(place for place, of in under.items() if of in read)}
        for number, wrong in sorted(unread.items()):  # rows behind the last value, which the reader does not give
            yield self._row(number, ("",) * width, {each - 1: reason for each, reason in wrong.items()}, read)

    def _row(self, number: int, cells: tuple[str, ...], faults: dict[int, str], read: Collection[int] | None) -> RawRow:
        first = next((place for place in sorted(faults) if read is None or place in read), None)
        fault = self.limits.too_long(max(map(len, cells), default=0))
        if fault is None and first is not None:
            fault = f"column {_letters(first)}: {faults[first]}"
        return RawRow(number, cells, fault)

    def header(self) -> tuple[str, ...]:
        """The first row that is not blank. Raises BadFile."""
        for row in self.rows():
            if row.fault:
                raise BadFile(f"the header cannot be read: {row.fault}", Where(self.path.name, row.line))
            return tuple(cell.strip() for cell in row.cells)
        others = ", ".join(name[:60] for name in self.other_sheets())
        where = f': name another in a mapping, sheet = "..."; others hold something: {others}' if others else ""
        raise BadFile(f"the sheet holds no header and no row{where}", Where(self.path.name))

    def headings_below(self) -> tuple[int, tuple[str, ...]] | None:
        """Of the first rows the one that has a heading for names and another that is known, with its number. Raises BadFile."""
        for row in islice(self.rows(), 1, _LOOKED_AT):
            cells = tuple(cell.strip() for cell in row.cells)
            found = certain_columns(cells)
            if "name" in found and len(found) > 1:
                return row.line, cells
        return None

    def other_sheets(self) -> tuple[str, ...]:
        """The sheets beside this one that are shown and hold something. Raises BadFile."""
        book, own = _opened(self.path), _sheet(self.path, self.sheet).name
        shown = [each.name for each in book.sheets_metadata if each.visible == SheetVisibleEnum.Visible]
        return tuple(name for name in shown if name != own and book.get_sheet_by_name(name).height)


def _opened(path: Path) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_path(str(path))
    except CalamineError:
        raise BadFile(
            "cannot be read as a workbook: is it damaged, or locked with a password?", Where(path.name)
        ) from None


def _sheet(path: Path, name: str | None) -> CalamineSheet:
    """The named sheet, else the first that is not hidden, else the first. Raises BadFile."""
    book = _opened(path)
    if name is not None and name not in book.sheet_names:
        found = ", ".join(each[:60] for each in book.sheet_names[:40])
        raise BadFile(f"the mapping names a sheet that is not there; found: {found}", Where(path.name))
    if not book.sheet_names:
        raise BadFile("holds no sheet", Where(path.name))
    shown = [each.name for each in book.sheets_metadata if each.visible == SheetVisibleEnum.Visible]
    try:
        return book.get_sheet_by_name(name or (shown or book.sheet_names)[0])
    except CalamineError:
        raise BadFile("a sheet cannot be read: is the workbook damaged?", Where(path.name)) from None


class _Down:
    """What stands in cells merged downwards, for the rows below the first; rows and columns from 0."""

    def __init__(self, sheet: CalamineSheet) -> None:
        ranges = sheet.merged_cell_ranges or []
        self._waiting = sorted(
            ((top, left, bottom) for (top, left), (bottom, _) in ranges if bottom > top), reverse=True
        )
        self._open: dict[int, tuple[int, str]] = {}

    def filled(self, row: int, cells: tuple[str, ...]) -> tuple[str, ...]:
        """The cells of a row, with those from above."""
        if not self._waiting and not self._open:
            return cells
        made = list(cells)
        for column, (bottom, words) in list(self._open.items()):
            if row > bottom:
                del self._open[column]
            elif column < len(made) and not made[column]:
                made[column] = words
        while self._waiting and self._waiting[-1][0] <= row:
            top, column, bottom = self._waiting.pop()
            if top == row and column < len(made):
                self._open[column] = bottom, made[column]
        return tuple(made)


def _under(sheet: CalamineSheet, header: int) -> dict[int, int]:
    """The columns without a heading of their own, as one that is merged over them has it: to the column where it stands."""
    ranges = sheet.merged_cell_ranges or []
    return {
        place: left
        for (top, left), (bottom, right) in ranges
        if top <= header <= bottom
        for place in range(left + 1, right + 1)
    }


def _shared(cells: tuple[str, ...], under: dict[int, int], read: Collection[int] | None) -> dict[int, str]:
    """Values below a heading that is read and merged over several columns: of which field each is nobody has said."""
    return {
        place: f"stands under the heading of column {_letters(of)}, which is merged over both: give each column a heading"
        " of its own, in one row"
        for place, of in under.items()
        if place < len(cells) and cells[place] and (read is None or of in read)
    }


def _inexact(values: Sequence[object]) -> dict[int, str]:
    reason = "a number of more than 15 digits, of which a workbook does not keep all: write it as text"
    return {
        place: reason for place, value in enumerate(values) if isinstance(value, float) and abs(value) >= _KEPT_DIGITS
    }


def _letters(column: int) -> str:
    """A column, from 0, as a sheet names it."""
    named = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        named = chr(65 + rest) + named
    return named


def _text(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime):
        return (
            value.date().isoformat() if (value.hour, value.minute, value.second) == (0, 0, 0) else value.isoformat(" ")
        )
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
