"""A declared mapping: which of a list's columns holds which of our fields, and how it writes dates.

Invariant: what ``to_toml`` writes, ``load_mapping`` reads back as the same mapping.

    day_first = true            # 03.04.1989 is 3 April; without it such a date is rejected as ambiguous
    separator = ";"             # between several values of one cell
    delimiter = ","             # between cells; found out where left away
    encoding = "utf-8"
    sheet = "Sheet1"            # of a workbook; the first where left away
    header_row = 3              # of a workbook's sheet: the row of its headings, where other texts stand above
    sightings_sheet = "Seen"    # of the workbook of sightings, which may be the same one

    [columns]
    name = ["First name", "Last name"]      # one heading, or several joined with a blank
    birth_date = "Born on"
"""

from __future__ import annotations

import codecs
import json
import tomllib
from collections.abc import Mapping as Pairs
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from coalesce.errors import BadFile, Where
from coalesce.intake.headings import PERSON_FIELDS, SIGHTING_FIELDS, likely_columns

_FIELDS = frozenset((*PERSON_FIELDS, *SIGHTING_FIELDS))
_MOST_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class Mapping:
    """``columns``: our field to the headings that hold it. ``delimiter`` None: found out from the header."""

    columns: Pairs[str, tuple[str, ...]] = field(default_factory=dict)
    day_first: bool | None = None
    separator: str = ";"
    delimiter: str | None = None
    encoding: str = "utf-8"
    sheet: str | None = None
    sightings_sheet: str | None = None
    header_row: int | None = None

    def to_toml(self) -> str:
        """The mapping as a TOML text that ``load_mapping`` reads."""
        lines = [] if self.day_first is None else [f"day_first = {json.dumps(self.day_first)}"]
        lines.append(f"separator = {_quoted(self.separator)}")
        if self.delimiter is not None:
            lines.append(f"delimiter = {_quoted(self.delimiter)}")
        for name, sheet in (("sheet", self.sheet), ("sightings_sheet", self.sightings_sheet)):
            if sheet is not None:
                lines.append(f"{name} = {_quoted(sheet)}")
        if self.header_row is not None:
            lines.append(f"header_row = {self.header_row}")
        lines += [f"encoding = {_quoted(self.encoding)}", "", "[columns]"]
        for name, headings in self.columns.items():
            shown = [_quoted(heading) for heading in headings]
            lines.append(f"{name} = {shown[0] if len(shown) == 1 else '[' + ', '.join(shown) + ']'}")
        return "\n".join(lines) + "\n"


def propose_mapping(header: tuple[str, ...]) -> Mapping:
    """What the headings most likely mean, for a person to confirm. May lack ``name``."""
    return Mapping(columns=likely_columns(header))


def load_mapping(path: Path) -> Mapping:
    """Read a mapping. Raises BadFile that names the setting at fault."""
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise BadFile("too large for a mapping", Where(path.name))
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as fault:
        raise BadFile(f"the mapping cannot be read ({fault.strerror})", Where(path.name)) from None
    except UnicodeDecodeError:
        raise BadFile("the mapping is not UTF-8 text", Where(path.name)) from None
    except tomllib.TOMLDecodeError as fault:
        raise BadFile(f"the mapping is not TOML: {fault}", Where(path.name)) from None
    return _checked(told, path.name)


def _checked(told: dict[str, Any], file: str) -> Mapping:
    known = {"columns", "day_first", "separator", "delimiter", "encoding", "sheet", "sightings_sheet", "header_row"}
    for name in told.keys() - known:
        raise BadFile(f"unknown setting: it may be one of {', '.join(sorted(known))}", Where(file, field=name))
    columns = told.get("columns", {})
    if not isinstance(columns, dict) or not columns:
        raise BadFile('a mapping needs a table [columns] with lines like: name = "Full name"', Where(file))
    day_first = told.get("day_first")
    if day_first is not None and not isinstance(day_first, bool):
        raise BadFile("write true or false", Where(file, field="day_first"))
    delimiter = told.get("delimiter")
    if delimiter is not None and not _is_one_sign(delimiter):
        raise BadFile("write one sign between quotes", Where(file, field="delimiter"))
    separator = told.get("separator", ";")
    if not isinstance(separator, str) or not separator:
        raise BadFile("write a sign between quotes", Where(file, field="separator"))
    encoding = told.get("encoding", "utf-8")
    if not isinstance(encoding, str) or not _is_text_encoding(encoding):
        raise BadFile('not a known text encoding, like "utf-8" or "cp1252"', Where(file, field="encoding"))
    sheet, seen = _sheet(told, "sheet", file), _sheet(told, "sightings_sheet", file)
    return Mapping(_columns(columns, file), day_first, separator, delimiter, encoding, sheet, seen, _row(told, file))


def _row(told: dict[str, Any], file: str) -> int | None:
    row = told.get("header_row")
    if row is not None and (type(row) is not int or row < 1):
        raise BadFile("write the number of a row, like 3", Where(file, field="header_row"))
    return row


def _sheet(told: dict[str, Any], name: str, file: str) -> str | None:
    sheet = told.get(name)
    if sheet is not None and not isinstance(sheet, str):
        raise BadFile("write the sheet's name between quotes", Where(file, field=name))
    return sheet


def _columns(told: dict[str, Any], file: str) -> dict[str, tuple[str, ...]]:
    columns: dict[str, tuple[str, ...]] = {}
    for name, headings in told.items():
        if name not in _FIELDS:
            raise BadFile(f"unknown field: it may be one of {', '.join(sorted(_FIELDS))}", Where(file, field=name))
        listed = headings if isinstance(headings, list) else [headings]
        if not listed or not all(isinstance(heading, str) and heading for heading in listed):
            raise BadFile("write a heading between quotes, or a list of them", Where(file, field=name))
        columns[name] = tuple(listed)
    return columns


def _is_one_sign(value: object) -> bool:
    return isinstance(value, str) and len(value) == 1 and value not in '"\r\n'


def _is_text_encoding(name: str) -> bool:
    try:
        codecs.lookup(name)
        "".encode(name)
    except (LookupError, ValueError):
        return False
    return True


def _quoted(text: str) -> str:
    """A TOML basic string: JSON's escapes are a subset of TOML's, which wants DEL escaped too."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
