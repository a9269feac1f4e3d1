"""Who the peers of a node are: adding one with its key pinned, tokens of both ways, how each of them stands.

Invariant: a key is pinned only where its fingerprint is the one that people have compared; one member has one pinned key; what
comes from a peer is its own member's word, or that of a member that the operator let it speak for. A token comes from a
file or a prompt and stands in no message.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from coalesce.errors import BadFile, BadUsage, Where
from coalesce.handling import Actor, Purpose, Role, check_code
from coalesce.services.keeping import ensure_members
from coalesce.services.node import Node
from coalesce.services.wire import Open, Peer, Reach
from coalesce.stix import Signer, fingerprint, make_secret
from coalesce.store import pull_rows
from coalesce.store.own_key import own_secret
from coalesce.store.peers import KnownPeer
from coalesce.store.permits import Act, require

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{1,39}")
_SECRET = re.compile(r"[\x21-\x7e]{8,4096}")
KEY_BYTES = 32
MOST_FILE = 1_000_000
"""Bytes of the largest file with a key, a certificate or a token."""


@dataclass(frozen=True, slots=True)
class PeerOrder:
    """A peer to be added. ``key``: its public key where it was given, else it is asked for; ``certificate``: PEM; ``collection``: what
    is read of a system that is no node of ours, where it has several."""

    name: str
    member: str
    url: str = ""
    fingerprint: str = ""
    key: bytes = b""
    speaks_for: Sequence[str] = ()
    plain_list: str = ""
    certificate: str = ""
    authorization: str = field(default="", repr=False)
    collection: str = ""


def machine(node: Node) -> Actor:
    """As whom the node itself offers, takes in and takes back."""
    roles = frozenset({Role.RELEASING_OFFICER, Role.OPERATOR})
    return Actor("node", node.store.settings.member, roles)


def own_signer(node: Node) -> Signer:
    """What this node signs with; its key is made when it is first asked for."""
    return Signer(own_secret(node.store, make_secret))


def wire_secret(node: Node) -> bytes:
    """What ids on the wire are made with."""
    return hmac.new(node.store.key, b"ids on the wire", hashlib.sha256).digest()


def reach_of(node: Node, peer: KnownPeer) -> Reach:
    """How a peer is reached. Raises BadUsage where it has no address."""
    if not peer.url:
        raise BadUsage(f"'{peer.name}' has no address: it comes to us, and is not asked")
    return Reach(peer.url, node.store.exchange.token_for(peer.name), peer.certificate, exact=bool(peer.key))


def add_peer(node: Node, actor: Actor, order: PeerOrder, opened: Open) -> KnownPeer:
    """Let a peer in. Raises BadUsage, NotPermitted, Unreachable."""
    require(actor, Act.ADMINISTER)
    _check_order(node, order)
    if order.url:
        opened(Reach(order.url, order.authorization, order.certificate)).close()
    key = order.key or (_asked(order, opened) if order.fingerprint else b"")
    if order.fingerprint:
        _check_fingerprint(key, order.fingerprint)
        _check_one_key(node, order.member, key)
    if order.plain_list:
        node.store.write(actor, Purpose.PLANNING).find_list(order.plain_list)
    ensure_members(node, actor, [order.member, *order.speaks_for])
    speaks_for = frozenset(order.speaks_for)
    new = KnownPeer(order.name, order.member, order.url, key, speaks_for, order.plain_list, order.certificate)
    node.store.exchange.add(actor, new)
    if order.authorization:
        node.store.exchange.keep_token(actor, order.name, order.authorization)
    if order.collection:
        with node.store.transaction() as connection:
            pull_rows.change(connection, order.name, collection=order.collection)
    return node.store.exchange.peer(order.name)


def key_of(node: Node, member: str, through: KnownPeer) -> bytes | None:
    """The key that a member's word must be signed with where it comes through this peer; None where it may not come so.

    A member with a node of its own signs itself, whoever carries it; one that has none is a guest of the node that speaks for it.
    """
    if not through.active or not through.key or member == node.store.settings.member:
        return None
    if member == through.member:
        return through.key
    if member not in through.speaks_for:
        return None
    own = [peer.key for peer in node.store.exchange.peers() if peer.member == member and peer.key]
    return own[0] if own else through.key


# -- what people hand over ---------------------------------------------------------------------


def read_key(path: Path) -> bytes:
    """A public key as ``coalesce peer key`` prints it, from a file. Raises BadFile."""
    text = _text_of(path)
    found = re.search(r"\b[0-9a-f]{64}\b", text)
    if found is None:
        raise BadFile(
            "holds no key: it has 64 of the letters 0-9 and a-f, as 'coalesce peer key' prints it", Where(path.name)
        )
    return bytes.fromhex(found[0])


def read_certificate(path: Path) -> str:
    """A certificate in PEM. Raises BadFile."""
    text = _text_of(path)
    if "-----BEGIN CERTIFICATE-----" not in text:
        raise BadFile("holds no certificate in PEM", Where(path.name))
    return text


def read_secret(path: Path) -> str:
    """A token or password from a file: its first line, or what 'coalesce peer token' printed. Raises BadFile."""
    return secret_in(_text_of(path))


def secret_in(text: str) -> str:
    """The token or password in a text: what 'coalesce peer token' printed, as a table or as JSON, else the first line."""
    printed = re.fullmatch(r'peer\s+\S+\ntoken\s+(\S+)\s*|\{\s*"peer": "[^"]*",\s*"token": "(\S+)"\s*\}\s*', text)
    return (printed[1] or printed[2]) if printed else (text.splitlines() or [""])[0].strip()


def authorization(secret: str, user: str = "") -> str:
    """The header that shows a token, or with ``user`` a name and a password. Raises BadUsage."""
    if not _SECRET.fullmatch(secret) or ":" in user or not user.isascii() or not user.isprintable():
        raise BadUsage("a token has 8 or more letters, digits and signs, without a blank; a user's name has no colon")
    return f"Basic {base64.b64encode(f'{user}:{secret}'.encode()).decode()}" if user else f"Bearer {secret}"


# -- private -------------------------------------------------------------------------------------


def _text_of(path: Path) -> str:
    try:
        if path.stat().st_size > MOST_FILE:
            raise BadFile("is too large", Where(path.name))
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise BadFile("cannot be read as text", Where(path.name)) from None


def _check_order(node: Node, order: PeerOrder) -> None:
    if not _NAME.fullmatch(order.name):
        raise BadUsage("a peer's name is 2 to 40 small letters, digits and hyphens")
    for code in (order.member, *order.speaks_for):
        check_code(code)
    if not order.fingerprint and not order.plain_list:
        raise BadUsage(
            "give the key's --fingerprint as its operator reads it out, or --plain-list for a system that signs nothing"
        )
    if order.key and not order.fingerprint:
        raise BadUsage("a key is pinned only with the --fingerprint that its operator reads out")
    if order.fingerprint and not order.key and not order.url:
        raise BadUsage("give the peer's --url to ask it for its key, or the key itself with --key FILE")
    own = node.store.settings.member
    if order.fingerprint and own in (order.member, *order.speaks_for):
        raise BadUsage(f"{own} is this node's own member: no other node signs for it")


def _asked(order: PeerOrder, opened: Open) -> bytes:
    peer: Peer = opened(Reach(order.url, order.authorization, order.certificate, exact=True))
    try:
        told = peer.root().key
    finally:
        peer.close()
    try:
        return bytes.fromhex(told)
    except ValueError:
        return b""


def _check_fingerprint(key: bytes, said: str) -> None:
    if len(key) != KEY_BYTES:
        raise BadUsage(
            "it tells no key of 32 bytes: is it a node of Coalesce? A system that signs nothing takes --plain-list"
        )
    plain = re.sub(r"[\s-]", "", said).upper()
    if not hmac.compare_digest(plain.encode(), fingerprint(key).replace("-", "").encode()):
        raise BadUsage(
            "its key has another fingerprint than the one given: it was not pinned; compare it with its operator"
        )


def _check_one_key(node: Node, member: str, key: bytes) -> None:
    for known in node.store.exchange.peers():
        if known.key and known.member == member and known.key != key:
            raise BadUsage(f"{member} has another key, pinned for the peer '{known.name}': remove that one first")
        if known.key == key and known.member != member:
            raise BadUsage(f"this is the key of {known.member}, pinned for the peer '{known.name}'")


def change_peer(node: Node, actor: Actor, name: str, opened: Open, **changed: Any) -> KnownPeer:
    """Give a peer another address, certificate, plain list, or members to speak for. Raises NotPermitted, NotFound, BadUsage."""
    require(actor, Act.ADMINISTER)
    known = replace(node.store.exchange.peer(name), **changed)  # the fields of a peer, by name
    if node.store.settings.member in known.speaks_for:
        raise BadUsage(f"{node.store.settings.member} is this node's own member: no other node speaks for it")
    if known.url:
        opened(Reach(known.url, "", known.certificate)).close()
    if known.plain_list:
        node.store.write(actor, Purpose.PLANNING).find_list(known.plain_list)
    ensure_members(node, actor, sorted(known.speaks_for))
    node.store.exchange.change(actor, known)
    return node.store.exchange.peer(name)
