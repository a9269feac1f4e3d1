"""Rows of a CSV file, one at a time, whatever state the file is in.

Invariant: memory does not grow with the number of rows; every physical line belongs to exactly one row or fault;
a fault in one row (bad quoting, a field too long) costs that row alone. What makes the whole file
untrustworthy (a wrong encoding, NUL bytes, a quote that never closes, an end in the middle of a row) is a BadFile,
because rows that are missing without notice would look like people taken off the list.

Source: RFC 4180, read with the standard library's ``csv`` in strict mode.
"""

from __future__ import annotations

import csv
import io
import re
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from coalesce.errors import BadFile, Where
from coalesce.intake.limits import Limits

DELIMITERS = (",", ";", "\t", "|")
_BOMS = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)


@dataclass(frozen=True, slots=True)
class RawRow:
    """The cells of one row, the line where it begins (from 1), and why it cannot be used, if so.

    ``sure``: of a row that fell apart the cells that stand in their places all the same; None where ``cells`` do.
    ``unsure``: places among these of which the row does not tell what stands there.
    """

    line: int
    cells: tuple[str, ...]
    fault: str | None = None
    sure: tuple[str, ...] | None = None
    unsure: frozenset[int] = frozenset()

    @property
    def placed(self) -> tuple[str, ...]:
        """The cells that stand in their places."""
        return self.cells if self.sure is None else self.sure


def check_encoding(head: bytes, encoding: str, file: str, *, declarable: bool = True) -> None:
    """Raises BadFile where the first bytes show that the file is not in ``encoding``. ``declarable``: a mapping may name another."""
    wide = encoding.lower().replace("_", "-").startswith(("utf-16", "utf-32"))
    if wide:
        return
    for mark, name in _BOMS:
        if head.startswith(mark):
            way_out = f', or declare encoding = "{name}" in a mapping' if declarable else ""
            raise BadFile(f"is {name.upper()}: save it as UTF-8{way_out}", Where(file))
    if b"\0" in head:
        line = head[: head.index(b"\0")].count(b"\n") + 1
        raise BadFile("holds NUL bytes: it is no text, or damaged; export it again as UTF-8", Where(file, line))


class _Lines:
    """Physical lines with their numbers; lines of a row that proved faulty can be put back."""

    def __init__(self, text: io.TextIOWrapper, file: str, encoding: str, limits: Limits) -> None:
        self._text = text
        self._file = file
        self._encoding = encoding
        self._limits = limits
        self._waiting: deque[str] = deque()
        self._read = 0
        self.row: list[str] = []
        self.last_has_end = True

    def __iter__(self) -> _Lines:
        return self

    @property
    def line(self) -> int:
        """The number of the line that the present row begins with."""
        return self._read - len(self._waiting) - len(self.row) + 1

    def put_back(self) -> None:
        """Give back all lines of the present row but the first."""
        self._waiting.extendleft(reversed(self.row[1:]))
        del self.row[1:]

    def __next__(self) -> str:
        if len(self.row) >= self._limits.max_row_lines:
            raise BadFile(
                f"a quote is opened and not closed within {self._limits.max_row_lines} lines",
                Where(self._file, self.line),
            )
        line = self._waiting.popleft() if self._waiting else self._next_line()
        self.row.append(line)
        self.last_has_end = line.endswith(("\n", "\r"))
        return line

    def _next_line(self) -> str:
        here = self._read + 1
        try:
            line = self._text.readline(self._limits.max_line_chars)
        except UnicodeError as fault:
            before = fault.object[: fault.start].count(b"\n") if isinstance(fault, UnicodeDecodeError) else 0
            raise BadFile(
                f"is not {self._encoding.upper()}: save it as UTF-8, or declare its encoding in a mapping",
                Where(self._file, here + before),
            ) from None
        if not line:
            raise StopIteration
        if len(line) >= self._limits.max_line_chars:
            raise BadFile(f"a line of more than {self._limits.max_line_chars} characters", Where(self._file, here))
        if "\0" in line:
            raise BadFile("holds a NUL byte: the file is damaged; export it again", Where(self._file, here))
        self._read = here
        return line


