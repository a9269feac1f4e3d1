"""JSON in one form alone, so that the same words have the same bytes everywhere: what is signed.

Invariant: ``written(read(raw))`` is RFC 8785 for all that we sign: keys are ASCII, numbers are integers, there is no null.
What two readers could take for two things (a key that stands twice) is read by nobody.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

import orjson

from coalesce.errors import Where
from coalesce.stix.faults import BadObject

MOST_BYTES = 1_048_576
"""No message of ours comes near a mebibyte: a record of 2,000 long names has half of it."""

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_ESCAPED = re.compile(rb"\\u00[01]|\\[bf]|\x7f")
"""How canonical JSON writes these (RFC 8785, 3.2.2.2)."""

_MOST_PATH = 200
"""The names of unknown fields are chosen by their sender."""


def written(value: Mapping[str, Any]) -> bytes:
    """The canonical bytes: UTF-8, keys sorted, no white space. Raises BadObject for what JSON in UTF-8 cannot say."""
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except TypeError:  # a lone surrogate, nesting without end
        raise BadObject("holds what JSON in UTF-8 cannot say") from None


def read(raw: bytes, most: int = MOST_BYTES) -> dict[str, Any]:
    """One JSON mapping. Raises BadObject where it is none, is larger than ``most`` bytes, or says a key twice."""
    if len(raw) > most:
        raise BadObject(f"has {len(raw)} bytes, more than the {most} allowed")
    try:
        found = orjson.loads(raw)
    except orjson.JSONDecodeError:
        raise BadObject("is not JSON in UTF-8") from None
    if not isinstance(found, dict):
        raise BadObject("is JSON, but no mapping")
    if written(found) != raw:  # written by somebody else: the fast parser keeps the last of two equal keys
        _refuse_doubles(raw)
    return found


def refuse_controls(value: Mapping[str, Any], raw: bytes) -> None:
    """Nothing, where no text of ``value`` (its canonical bytes are ``raw``) holds a control character but tab and line ends.

    Such would do something on a terminal or in a log that nobody sees; lists are read without them too (``intake.fields``).
    Raises BadObject, which names the field.
    """
    if _ESCAPED.search(raw) and (path := _controlled(value, "")):  # raw may only look so: a text that shows an escape
        raise BadObject("holds a control character", Where(field=path[:_MOST_PATH]))


def _controlled(value: object, path: str) -> str:
    if isinstance(value, str):
        return path if _CONTROL.search(value) else ""
    if isinstance(value, dict):
        inner = ((held, f"{path}.{name}" if path else name) for name, held in value.items())
    elif isinstance(value, list):
        inner = ((held, f"{path}[{place}]") for place, held in enumerate(value))
    else:
        return ""
    return next((found for held, where in inner if (found := _controlled(held, where))), "")


def differing(found: object, again: object) -> str:
    """The path of the first field that two values do not have alike; empty where they are the same."""
    return _differing(found, again, "")[:_MOST_PATH]


def _differing(found: object, again: object, path: str) -> str:
    if isinstance(found, dict) and isinstance(again, dict):
        for name in sorted({*found, *again}):
            inner = f"{path}.{name}" if path else name
            if name not in found or name not in again:
                return inner
            if not _alike(found[name], again[name]):
                return _differing(found[name], again[name], inner)
    if isinstance(found, list) and isinstance(again, list) and len(found) == len(again):
        for place, (one, other) in enumerate(zip(found, again, strict=True)):
            if not _alike(one, other):
                return _differing(one, other, f"{path}[{place}]")
    return path


def _alike(one: object, other: object) -> bool:
    """As JSON: 1 is not 1.0, and true is not 1."""
    return written({"value": one}) == written({"value": other})


def _refuse_doubles(raw: bytes) -> None:
    def once(pairs: list[tuple[str, object]]) -> None:
        if len(dict(pairs)) < len(pairs):
            keys = [key for key, _ in pairs]
            twice = next(key for key in keys if keys.count(key) > 1)
            raise BadObject("this key stands twice", Where(field=twice[:60]))

    json.loads(raw, object_pairs_hook=once)  # what could be written again is JSON, and not nested too deep
