"""An XLSX workbook: one sheet of it, as rows of cells under a header.

Invariant: nothing is handed to the reader of workbooks before every part of the archive was unpacked by count alone,
within ``max_unpacked_bytes``, and before the sheets were seen to name no cell beyond the limits: what an archive
declares of its own sizes is not believed.

A cell that holds a date gives ISO 8601; a number that is whole gives its digits ("123", never "123.0").

Source: ECMA-376 (SpreadsheetML cell references), PKWARE APPNOTE 4.3.7 (local file header), RFC 1951.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO

from python_calamine import CalamineError, CalamineWorkbook

from coalesce.errors import BadFile, Where
from coalesce.intake.csv_rows import RawRow
from coalesce.intake.limits import Limits

_CHUNK = 1 << 20
_REFERENCE = re.compile(rb"\br\s*=\s*[\"']([A-Z]{1,7})(\d{1,10})[\"']")
_LOCAL_HEADER = 30


def check_workbook(path: Path, limits: Limits) -> None:
    """Raises BadFile for what is no workbook, unpacks to too much, or names cells beyond the limits."""
    where = Where(path.name)
    try:
        with zipfile.ZipFile(path) as archive, path.open("rb") as stream:
            parts = archive.infolist()
            if "xl/workbook.xml" not in archive.namelist():
                raise BadFile("is an archive, but no XLSX workbook: save the sheet as XLSX or CSV", where)
            if sum(part.file_size for part in parts) > limits.max_unpacked_bytes:
                raise BadFile(f"unpacks to more than the {limits.max_unpacked_bytes} bytes allowed", where)
            left = limits.max_unpacked_bytes
            for part in parts:
                end = b""  # a reference may lie across two pieces
                for data in _unpacked(stream, part, path.name):
                    left -= len(data)
                    if left < 0:
                        raise BadFile(f"unpacks to more than the {limits.max_unpacked_bytes} bytes allowed", where)
                    if part.filename.startswith("xl/worksheets/"):
                        _check_cells(end + data, path.name, limits)
                        end = data[-40:]
    except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError):
        raise BadFile("is damaged: save the workbook again", where) from None


def sheet_rows(path: Path, sheet: str | None, limits: Limits) -> Iterator[RawRow]:
    """The rows of the named sheet, else of the first, blank ones left out. Raises BadFile."""
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
        if not any(cells):
            continue
        longest = max(map(len, cells))
        fault = f"a field has {longest} characters, more than {limits.max_field_chars}"
        yield RawRow(number, cells, fault if longest > limits.max_field_chars else None)


def sheet_header(path: Path, sheet: str | None, limits: Limits) -> tuple[str, ...]:
    """The first row that is not blank. Raises BadFile."""
    for row in sheet_rows(path, sheet, limits):
        if row.fault:
            raise BadFile(f"the header cannot be read: {row.fault}", Where(path.name, row.line))
        return tuple(cell.strip() for cell in row.cells)
    raise BadFile("holds no header and no row", Where(path.name))


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


def _check_cells(data: bytes, file: str, limits: Limits) -> None:
    for letters, digits in _REFERENCE.findall(data):
        column = 0
        for letter in letters:
            column = column * 26 + letter - 64
        if column > limits.max_columns:
            raise BadFile(f"has a cell beyond column {limits.max_columns}", Where(file))
        if int(digits) > limits.max_rows or int(digits) * column > limits.max_cells:
            raise BadFile(
                "has a cell far below the others: copy the list alone into a new sheet", Where(file, int(digits))
            )


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
