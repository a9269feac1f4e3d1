"""Where a page goes on: a number, signed for one peer, one collection and one question.

Invariant: a cursor is no use to another peer, for another collection, resource or filter; it is not used up, so that a page that got
lost on the way can be had again. It tells no more than the peer's own page did.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass

_MAC = 16
_NUMBER = 8


@dataclass(frozen=True, slots=True)
class Question:
    """What a cursor is bound to: whose, of which collection and resource, with which filter."""

    peer: str
    collection: str
    resource: str
    filter: str


def sign(key: bytes, question: Question, after: int) -> str:
    """The cursor behind the number ``after``."""
    number = after.to_bytes(_NUMBER, "big")
    return base64.urlsafe_b64encode(number + _mac(key, question, number)).decode().rstrip("=")


def read(key: bytes, question: Question, cursor: str) -> int | None:
    """The number that a cursor stands for; None where it was not signed for this question."""
    try:
        raw = base64.b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        return None
    number, mac = raw[:_NUMBER], raw[_NUMBER:]
    if len(raw) != _NUMBER + _MAC or not hmac.compare_digest(mac, _mac(key, question, number)):
        return None
    return int.from_bytes(number, "big")


def _mac(key: bytes, question: Question, number: bytes) -> bytes:
    parts = (question.peer, question.collection, question.resource, question.filter)
    told = b"".join(len(part.encode()).to_bytes(4, "big") + part.encode() for part in parts)
    return hashlib.blake2b(told + number, key=key, digest_size=_MAC, person=b"taxii cursor").digest()
