"""Whether what came from a peer is to be believed: read, signed by whom it must be, granted to us, and not long over.

Invariant: nothing else looks into the bytes before. A reason names the member and the field, and never what stands in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import orjson

from coalesce.errors import BadField, NotTrusted
from coalesce.records import GrantSent
from coalesce.records.exchange import Message
from coalesce.services.node import Node
from coalesce.services.peering import key_of
from coalesce.stix import BadObject, check, decode, is_ours
from coalesce.store import wire_rows
from coalesce.store.peers import KnownPeer
from coalesce.store.wire_rows import WireRow


@dataclass(frozen=True, slots=True)
class Trusted:
    """A message that its originator signed for us. ``version`` is when it was said, as text."""

    seq: int
    message: Message = field(repr=False)
    grant: GrantSent
    member: str
    version: str
    digest: bytes
    raw: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Carried:
    """A message for another member, signed by its originator. ``version`` is when it was said, as text."""

    seq: int
    message: Message = field(repr=False)
    grant: GrantSent
    member: str
    version: str
    raw: bytes = field(repr=False)


@dataclass(slots=True)
class Sorted:
    """What came, told apart: ours, what is to be carried on, plain STIX, and why the rest is refused."""

    trusted: list[Trusted] = field(default_factory=list)
    carried: list[Carried] = field(default_factory=list)
    plain: list[WireRow] = field(default_factory=list)
    refused: dict[int, str] = field(default_factory=dict)


def told_apart(node: Node, peer: KnownPeer, rows: Sequence[WireRow]) -> Sorted:
    """Look at what came from a peer."""
    found, keys = Sorted(), _Keys(node, peer)
    for row in rows:
        try:
            _look(keys, row, found)
        except (BadField, NotTrusted) as error:
            found.refused[row.seq] = str(error)
    return found


def _look(keys: _Keys, row: WireRow, found: Sorted) -> None:
    try:
        signed = decode(row.body)
    except BadObject:
        if is_plain(row.body):
            found.plain.append(row)
            return
        raise
    key = keys.of(signed.member)
    if key is None:
        raise NotTrusted(f"this peer may not speak for {signed.member}")
    check(signed, key, signed.grant.to)
    if signed.message.id != row.stix_id:
        raise NotTrusted("is named otherwise than it names itself")
    if signed.grant.to != keys.me:
        version = _version(signed.message)
        found.carried.append(Carried(row.seq, signed.message, signed.grant, signed.member, version, row.body))
        return
    version = _version(signed.message)
    digest = bytes.fromhex(signed.body_digest)[:16] + bytes.fromhex(signed.grant_digest)[:16]
    found.trusted.append(Trusted(row.seq, signed.message, signed.grant, signed.member, version, digest, row.body))


class _Keys:
    """The keys of members as they are pinned, looked up once."""

    def __init__(self, node: Node, peer: KnownPeer) -> None:
        self._node, self._peer, self.me = node, peer, node.store.settings.member
        self._known: dict[str, bytes | None] = {}

    def of(self, member: str) -> bytes | None:
        """See ``key_of``."""
        if member not in self._known:
            self._known[member] = key_of(self._node, member, self._peer)
        return self._known[member]


def is_plain(raw: bytes) -> bool:
    """Whether something is JSON without our extension: no message of ours, nor meant to be one."""
    try:
        found = orjson.loads(raw)
    except orjson.JSONDecodeError:
        return False
    return isinstance(found, dict) and not is_ours(found)


def told_by(raw: bytes) -> str:
    """Whose word something says that it is, before it is looked into; "" where it says none of ours."""
    try:
        return decode(raw).member
    except BadField:
        return ""


def _version(message: Message) -> str:
    said = getattr(message, "modified", None) or getattr(message, "at", None)
    assert said is not None
    return wire_rows.text_of(said)
