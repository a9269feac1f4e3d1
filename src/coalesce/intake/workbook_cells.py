"""Cells of a workbook that show a value in no reader: errors, and formulas whose result was never stored.

Invariant: such a cell is not taken for an empty one. A reader of workbooks gives an empty text for both, and a birth date
that is lost so would look like one that the list never had. They are found while the parts are counted, by name of
the sheet, row and column; there are never more than ``MOST_UNREAD`` in memory.

Source: ECMA-376 part 1, 18.3.1.4 (c), 18.3.1.40 (f), 18.18.11 (ST_CellType), 18.2.19 (sheet).
"""

from __future__ import annotations

from xml.parsers import expat

from coalesce.errors import BadFile, Where

MOST_UNREAD = 100_000
"""Beyond this the whole workbook is refused."""

ERROR = "a cell holds an error such as #N/A: write the value, or leave the cell empty"
NO_RESULT = "a formula has no stored result: open the workbook in a spreadsheet, save it, and import that"

SheetCells = dict[int, dict[int, str]]
"""Row (from 1) to column (from 1) to what is wrong with the cell."""


class UnreadCells:
    """The cells of a workbook without a value that can be read, filled part by part as ``workbook`` counts them."""

    def __init__(self, file: str) -> None:
        self._file, self._found = file, 0
        self._parts: dict[str, SheetCells] = {}
        self._sheets: dict[str, str] = {}
        self._parts_of: dict[str, str] = {}

    def cells_of(self, sheet: str) -> SheetCells:
        """The cells without a value in the sheet of this name."""
        part = self._parts_of.get(self._sheets.get(sheet, ""), "").lstrip("/")
        return self._parts.get(part.removeprefix("xl/"), {})

    def sheet(self, name: str, relation: str) -> None:
        """A sheet that the workbook names, and the relation that leads to its part."""
        self._sheets[name] = relation

    def relation(self, identifier: str, part: str) -> None:
        """Where a relation of the workbook leads."""
        self._parts_of[identifier] = part

    def add(self, part: str, place: tuple[int, int], reason: str) -> None:
        """A cell by its row and column. Raises BadFile where there are too many."""
        self._found += 1
        if self._found > MOST_UNREAD:
            reason = f"{reason} (there are more than {MOST_UNREAD} such cells)"
            raise BadFile(reason, Where(self._file, place[0]))
        self._parts.setdefault(part.removeprefix("xl/"), {}).setdefault(place[0], {})[place[1]] = reason


class CellWatch:
    """The cell that is being parsed: whether a formula's result follows it. Texts are looked at behind formulas only."""

    def __init__(self, part: str, parser: expat.XMLParserType, unread: UnreadCells) -> None:
        self._part, self._parser, self._unread = part, parser, unread
        self._place, self._kind = (0, 0), "n"
        self._formula = False

    def cell(self, place: tuple[int, int], kind: str) -> None:
        """A cell begins; ``kind`` is its type as written."""
        self.end()
        self._place, self._kind = place, kind
        if kind == "e":
            self._unread.add(self._part, place, ERROR)

    def formula(self) -> None:
        """The cell has a formula."""
        self._formula = self._kind != "e"

    def value(self) -> None:
        """The cell has a place for a value: empty text is one where the result is a text, else only what stands there is."""
        if self._formula and self._kind == "str":
            self._formula = False
        elif self._formula:
            self._parser.CharacterDataHandler = self._text

    def end(self) -> None:
        """The cell is over."""
        if self._formula:
            self._unread.add(self._part, self._place, NO_RESULT)
        self._formula, self._parser.CharacterDataHandler = False, None

    def _text(self, _: str) -> None:
        self._formula, self._parser.CharacterDataHandler = False, None
