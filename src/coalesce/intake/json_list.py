"""A JSON list of mappings, as programs export one: cut into its mappings, each as a line of ``json_lines`` would have it.

Invariant: every mapping is given once, with the line on which it begins, as it is written; what stands between and after them is
checked, so that a list that is cut short or runs on is refused whole. The file is held in memory: it has at most ``max_stix_bytes``.

Source: RFC 8259, section 5.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import BinaryIO

from coalesce.errors import BadFile, Where
from coalesce.intake.limits import Limits

_BEGIN = re.compile(rb"(?:\xef\xbb\xbf)?\s*\[\s*[{\]]")
"""A heading of a table may begin with a bracket too."""

_BLANK = re.compile(r"[ \t\n\r]*")
_DECODER = json.JSONDecoder(parse_int=str, parse_float=str)


def begins(head: bytes) -> bool:
    """Whether a file that begins so is a JSON list of mappings, or an empty one."""
    return bool(_BEGIN.match(head))


def members(stream: BinaryIO, name: str, limits: Limits) -> Iterator[tuple[int, bytes]]:
    """Each value of the list with the number of its first line. Raises BadFile for a list that is too large, cut short or followed by more."""
    text = _text(stream, name, limits)
    line, counted, at = 1, 0, _after(text, _after(text, 0) + 1)
    while not text.startswith("]", at):
        line, counted = line + text.count("\n", counted, at), at
        try:
            _, end = _DECODER.raw_decode(text, at)
        except (ValueError, RecursionError):
            reason = "is no JSON list from here on: it is cut short, or a value is not JSON"
            raise BadFile(reason, Where(name, line)) from None
        yield line, text[at:end].encode("utf-8")
        at = _after(text, end)
        if text.startswith(",", at) and not text.startswith("]", _after(text, at + 1)):
            at = _after(text, at + 1)
        elif not text.startswith("]", at):
            line += text.count("\n", counted, at)
            raise BadFile("is no JSON list from here on: a comma or the closing bracket is missing", Where(name, line))
    rest = _after(text, at + 1)
    if rest < len(text):
        raise BadFile("has more after the list has ended", Where(name, line + text.count("\n", counted, rest)))


def _text(stream: BinaryIO, name: str, limits: Limits) -> str:
    data = stream.read(limits.max_stix_bytes + 1)
    if len(data) > limits.max_stix_bytes:
        reason = f"is one JSON list of more than {limits.max_stix_bytes} bytes: write one mapping a line (JSON lines)"
        raise BadFile(reason, Where(name))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadFile("is not UTF-8", Where(name, data.count(b"\n", 0, error.start) + 1)) from None


def _after(text: str, at: int) -> int:
    found = _BLANK.match(text, at)
    return found.end() if found else at
