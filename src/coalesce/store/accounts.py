"""Actors and their credentials: one-time links, sessions, API tokens.

Invariant: a secret is shown once and never stored; what is stored is its keyed
digest (a 256-bit secret needs no slow hash). A link opens one session and is then gone.
An expired credential is the same as none.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Connection, delete, insert, select

from coalesce.errors import BadUsage, NotSignedIn
from coalesce.handling import Actor, Role
from coalesce.store import schema

_SIGN_IN = "not signed in, or no longer: ask for a new link with 'coalesce actor token NAME'"


class CredentialKind(StrEnum):
    """What a secret is good for."""

    LINK = "link"
    SESSION = "session"
    TOKEN = "token"


def find_actor(connection: Connection, name: str) -> Actor:
    """The active actor of that name. Raises BadUsage."""
    a = schema.actor
    row = connection.execute(select(a).where(a.c.name == name, a.c.active)).first()
    if row is None:
        raise BadUsage(f"there is no actor '{name}' on this node; see 'coalesce actor list'")
    return Actor(row.name, row.member, frozenset(Role(role) for role in row.roles.split(",") if role))


def issue(connection: Connection, key: bytes, actor: str, kind: CredentialKind, expires: datetime) -> str:
    """Make a secret for an actor, valid until ``expires``; what is returned is never to be had again."""
    secret = secrets.token_urlsafe(32)
    row = {"digest": digest(key, secret), "actor": actor, "kind": kind, "expires": expires.isoformat()}
    connection.execute(insert(schema.credential).values(row))
    return secret


def redeem(connection: Connection, key: bytes, secret: str, kind: CredentialKind, now: datetime) -> Actor:
    """Whose secret it is. A link is used up. Raises NotSignedIn for an unknown or expired one."""
    c = schema.credential
    row = connection.execute(select(c).where(c.c.digest == digest(key, secret))).first()
    if row is None or row.kind != kind or datetime.fromisoformat(row.expires) <= now:
        raise NotSignedIn(_SIGN_IN)
    if kind is CredentialKind.LINK:
        connection.execute(delete(c).where(c.c.digest == row.digest))
    try:
        return find_actor(connection, row.actor)
    except BadUsage:  # who may act here no longer is not told apart from who never might
        raise NotSignedIn(_SIGN_IN) from None


def revoke(connection: Connection, key: bytes, secret: str) -> None:
    """Forget a credential; an unknown one is forgotten already."""
    connection.execute(delete(schema.credential).where(schema.credential.c.digest == digest(key, secret)))


def clear_expired(connection: Connection, now: datetime) -> None:
    """Drop credentials that no longer open anything."""
    c = schema.credential
    connection.execute(delete(c).where(c.c.expires <= (now - timedelta(days=1)).isoformat()))


def digest(key: bytes, secret: str) -> bytes:
    """HMAC-SHA-256 (RFC 2104) of a secret under the node's key."""
    return hmac.new(key, secret.encode(errors="surrogatepass"), hashlib.sha256).digest()
