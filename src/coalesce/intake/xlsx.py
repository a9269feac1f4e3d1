"""An XLSX workbook: one sheet of it, as rows of cells under a header.

Invariant: only a workbook that ``workbook.check_workbook`` has counted is opened here: its reader holds a sheet whole.

A cell that holds a date gives ISO 8601; a number that is whole gives its digits ("123", never "123.0").
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from coalesce.errors import BadFile, Where
from coalesce.intake.csv_rows import RawRow
from coalesce.intake.limits import Limits


def sheet_rows(path: Path, sheet: str | None, limits: Limits, *, blanks: bool = False) -> Iterator[RawRow]:
    """The rows of the named sheet, else of the first; without ``blanks`` those that have a text. Raises BadFile."""
    try:
        book = CalamineWorkbook.from_path(str(path))
        if sheet is not None and sheet not in book.sheet_names:
            found = ", ".join(name[:60] for name in book.sheet_names[:40])
            raise BadFile(f"the mapping names a sheet that is not there; found: {found}", Where(path.name))
        if not book.sheet_names:
            raise BadFile("holds no sheet", Where(path.name))
        rows = book.get_sheet_by_name(sheet or book.sheet_names[0]).iter_rows()
    except CalamineError:
        raise BadFile(
            "cannot be read as a workbook: is it damaged, or locked with a password?", Where(path.name)
        ) from None
    for number, values in enumerate(rows, 1):
        cells = tuple(map(_text, values))
        if not blanks and not any(cells):
            continue
        longest = max(map(len, cells), default=0)
        fault = f"a field has {longest} characters, more than {limits.max_field_chars}"
        yield RawRow(number, cells, fault if longest > limits.max_field_chars else None)


def sheet_header(path: Path, sheet: str | None, limits: Limits) -> tuple[str, ...]:
    """The first row that is not blank. Raises BadFile."""
    for row in sheet_rows(path, sheet, limits):
        if row.fault:
            raise BadFile(f"the header cannot be read: {row.fault}", Where(path.name, row.line))
        return tuple(cell.strip() for cell in row.cells)
    raise BadFile("holds no header and no row", Where(path.name))


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
