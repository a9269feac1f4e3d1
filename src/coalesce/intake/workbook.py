"""Whether an archive is a workbook that may be read: its parts unpacked by count alone, its cells and texts counted.

Invariant: nothing that a file says of its own sizes is believed. The reader of workbooks holds a sheet whole, rows
times columns, and every shared text; so each cell's place is worked out as that reader does (a cell without a
reference stands behind the one before), and all is bounded by ``max_unpacked_bytes`` and ``max_cells`` before it starts.
Cells that have no value to read are found on the way (``workbook_cells``).

A part that is XML must be well-formed, without a document type: what one parser passes over another may read.

Source: ECMA-376 (SpreadsheetML), PKWARE APPNOTE 4.3.7 (local file header), RFC 1951.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO
from xml.parsers import expat

from coalesce.errors import BadFile, Where
from coalesce.intake.limits import Limits
from coalesce.intake.workbook_cells import CellWatch, UnreadCells

MAGIC = b"PK\x03\x04"
ENDINGS = (".xlsx", ".xlsm", ".xls", ".ods")
_OLD = b"\xd0\xcf\x11\xe0"
_CHUNK = 1 << 20
_REFERENCE = re.compile(r"([A-Za-z]{1,7})(\d{1,10})")
_NUMBER = re.compile(r"\d{1,10}")
_LOCAL_HEADER = 30
_WORKBOOK = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
MOST_MERGED = 100_000
"""Merged ranges of a part: more than any list has."""


def is_workbook(path: Path, head: bytes) -> bool:
    """Whether a file that begins so is to be read as a workbook. Raises BadFile where its name alone says so."""
    if head.startswith(MAGIC):
        return True
    if head.startswith(_OLD):
        raise BadFile("is a workbook of the old kind, or locked: save it as XLSX, without a password", Where(path.name))
    if path.suffix.lower() in ENDINGS:
        raise BadFile(
            f"is named {path.suffix} and is no workbook: save it as XLSX again, or name it .csv if it is a CSV",
            Where(path.name),
        )
    return False


def check_workbook(path: Path, limits: Limits) -> UnreadCells:
    """The cells that have no value to read.

    Raises BadFile for what is no workbook, unpacks to too much, or holds more cells, texts or merged ranges than allowed.
    """
    where, unread = Where(path.name), UnreadCells(path.name)
    try:
        with zipfile.ZipFile(path) as archive, path.open("rb") as stream:
            parts = archive.infolist()
            if _WORKBOOK not in archive.namelist():
                raise BadFile("is an archive, but no XLSX workbook: save the sheet as XLSX or CSV", where)
            left = limits.max_unpacked_bytes
            for part in parts:
                count = _Count(part.filename, path.name, limits, unread)
                for data in _unpacked(stream, part, path.name):
                    left -= len(data)
                    if left < 0:
                        raise BadFile(
                            f"unpacks to more than the {limits.max_unpacked_bytes} bytes allowed: copy the list alone "
                            "into a new workbook (the setting is max_unpacked_bytes)",
                            where,
                        )
                    count.take(data)
                count.end()
    except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, expat.ExpatError, UnicodeError):
        with path.open("rb") as stream:
            whole = stream.read(len(MAGIC)) == MAGIC
        raise BadFile(
            "is damaged: save the workbook again" if whole else "is no workbook: save the sheet as XLSX or CSV", where
        ) from None
    return unread


class _Count:
    """The cells, shared texts and merged ranges of one part, if it is XML."""

    def __init__(self, part: str, file: str, limits: Limits, unread: UnreadCells) -> None:
        self._file, self._limits, self._unread = file, limits, unread
        self._row = self._column = self._rows = self._columns = self._texts = self._merged = 0
        self._relations, self._workbook = part == _RELATIONS, part == _WORKBOOK
        self._parser = expat.ParserCreate() if part.lower().endswith((".xml", ".rels")) else None
        if self._parser is not None:
            self._watch = CellWatch(part, self._parser, unread)
            self._parser.StartElementHandler = self._begin
            self._parser.StartDoctypeDeclHandler = self._refuse_doctype

    def take(self, data: bytes) -> None:
        """The next piece. Raises BadFile beyond a bound, ExpatError."""
        if self._parser is not None:
            self._parser.Parse(data, False)

    def end(self) -> None:
        """No more comes."""
        if self._parser is not None:
            self._parser.Parse(b"", True)
            self._watch.end()

    def _begin(self, tag: str, attributes: dict[str, str]) -> None:
        match tag.rpartition(":")[2]:
            case "c":
                self._cell(attributes)
            case "f":
                self._watch.formula()
            case "v":
                self._watch.value()
            case "row":
                said = attributes.get("r", "")
                self._row, self._column = (int(said) if _NUMBER.fullmatch(said) else self._row + 1), 0
            case "si" | "mergeCell" as name:
                self._one_more(name)
            case "Relationship" if self._relations:
                self._relation(attributes)
            case "sheet" if self._workbook:
                leads = next((said for key, said in attributes.items() if key.rpartition(":")[2] == "id"), "")
                self._unread.sheet(attributes.get("name", ""), leads)

    def _one_more(self, name: str) -> None:
        """A shared text or a merged range."""
        self._texts += name == "si"
        self._merged += name == "mergeCell"
        if self._texts > self._limits.max_cells:
            self._refuse(f"holds more than the {self._limits.max_cells} texts allowed (the setting is max_cells)")
        if self._merged > MOST_MERGED:
            self._refuse(f"has more than {MOST_MERGED} merged ranges: unmerge its cells")

    def _relation(self, attributes: dict[str, str]) -> None:
        if not _is_sheet(attributes):
            self._refuse("holds parts that are no sheets, such as macros: save it as XLSX without them")
        self._unread.relation(attributes.get("Id", ""), attributes.get("Target", ""))

    def _cell(self, attributes: dict[str, str]) -> None:
        said = _REFERENCE.fullmatch(attributes.get("r", ""))
        row, column = (int(said[2]), _column(said[1])) if said else (self._row, self._column + 1)
        self._column = column
        self._rows, self._columns = max(self._rows, row), max(self._columns, column)
        self._watch.cell((row, column), attributes.get("t", "n"))
        if column > self._limits.max_columns:
            self._refuse(f"has a cell beyond column {self._limits.max_columns}", row)
        if self._rows > self._limits.max_rows:
            self._refuse(f"has a cell below row {self._limits.max_rows}: copy the list alone into a new sheet", row)
        if self._rows * self._columns > self._limits.max_cells:
            self._refuse(
                f"has a sheet of {self._rows} rows and {self._columns} columns, more than the {self._limits.max_cells} "
                "cells allowed: copy the list alone into a new sheet (the setting is max_cells)",
                row,
            )

    def _refuse_doctype(self, *_: object) -> None:
        self._refuse("holds a document type, as no workbook does: save it as XLSX again")

    def _refuse(self, reason: str, row: int | None = None) -> None:
        raise BadFile(reason, Where(self._file, row))


def _is_sheet(relation: dict[str, str]) -> bool:
    """Whether what a workbook refers to is XML, and so was counted; or lies outside and is not read."""
    return relation.get("TargetMode") == "External" or relation.get("Target", "").lower().endswith(".xml")


def _column(letters: str) -> int:
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - 64
    return column


def _unpacked(stream: BinaryIO, part: zipfile.ZipInfo, file: str) -> Iterator[bytes]:
    """What a part unpacks to, piece by piece, to the end of its data whatever size it declares."""
    stream.seek(part.header_offset)
    header = stream.read(_LOCAL_HEADER)
    if len(header) < _LOCAL_HEADER or part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise BadFile("is packed in a way that no workbook is", Where(file))
    stream.seek(int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little"), 1)
    left = part.compress_size
    inflate = zlib.decompressobj(-15) if part.compress_type == zipfile.ZIP_DEFLATED else None
    while left > 0 and (data := stream.read(min(left, _CHUNK))):
        left -= len(data)
        while data:
            piece = data if inflate is None else inflate.decompress(data, _CHUNK)
            data = b"" if inflate is None else inflate.unconsumed_tail
            yield piece
