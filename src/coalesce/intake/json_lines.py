"""JSON lines: one JSON mapping a line, or a JSON list of them, read as rows of persons or, line by line, by other readers.

Invariant: every line but blank ones gives exactly one row; a bad line is rejected with its number and reason and
costs no other. Memory holds one line of at most ``max_line_chars`` bytes, whatever the file's length, but for a list (``json_list``).

Keys are headings: the header is every key that occurs, found in a first pass, so that a key that only a late line has
is read too. A value is a text, a number, true or false, null, or a list of these; what is nested deeper is rejected,
and so is a line that gives a key twice. A number keeps the digits that it is written with. Of a rejected line the values
that stand whole before its fault, each key with one value, are told all the same: whose record it is may be one of them.

Source: https://jsonlines.org (UTF-8, one value a line); RFC 8259.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

import orjson

from coalesce.errors import BadField, BadFile, Where
from coalesce.intake import json_list
from coalesce.intake.csv_rows import RawRow, check_encoding, ends_mid_line
from coalesce.intake.files import head_of
from coalesce.intake.limits import Limits

ENDINGS = (".jsonl", ".ndjson")
_BOM = b"\xef\xbb\xbf"
_KEY = re.compile(rb'"\s*:')
_EXACT = 2**53
"""Whole numbers below this are exact in a float."""

_BLANK = re.compile(r"[ \t\n\r]*")


class JsonLine(NamedTuple):
    """The line's number, its mapping, and, where there is none, why as a row without cells of its own. ``sure``: the
    mapping, or what of it can be relied on."""

    number: int
    mapping: dict[str, object] | None
    row: RawRow
    sure: dict[str, object]


def json_lines(stream: BinaryIO, path: Path, limits: Limits) -> Iterator[JsonLine]:
    """Each line that is not blank. Raises BadFile above ``max_rows``, for a file cut short, and for one that is not UTF-8."""
    check_encoding(head_of(path), "utf-8", path.name, declarable=False)
    if json_list.begins(head_of(path)):
        yield from _members(stream, path, limits)
        return
    torn = ends_mid_line(path)
    number = rows = 0
    while data := stream.readline(limits.max_line_chars + 1):
        number += 1
        long = len(data) > limits.max_line_chars
        begin = data if long else b""
        while not data.endswith(b"\n") and (more := stream.readline(limits.max_line_chars)):
            data = data[:200] + more[-1:]
        text = data.removeprefix(_BOM).strip() if number == 1 else data.strip()
        if not text:
            continue
        rows += 1
        if rows > limits.max_rows:
            raise BadFile(f"has more than the {limits.max_rows} rows allowed", Where(path.name, number))
        line = _line(number, text, begin, limits)
        if line.mapping is None and torn and not long and not data.endswith(b"\n"):
            raise BadFile("the file is cut short: its last line ends in the middle", Where(path.name, number))
        yield line


def _members(stream: BinaryIO, path: Path, limits: Limits) -> Iterator[JsonLine]:
    for rows, (number, text) in enumerate(json_list.members(stream, path.name, limits), start=1):
        if rows > limits.max_rows:
            raise BadFile(f"has more than the {limits.max_rows} rows allowed", Where(path.name, number))
        yield _line(number, text, text if len(text) > limits.max_line_chars else b"", limits)


def _line(number: int, text: bytes, long: bytes, limits: Limits) -> JsonLine:
    """A line that is not blank; ``long``: as much as was read of one that is too long, else empty."""
    found, fault = (None, f"has more than {limits.max_line_chars} bytes") if long else _mapping(text)
    sure = _told(long or text) if found is None else found
    return JsonLine(number, found, RawRow(number, (text[:2000].decode("utf-8", "replace"),), fault), sure)


def header_of_lines(path: Path, limits: Limits) -> tuple[str, ...]:
    """Every key of the file, in the order in which they first occur. Raises BadFile above ``max_columns``."""
    keys: dict[str, None] = {}
    with path.open("rb") as stream:
        for number, mapping, _, _ in json_lines(stream, path, limits):
            keys.update(dict.fromkeys(mapping or ()))
            if len(keys) > limits.max_columns:
                reason = f"has more than the {limits.max_columns} different keys allowed"
                raise BadFile(reason, Where(path.name, number))
    if not keys:
        raise BadFile('holds no line that is a JSON mapping like {"name": ...}', Where(path.name))
    return tuple(keys)


def rows_of_lines(
    stream: BinaryIO, path: Path, header: tuple[str, ...], separator: str, limits: Limits
) -> Iterator[RawRow]:
    """Each line as a row of cells under the header. Raises BadFile as ``json_lines``."""
    for number, mapping, row, sure in json_lines(stream, path, limits):
        cells, wrong, unsure = _cells(sure, header, separator)
        if mapping is None:
            unsure |= {place for place, key in enumerate(header) if key not in sure}
        if mapping is None or wrong is not None:
            yield RawRow(number, row.cells, row.fault or wrong, cells, unsure)
            continue
        longest = max(map(len, cells))
        fault = f"a field has {longest} characters, more than {limits.max_field_chars}"
        yield RawRow(number, cells, fault if longest > limits.max_field_chars else None)


def _cells(
    mapping: dict[str, object], header: tuple[str, ...], separator: str
) -> tuple[tuple[str, ...], str | None, frozenset[int]]:
    """The cells of a line, what is wrong with the first value that cannot be one, if so, and the places of all that cannot:
    such a cell is empty.
    """
    cells, wrong = [], {}
    for place, key in enumerate(header):
        try:
            cells.append(_cell(key, mapping.get(key), separator))
        except BadField as error:
            cells.append("")
            wrong[place] = f"{error.where.field}: {error.reason}"
    return tuple(cells), next(iter(wrong.values()), None), frozenset(wrong)


def _mapping(text: bytes) -> tuple[dict[str, object] | None, str | None]:
    try:
        found = orjson.loads(text)
    except orjson.JSONDecodeError:
        return None, "is not JSON in UTF-8"
    if not isinstance(found, dict):
        return None, 'is JSON, but no mapping like {"name": ...}'
    if b"\\u0000" in text:
        return None, "holds a NUL character: the line is damaged; export it again"
    keys, inexact = _shape(found)
    if not inexact and len(_KEY.findall(text)) <= keys:
        return found, None
    return _read_exactly(text)


def _shape(value: object) -> tuple[int, bool]:
    """How many keys stand in a value, at any depth, and whether it has a number that may have lost digits."""
    if isinstance(value, float):
        return 0, not value.is_integer() or abs(value) >= _EXACT
    inner = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
    shapes = [_shape(one) for one in inner if isinstance(one, dict | list | float)]
    own = len(inner) if isinstance(value, dict) else 0
    return own + sum(keys for keys, _ in shapes), any(inexact for _, inexact in shapes)


def _read_exactly(text: bytes) -> tuple[dict[str, object] | None, str | None]:
    """A mapping once more, slower: each number as it is written, and no key twice, of which the fast parser keeps the last."""
    twice: list[str] = []

    def once(pairs: list[tuple[str, object]]) -> dict[str, object]:
        made = dict(pairs)
        if len(made) < len(pairs):
            keys = [key for key, _ in pairs]
            twice.append(next(key for key in keys if keys.count(key) > 1))
        return made

    try:
        found: dict[str, object] = json.loads(text, parse_int=str, parse_float=_digits, object_pairs_hook=once)
    except (ValueError, RecursionError):
        return None, "is not JSON in UTF-8"
    return (
        (None, f"{twice[0][:60]}: this key stands twice in the line: keep one, or write a list")
        if twice
        else (found, None)
    )


def _told(text: bytes) -> dict[str, object]:
    """What a line tells that is no mapping as a whole: the values that stand whole before its fault, but for keys with two."""
    try:
        plain = text.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        plain = text[: error.start].decode("utf-8-sig", "ignore")
    told: dict[str, object] = {}
    two = set()
    for key, value in _members_before_fault(plain):
        if told.setdefault(key, value) != value or "\0" in str(value):
            two.add(key)
    return {key: value for key, value in told.items() if key not in two}


def _members_before_fault(plain: str) -> Iterator[tuple[str, object]]:
    """Each key and value of a mapping that is followed by what must follow it."""
    at, end = _after(plain, 0), "{"
    while plain.startswith(end, at) and end != "}":
        try:
            key, at = _DECODER.raw_decode(plain, _after(plain, at + 1))
            at = _after(plain, at)
            if not isinstance(key, str) or not plain.startswith(":", at):
                return
            value, at = _DECODER.raw_decode(plain, _after(plain, at + 1))
        except (ValueError, RecursionError):
            return
        at = _after(plain, at)
        end = "," if plain.startswith(",", at) else "}"
        if plain.startswith(end, at):
            yield key, value


def _after(plain: str, at: int) -> int:
    found = _BLANK.match(plain, at)
    return found.end() if found else at


def _digits(written: str) -> float | str:
    """A number with a point or an exponent: as a float where that is whole and exact, else as it is written."""
    value = float(written)
    return value if value.is_integer() and abs(value) < _EXACT else written


def _cell(key: str, value: object, separator: str) -> str:
    """The value as a cell of a CSV would write it. Raises BadField."""
    if not isinstance(value, list):
        return _plain(key, value)
    texts = [_plain(key, one) for one in value]
    if len(texts) > 1 and any(separator in text for text in texts):
        raise BadField(f"a value of a list holds the separator '{separator}': declare another one", Where(field=key))
    return separator.join(texts)


def _plain(key: str, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, str | int | float):
        return str(value)
    raise BadField("is nested: write a text, a number, or a list of these", Where(field=key))


_DECODER = json.JSONDecoder(parse_int=str, parse_float=_digits)
