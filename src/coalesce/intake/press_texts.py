"""A press text from a file or a pipe: bytes to text, with what is no text told as such.

Invariant: a text comes whole or not at all; no letter of it is replaced by guessing its encoding.
"""

from __future__ import annotations

import codecs
from pathlib import Path

from coalesce.errors import BadFile, Where
from coalesce.intake.files import checked_file
from coalesce.intake.limits import Limits

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_NO_TEXT = ((b"%PDF", "a PDF"), (b"PK\x03\x04", "a packed file, like those of word processors"), (b"{\\rtf", "RTF"))


def read_press_text(path: Path, limits: Limits, encoding: str = "utf-8") -> str:
    """The text of a file. Raises BadFile."""
    size = checked_file(path, limits)
    if size > limits.max_press_bytes:
        raise BadFile(_too_long(size, limits), Where(path.name))
    try:
        raw = path.read_bytes()
    except OSError as fault:
        raise BadFile(f"cannot be read ({fault.strerror}): check its permissions", Where(path.name)) from None
    return press_text(raw, path.name, limits, encoding)


def press_text(raw: bytes, name: str, limits: Limits, encoding: str = "utf-8") -> str:
    """The text of bytes; a byte order mark binds before ``encoding``. Raises BadFile for what is no text in it."""
    where = Where(name)
    if len(raw) > limits.max_press_bytes:
        raise BadFile(_too_long(len(raw), limits), where)
    for begin, what in _NO_TEXT:
        if raw.startswith(begin):
            raise BadFile(f"is {what}: copy its text, or save it as plain text", where)
    if raw[:512].lstrip().lower().startswith((b"<!doctype html", b"<html")):
        raise BadFile("is a web page: copy its text, or save it as plain text", where)
    for mark, marked in _BOMS:
        if raw.startswith(mark):
            raw, encoding = raw[len(mark) :], marked
            break
    try:
        return raw.decode(encoding)
    except LookupError:
        raise BadFile(f"no such encoding: '{encoding[:40]}'", where) from None
    except UnicodeError:
        raise BadFile(f"is not text in {encoding}: save it as UTF-8, or say its encoding", where) from None


def _too_long(size: int, limits: Limits) -> str:
    return f"has {size} bytes, more than the {limits.max_press_bytes} of a press text: give it in pieces"
