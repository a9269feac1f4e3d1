"""Credentials in the database: one-time links, sessions, API tokens, and sign-ins that lack their second factor.

Invariant: a secret is shown once and never stored; what is stored is its keyed digest (a 256-bit secret needs no slow hash).
A link opens one session and is then gone. An expired credential, an idle session, and one from another browser than it
was opened with are the same as none.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from coalesce.errors import BadUsage, NotSignedIn
from coalesce.handling import Actor, Purpose, Role
from coalesce.store import schema
from coalesce.store.account_tables import credential

_SIGN_IN = "not signed in, or no longer: sign in again, or ask your operator for a link"
TOUCHED = timedelta(minutes=1)
"""How exactly it is kept when a credential was last used: so often a request writes."""


class CredentialKind(StrEnum):
    """What a secret is good for."""

    LINK = "link"
    SESSION = "session"
    TOKEN = "token"
    PENDING = "pending"
    """A sign-in that still lacks its second factor."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What a token may do: read or also write, and for which purposes (none named: every one)."""

    writes: bool = False
    purposes: frozenset[Purpose] = frozenset()

    def allows(self, purpose: Purpose, changes: bool) -> bool:
        """Whether an act for the purpose, that changes something or not, is inside it."""
        return (self.writes or not changes) and (not self.purposes or purpose in self.purposes)


READING = Scope()
"""Reading alone, for every purpose: what a token may do where nothing else is said."""

EVERYTHING = Scope(writes=True)
"""The scope of a session: the actor's roles alone bound it."""


@dataclass(frozen=True, slots=True)
class Held:
    """A credential as its bearer or operator sees it: never the secret."""

    id: str
    actor: str
    kind: CredentialKind
    way: str
    label: str
    made: datetime
    seen: datetime
    expires: datetime
    scope: Scope = EVERYTHING


@dataclass(frozen=True, slots=True)
class Order:
    """A credential to be made. ``agent``: the browser that it is bound to, as that names itself; ``way``: how it was opened."""

    actor: str
    kind: CredentialKind
    made: datetime
    expires: datetime
    way: str = ""
    label: str = ""
    agent: str = ""
    scope: Scope = field(default=EVERYTHING)


@dataclass(frozen=True, slots=True)
class Check:
    """When, from which browser, and after how long without use a secret opens nothing any more."""

    now: datetime
    agent: str = ""
    idle: timedelta = timedelta.max


def find_actor(connection: Connection, name: str) -> Actor:
    """The active actor of that name. Raises BadUsage."""
    a = schema.actor
    row = connection.execute(select(a).where(a.c.name == name, a.c.active)).first()
    if row is None:
        raise BadUsage(f"there is no actor '{name}' on this node; see 'coalesce actor list'")
    return actor_of(row)


def actor_of(row: Row[Any]) -> Actor:
    """An actor as its row says."""
    return Actor(row.name, row.member, frozenset(Role(role) for role in row.roles.split(",") if role))


def issue(connection: Connection, key: bytes, order: Order) -> str:
    """Make a secret; what is returned is never to be had again."""
    secret = secrets.token_urlsafe(32)
    row = {
        "digest": digest(key, secret),
        "id": secrets.token_hex(8),
        "actor": order.actor,
        "kind": order.kind,
        "way": order.way,
        "label": order.label,
        "made": order.made.isoformat(),
        "seen": order.made.isoformat(),
        "expires": order.expires.isoformat(),
        "agent": digest(key, order.agent) if order.kind in BOUND else b"",
        "writes": int(order.scope.writes),
        "purposes": ",".join(sorted(order.scope.purposes)),
    }
    connection.execute(insert(credential).values(row))
    return secret


BOUND = frozenset({CredentialKind.SESSION, CredentialKind.PENDING})
"""Kinds that open nothing from another browser."""


def redeem(connection: Connection, key: bytes, secret: str, kind: CredentialKind, check: Check) -> tuple[Actor, Held]:
    """Whose secret it is. A link is used up. Raises NotSignedIn for an unknown, expired, idle or displaced one."""
    c = credential
    row = connection.execute(select(c).where(c.c.digest == digest(key, secret))).first()
    if row is None or row.kind != kind or not _stands(row, key, check):
        raise NotSignedIn(_SIGN_IN)
    if kind is CredentialKind.LINK:
        connection.execute(delete(c).where(c.c.digest == row.digest))
    try:
        return find_actor(connection, row.actor), held(row)
    except BadUsage:  # who may act here no longer is not told apart from who never might
        raise NotSignedIn(_SIGN_IN) from None


def _stands(row: Row[Any], key: bytes, check: Check) -> bool:
    if datetime.fromisoformat(row.expires) <= check.now:
        return False
    if row.kind not in BOUND:
        return True
    idle = check.now - datetime.fromisoformat(row.seen) >= check.idle
    return not idle and hmac.compare_digest(row.agent, digest(key, check.agent))


def touch(connection: Connection, one: Held, now: datetime) -> None:
    """Note that a credential was used."""
    c = credential
    connection.execute(update(c).where(c.c.id == one.id).values(seen=now.isoformat()))


def revoke(connection: Connection, key: bytes, secret: str) -> None:
    """Forget a credential; an unknown one is forgotten already."""
    connection.execute(delete(credential).where(credential.c.digest == digest(key, secret)))


def revoke_one(connection: Connection, actor: str, identity: str) -> Held | None:
    """Forget the credential of that id, if it is the actor's; gives what it was."""
    c = credential
    row = connection.execute(select(c).where(c.c.id == identity, c.c.actor == actor)).first()
    if row is None:
        return None
    connection.execute(delete(c).where(c.c.id == identity))
    return held(row)


def revoke_all(connection: Connection, actor: str, kinds: frozenset[CredentialKind], but: str = "") -> int:
    """Forget every credential of an actor of these kinds, but the one of id ``but``; gives how many."""
    c = credential
    gone = delete(c).where(c.c.actor == actor, c.c.kind.in_(sorted(kinds)), c.c.id != but)
    return connection.execute(gone).rowcount


def held_by(connection: Connection, actor: str, now: datetime, idle: timedelta) -> list[Held]:
    """The credentials of an actor that still open something, the last used first."""
    c = credential
    found = [held(row) for row in connection.execute(select(c).where(c.c.actor == actor))]
    standing = [one for one in found if one.expires > now and not (one.kind in BOUND and now - one.seen >= idle)]
    return sorted(standing, key=lambda one: (one.seen, one.id), reverse=True)


def clear_expired(connection: Connection, now: datetime) -> None:
    """Drop credentials that no longer open anything."""
    c = credential
    connection.execute(delete(c).where(c.c.expires <= (now - timedelta(days=1)).isoformat()))


def held(row: Row[Any]) -> Held:
    """A credential as its row says."""
    made, seen, expires = (datetime.fromisoformat(text) for text in (row.made, row.seen, row.expires))
    purposes = frozenset(Purpose(one) for one in row.purposes.split(",") if one)
    scope = Scope(bool(row.writes), purposes)
    return Held(row.id, row.actor, CredentialKind(row.kind), row.way, row.label, made, seen, expires, scope)


def digest(key: bytes, secret: str) -> bytes:
    """HMAC-SHA-256 (RFC 2104) of a secret under the node's key."""
    return hmac.new(key, secret.encode(errors="surrogatepass"), hashlib.sha256).digest()
