"""Files of counts: how many people are on exactly which lists.

One column of 0 and 1 for each list, then ``count``; a pattern that the file leaves out has nobody. Invariant: the table is
whole or the file is refused, with line and field: a count that was passed over would change an estimate in silence.
"""

from __future__ import annotations

import re
from pathlib import Path

from coalesce.errors import BadField, BadFile, Where
from coalesce.intake.csv_rows import RawRow
from coalesce.intake.limits import Limits
from coalesce.intake.tables import open_table
from coalesce.records import CaptureTable

COUNT = "count"
"""The heading of the last column."""

MOST_LISTS = 8
"""No model is fitted to more."""

MOST_COUNT = 10**12
"""More people than ever lived in one cell are a slip."""

_WHOLE = re.compile(r"\d+")
_FRACTION = re.compile(r"[+-]?\d*[.,]\d*(?:e[+-]?\d+)?", re.IGNORECASE)


def read_counts(path: Path, *, limits: Limits | None = None) -> CaptureTable:
    """The capture table in a CSV, XLSX or JSON lines. Raises BadFile and BadField with line and field."""
    bounds = limits or Limits()
    table = open_table(path, None, bounds)
    lists = _lists(table.header, path.name)
    counts: dict[int, int] = {}
    lines: dict[int, int] = {}
    for row in table.rows():
        pattern, count = _row(row, lists, path.name)
        if pattern in counts:
            raise BadField(f"the same pattern as in line {lines[pattern]}: add the two up", Where(path.name, row.line))
        if not pattern and count:
            raise BadField(
                "nobody can have counted the people on no list: leave the row out", Where(path.name, row.line)
            )
        counts[pattern], lines[pattern] = count, row.line
    if not any(counts.values()):
        raise BadFile("holds no people: every count is 0, or there is no row behind the header", Where(path.name))
    for which, name in enumerate(lists):
        if not any(count for pattern, count in counts.items() if pattern >> which & 1):
            raise BadFile("nobody is on this list: leave its column out", Where(path.name, 1, name))
    return CaptureTable(lists, tuple(counts.get(pattern, 0) for pattern in range(1 << len(lists))))


def _lists(header: tuple[str, ...], file: str) -> tuple[str, ...]:
    """The names of the lists: the headings before ``count``."""
    if not header or header[-1].casefold() != COUNT:
        found = ", ".join(header[:40])
        numbers = all(re.fullmatch(r"[\d.,+-]*", cell) for cell in header)
        fault = "there is no header: the first line must name the lists and end in 'count'" if numbers else (
            f"the last column must be '{COUNT}', behind one column for each list; found: {found}"
        )  # fmt: skip
        raise BadFile(fault, Where(file, 1, COUNT))
    lists = header[:-1]
    if not lists:
        raise BadFile("there is no list: one column of 0 and 1 for each, before 'count'", Where(file, 1))
    if len(lists) > MOST_LISTS:
        raise BadFile(
            f"there are {len(lists)} lists, at most {MOST_LISTS} can be estimated from: leave some out, or count those of "
            "one source as one",
            Where(file, 1),
        )
    folded = [name.casefold() for name in lists]
    for name in lists:
        if not name or folded.count(name.casefold()) > 1 or name.casefold() == COUNT:
            fault = "a list without a name" if not name else "this heading stands there twice"
            raise BadFile(f"{fault}: each list has one column and a name of its own", Where(file, 1, name or None))
    return lists


def _row(row: RawRow, lists: tuple[str, ...], file: str) -> tuple[int, int]:
    if row.fault or len(row.cells) != len(lists) + 1:
        wide = f"the row has {len(row.cells)} cells, the header {len(lists) + 1}"
        raise BadField(row.fault or wide, Where(file, row.line))
    pattern = 0
    for which, (name, cell) in enumerate(zip(lists, row.cells, strict=False)):
        if cell.strip() not in {"0", "1"}:
            raise BadField(
                f"'{cell.strip()[:40]}' is not 0 (not on the list) or 1 (on it)", Where(file, row.line, name)
            )
        pattern |= int(cell) << which
    return pattern, _count(row.cells[-1].strip(), Where(file, row.line, COUNT))


def _count(text: str, where: Where) -> int:
    if not _WHOLE.fullmatch(text):
        negative = text.startswith(("-", "−")) and text[1:].replace(".", "").isdecimal()
        fault = "is empty: write 0 for nobody" if not text else f"'{text[:40]}' is no number"
        if negative:
            fault = f"'{text[:40]}' is below 0: people are counted from 0"
        elif any(letter.isdecimal() for letter in text) and _FRACTION.fullmatch(text):
            fault = f"'{text[:40]}' is no whole number: people are counted one by one"
        raise BadField(fault, where)
    if len(text.lstrip("0")) > len(str(MOST_COUNT)) or int(text) > MOST_COUNT:  # Python reads no number of 5,000 digits
        raise BadField(f"'{text[:40]}' is more than {MOST_COUNT:,}", where)
    return int(text)
