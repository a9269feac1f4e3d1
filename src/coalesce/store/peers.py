"""Peers in the database: who they are, and the tokens of both ways.

Invariant: the token that a peer shows us is not to be had again from what stands here; the one that we show it is sealed with
the node's key. A peer that is not active, and one that is not there, are the same for who shows a token.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from coalesce.access import at_rest
from coalesce.errors import BadUsage, NotFound
from coalesce.handling import Actor
from coalesce.store import schema
from coalesce.store.exchange_tables import peer

_USE = "peer token"


@dataclass(frozen=True, slots=True)
class KnownPeer:
    """Another node, or any system that speaks TAXII. ``key``: its pinned Ed25519 public key, or nothing.

    ``speaks_for``: the members whose records may come from it; ``plain_list``: the list that others' plain STIX from it goes
    to, or ""; ``certificate``: the authority pinned for it as PEM, or "". ``is_shown`` and ``shows``: whether we hold a token for it,
    and whether it has one for us.
    """

    name: str
    member: str
    url: str = ""
    key: bytes = b""
    speaks_for: frozenset[str] = frozenset()
    plain_list: str = ""
    certificate: str = ""
    active: bool = True
    made: datetime | None = None
    seen: datetime | None = None
    is_shown: bool = False
    shows: bool = False

    @property
    def actor(self) -> Actor:
        """As whom it stands in the audit log. It has no role: what it may have is laid ready for it."""
        return Actor(f"peer:{self.name}", self.member)


def add(connection: Connection, new: KnownPeer, now: datetime) -> None:
    """Let a peer in. Raises BadUsage where the name is taken or its member unknown."""
    if connection.execute(select(peer.c.name).where(peer.c.name == new.name)).first():
        raise BadUsage(f"there is a peer '{new.name}' already; choose another name")
    if not connection.execute(select(schema.member.c.code).where(schema.member.c.code == new.member)).first():
        raise BadUsage(f"{new.member} is no member here; see 'coalesce member add'")
    row = {"name": new.name, "made": now.isoformat(), "last_out": 0, "last_in": 0, "last_pulled": 0}
    connection.execute(insert(peer).values(row | _told(new)))


def change(connection: Connection, new: KnownPeer) -> None:
    """Give a peer another address, key, certificate, list, members to speak for, or state. Raises NotFound."""
    _changed(connection, new.name, **_told(new))


def remove(connection: Connection, name: str) -> None:
    """Forget a peer with all that lies ready for it or came from it. Raises NotFound."""
    if not connection.execute(delete(peer).where(peer.c.name == name)).rowcount:
        raise NotFound("peer")


def every(connection: Connection) -> list[KnownPeer]:
    """All peers, by name."""
    return [known(row) for row in connection.execute(select(peer).order_by(peer.c.name))]


def one(connection: Connection, name: str) -> KnownPeer:
    """The peer of that name. Raises NotFound."""
    row = connection.execute(select(peer).where(peer.c.name == name)).first()
    if row is None:
        raise NotFound("peer")
    return known(row)


# -- tokens ------------------------------------------------------------------------------


def issue(connection: Connection, key: bytes, name: str) -> str:
    """Make the token that a peer shows us; a former one opens nothing any more. Raises NotFound."""
    secret = secrets.token_urlsafe(32)
    _changed(connection, name, token_digest=digest(key, secret))
    return secret


def take_token(connection: Connection, name: str) -> None:
    """Let what a peer shows us open nothing any more. Raises NotFound."""
    _changed(connection, name, token_digest=None)


def keep_token(connection: Connection, key: bytes, name: str, secret: str) -> None:
    """Keep the token that we show a peer, sealed; "" for none any more. Raises NotFound."""
    sealed = at_rest.seal(key, _USE, name, secret.encode()) if secret else None
    _changed(connection, name, token_sealed=sealed)


def token_for(connection: Connection, key: bytes, name: str) -> str:
    """The token that we show a peer, or "". Raises NotFound."""
    row = connection.execute(select(peer.c.token_sealed).where(peer.c.name == name)).first()
    if row is None:
        raise NotFound("peer")
    opened = at_rest.unseal(key, _USE, name, row.token_sealed) if row.token_sealed else None
    return opened.decode() if opened else ""


def saw(connection: Connection, name: str, now: datetime) -> None:
    """Note when a peer last asked."""
    connection.execute(update(peer).where(peer.c.name == name).values(seen=now.isoformat()))


def digest(key: bytes, secret: str) -> bytes:
    """Keyed BLAKE2b (RFC 7693): a token of 256 bits needs no slow hash, and every request computes this one."""
    return hashlib.blake2b(
        secret.encode(errors="surrogatepass"), key=key, digest_size=32, person=b"peer token"
    ).digest()


# -- private -------------------------------------------------------------------------------


def _changed(connection: Connection, name: str, **values: object) -> None:
    if not connection.execute(update(peer).where(peer.c.name == name).values(values)).rowcount:
        raise NotFound("peer")


def _told(new: KnownPeer) -> dict[str, object]:
    return {
        "member": new.member,
        "url": new.url,
        "key": new.key,
        "speaks_for": ";".join(sorted(new.speaks_for)),
        "plain_list": new.plain_list,
        "certificate": new.certificate,
        "active": new.active,
    }


def known(row: Any) -> KnownPeer:
    """A peer as its row says."""
    return KnownPeer(
        name=row.name,
        member=row.member,
        url=row.url,
        key=row.key,
        speaks_for=frozenset(code for code in row.speaks_for.split(";") if code),
        plain_list=row.plain_list,
        certificate=row.certificate,
        active=bool(row.active),
        made=datetime.fromisoformat(row.made),
        seen=datetime.fromisoformat(row.seen) if row.seen else None,
        is_shown=row.token_sealed is not None,
        shows=row.token_digest is not None,
    )
