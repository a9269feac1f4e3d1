"""An envelope that a peer sends, taken apart: objects byte for byte as they were sent, and those that cannot be taken.

Invariant: an object is stored as its sender wrote it. What cannot be named in a status, as an object without an id, lets the
whole envelope be refused, so that nothing of it is stored; any other fault is the object's own and stands in the status. Size,
number and depth are bounded before anything is kept.

Source: TAXII 2.1, sections 3.7, 4.3 and 5.5; STIX 2.1, sections 2.9 (identifiers) and 3.2.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from coalesce.store.wire_rows import NewWire
from coalesce.taxii import faults
from coalesce.taxii.queries import SPEC_VERSION
from coalesce.taxii.stamps import normal

_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
_ID = re.compile(rf"([a-z][a-z0-9]*(?:-[a-z0-9]+)*)--{_UUID}", re.ASCII)
_LONGEST_TYPE = 250
"""STIX 2.1, section 3.1: the name of a type has from 3 to 250 letters."""
_SIGNS = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[{]|[\]}]', re.DOTALL)


class _Envelope(msgspec.Struct):
    objects: list[msgspec.Raw] = []


class _Head(msgspec.Struct):
    id: str
    type: str = ""
    spec_version: str = SPEC_VERSION
    created: str = ""
    modified: str = ""


_ENVELOPE = msgspec.json.Decoder(_Envelope)
_HEAD = msgspec.json.Decoder(_Head)


@dataclass(frozen=True, slots=True)
class Failure:
    """An object that cannot be taken, and why."""

    stix_id: str
    version: str
    why: str


@dataclass(frozen=True, slots=True)
class Bundle:
    """What came in one request: objects in their order, and those that cannot be taken."""

    rows: Sequence[NewWire]
    failures: Sequence[Failure]


def take_apart(body: bytes, most: int, depth: int) -> Bundle:
    """The objects of an envelope, at most ``most`` of them, none nested deeper than ``depth``. Raises Fault."""
    try:
        body.decode("utf-8")
        objects = _ENVELOPE.decode(body).objects
    except UnicodeDecodeError:
        raise faults.bad_bundle("It is not UTF-8.") from None
    except msgspec.DecodeError:  # its text may repeat what was sent
        raise faults.bad_bundle('It is not JSON of the form {"objects": [...]}.') from None
    except RecursionError:
        raise faults.bad_bundle("It is nested too deep.") from None
    if len(objects) > most:
        raise faults.bad_bundle(f"At most {most} objects are taken at once.")
    rows: list[NewWire] = []
    failures: list[Failure] = []
    for raw in objects:
        one = bytes(raw)
        head = _head(one)
        why = _wrong(head, one, depth)
        version = normal(head.modified or head.created) or ""
        if why:
            failures.append(Failure(head.id, version, why))
        else:
            rows.append(NewWire(head.id, head.type, version, one))
    return Bundle(rows, failures)


def _head(raw: bytes) -> _Head:
    """What an object says of itself. Raises Fault for one that cannot be named."""
    try:
        head = _HEAD.decode(raw)
    except (msgspec.DecodeError, RecursionError):
        raise faults.bad_bundle("One of the objects has no id, or is no object.") from None
    if not _ID.fullmatch(head.id) or len(head.id) > _LONGEST_TYPE + 38:
        raise faults.bad_bundle("One of the objects has no id, or one that is no STIX identifier.")
    return head


def _wrong(head: _Head, raw: bytes, depth: int) -> str:
    """Why an object cannot be taken; "" where it can."""
    if head.type != head.id.partition("--")[0]:
        return "its type is not that of its id"
    if head.spec_version != SPEC_VERSION:
        return "only STIX 2.1 is taken"
    if any(text and normal(text) is None for text in (head.created, head.modified)):
        return "created or modified is no time"
    if _too_deep(raw, depth):
        return "it is nested too deep"
    return ""


def _too_deep(raw: bytes, depth: int) -> bool:
    """Whether it is nested deeper; most objects have too few brackets for it to need a look."""
    if raw.count(b"{") + raw.count(b"[") <= depth:
        return False
    level = 0
    for match in _SIGNS.finditer(raw):
        sign = match[0]
        level += 1 if sign in (b"{", b"[") else -1 if sign in (b"}", b"]") else 0
        if level > depth:
            return True
    return False
