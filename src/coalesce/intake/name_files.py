"""Files of names: those to be screened, and pairs to be compared.

Invariant: each line of the file gives a name, or several, or a Rejected with its line: none is passed over in silence, and
no part of one. A name that has fallen apart at its comma ("Kemtari, Zorbal" without quotes) is not screened as its first half.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from coalesce.errors import BadField, BadFile, Where
from coalesce.intake.csv_rows import RawRow
from coalesce.intake.limits import Limits
from coalesce.intake.mapping import Mapping
from coalesce.intake.rows import Rejected
from coalesce.intake.tables import open_table

NAME = "name"
"""The column of a table of names to be screened."""

PAIR = ("left", "right")
"""The columns of a table of names to be compared."""

Cell = tuple[RawRow, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class NameRead:
    """A name and the line where it stands."""

    name: str
    line: int


def read_names(path: Path, *, limits: Limits | None = None) -> Iterator[NameRead | Rejected]:
    """The names of a table with a column ``name``, row by row, or Rejected; several of one cell are split by ``;``, as in a list
    of persons. Raises BadFile; the header is checked first.
    """
    width, rows = _named_cells(path, (NAME,), limits or Limits())
    return (read for row, (text,) in rows for read in _names(row, text, width))


def _names(row: RawRow, text: str, width: int) -> Iterator[NameRead | Rejected]:
    names = [name for part in text.split(Mapping().separator) if (name := part.strip())]
    fault = row.fault or (_too_wide(row, width) if any(row.cells[width:]) else None if names else "is empty")
    if fault:
        yield Rejected(row.line, NAME, fault, row.cells)
    else:
        yield from (NameRead(name, row.line) for name in names)


def _too_wide(row: RawRow, width: int) -> str:
    return f"the row has {len(row.cells)} cells, the header {width}: quote a cell that holds the separator"


def read_name_pairs(path: Path, *, limits: Limits | None = None) -> Iterator[tuple[str, str]]:
    """The cells ``left`` and ``right`` of a table, row by row; either may be empty, or both. A blank line is no row.

    Raises BadFile, and BadField on the way.
    """
    width, rows = _named_cells(path, PAIR, limits or Limits())
    return (
        _sound(path.name, width, cell) for cell in rows if cell[0].fault or len(cell[0].cells) > 1 or any(cell[0].cells)
    )


def _sound(file: str, width: int, cell: Cell) -> tuple[str, str]:
    row, (left, right) = cell
    if row.fault or len(row.cells) != width:
        raise BadField(row.fault or _too_wide(row, width), Where(file, row.line))
    return left, right


def _named_cells(path: Path, names: tuple[str, ...], limits: Limits) -> tuple[int, Iterator[Cell]]:
    """The header's width, and each row with its cells under these headings; the header is checked at once."""
    table = open_table(path, None, limits, blanks=True)
    if table.other_sheets:
        others = ", ".join(sheet[:60] for sheet in table.other_sheets[:20])
        reason = (
            f"names are read from one sheet, and others hold something: {others}. Put all into one, or take them away"
        )
        raise BadFile(reason, Where(path.name))
    columns = [cell.casefold() for cell in table.header]
    for name in names:
        if columns.count(name) != 1:
            many = "has several such columns" if name in columns else "has no such column"
            raise BadFile(f"the header {many}; found: {', '.join(table.header[:40])}", Where(path.name, 1, name))
    places = [columns.index(name) for name in names]

    def rows() -> Iterator[Cell]:
        for row in table.rows():
            yield row, tuple(row.cells[at].strip() if at < len(row.cells) else "" for at in places)

    return len(columns), rows()