def read_rows(
    stream: BinaryIO, file: str, delimiter: str, encoding: str, limits: Limits, *, blanks: bool = False
) -> Iterator[RawRow]:
    """Every row, the header among them, but (without ``blanks``) not blank ones. Raises BadFile for what spoils the whole."""
    plain = encoding.lower().replace("_", "-")
    text = io.TextIOWrapper(stream, encoding="utf-8-sig" if plain in ("utf-8", "utf8") else encoding, newline="")
    csv.field_size_limit(max(csv.field_size_limit(), limits.max_line_chars * 2))
    try:
        yield from _rows(_Lines(text, file, encoding, limits), file, delimiter, (limits, blanks))
    finally:
        with suppress(ValueError):  # the stream is its opener's to close, and may be closed already
            text.detach()


def whole_rows(rows: Iterator[RawRow], path: Path, width: int, limits: Limits) -> Iterator[RawRow]:
    """The same rows, counted, and the last one checked. Raises BadFile above ``max_rows``, and for a torn file.

    A file is torn where it ends in the middle of a line and that line has fewer than ``width`` cells.
    """
    mid_line = ends_mid_line(path)
    held: RawRow | None = None
    for number, row in enumerate(rows, 1):
        if number > limits.max_rows:
            raise BadFile(f"has more than the {limits.max_rows} rows allowed", Where(path.name, row.line))
        if held is not None:
            yield held
        held = row
    if held is None:
        return
    if mid_line and len(held.cells) < width:
        raise BadFile("the file is cut short: its last line ends in the middle of a row", Where(path.name, held.line))
    yield held


def _rows(lines: _Lines, file: str, delimiter: str, how: tuple[Limits, bool]) -> Iterator[RawRow]:
    limits, blanks = how
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        lines.row.clear()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as fault:
            yield _faulty(lines, file, str(fault), delimiter)
            continue
        if blanks or any(cells):
            yield _checked(RawRow(lines.line, tuple(cells)), limits)


def _faulty(lines: _Lines, file: str, fault: str, delimiter: str) -> RawRow:
    if "unexpected end of data" in fault:
        raise BadFile(
            "ends inside a quoted field that begins here: the file is cut short, or a quote is not closed",
            Where(file, lines.line),
        )
    begin = lines.line
    lines.put_back()
    shown = lines.row[0].rstrip("\r\n") if lines.row else ""
    reason = "the quoting is broken: a quote inside a field must be doubled"
    return RawRow(begin, (shown,), reason, _before_fault(shown, delimiter))


def _before_fault(line: str, delimiter: str) -> tuple[str, ...]:
    """The cells before the first that is not quoted as it should be."""
    cell = re.compile(rf'(?:"((?:[^"]|"")*)"|([^"{re.escape(delimiter)}]*)){re.escape(delimiter)}')
    found, at = [], 0
    while match := cell.match(line, at):
        found.append(match[2] if match[1] is None else match[1].replace('""', '"'))
        at = match.end()
    return tuple(found)


def _checked(row: RawRow, limits: Limits) -> RawRow:
    if sum(map(len, row.cells)) > limits.max_field_chars and (fault := limits.too_long(max(map(len, row.cells)))):
        return RawRow(row.line, row.cells, fault)
    return row


def ends_mid_line(path: Path) -> bool:
    """Whether the last byte of a file is not a line end."""
    with path.open("rb") as file:
        file.seek(-1, io.SEEK_END)
        return file.read(1) not in (b"\n", b"\r", b"\0")


def find_delimiter(header_line: str) -> str:
    """The delimiter that parts the header into most cells; a comma where none parts it."""

    def width(delimiter: str) -> int:
        try:
            return len(next(csv.reader([header_line], delimiter=delimiter)))
        except (csv.Error, StopIteration):
            return 0

    return max(DELIMITERS, key=width)
