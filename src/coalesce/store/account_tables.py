"""The tables of signing in: secrets as digests, passwords as hashes, and what was tried in vain.

Invariant: no secret stands here in the open: a credential and a recovery code as keyed digests, a password as an Argon2id hash,
an authenticator's secret sealed with the node's key, a name that was tried as a keyed digest.
"""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, LargeBinary, String, Table, UniqueConstraint

from coalesce.store.schema import metadata

KINDS = ("link", "session", "token", "pending")

credential = Table(
    "credential",
    metadata,
    Column("digest", LargeBinary, primary_key=True),
    Column("id", String, nullable=False),
    Column("actor", String, ForeignKey("actor.name"), nullable=False),
    Column("kind", String, nullable=False),
    Column("way", String, nullable=False),
    Column("label", String, nullable=False),
    Column("made", String, nullable=False),
    Column("seen", String, nullable=False),
    Column("expires", String, nullable=False),
    Column("agent", LargeBinary, nullable=False),
    Column("writes", Integer, nullable=False),
    Column("purposes", String, nullable=False),
    UniqueConstraint("id"),
    Index(None, "actor"),
    CheckConstraint(f"kind in {KINDS}", name="kind"),
)
"""One-time links, sessions, API tokens, and sign-ins that still lack their second factor (``pending``). ``id`` is what a list of
them names; ``way`` how it was opened; ``agent`` a keyed digest of the browser it is bound to; ``purposes`` "" for every one."""

account = Table(
    "account",
    metadata,
    Column("actor", String, ForeignKey("actor.name"), primary_key=True),
    Column("password", String),
    Column("password_at", String),
    Column("factor", LargeBinary),
    Column("factor_at", String),
    Column("factor_step", Integer, nullable=False),
    Column("seen", String),
)
"""How an actor proves who it is. ``factor``: the sealed secret of its authenticator; ``factor_step``: the last step whose code
counted; ``seen``: when it last signed in or asked."""

recovery_code = Table(
    "recovery_code",
    metadata,
    Column("digest", LargeBinary, primary_key=True),
    Column("actor", String, ForeignKey("actor.name"), nullable=False),
    Index(None, "actor"),
)
"""Recovery codes that were not used yet."""

subject = Table(
    "openid_subject",
    metadata,
    Column("actor", String, ForeignKey("actor.name"), primary_key=True),
    Column("issuer", String, nullable=False),
    Column("subject", String, nullable=False),
    UniqueConstraint("issuer", "subject"),
)
"""Who somebody is at an identity provider, as the operator said."""

attempt = Table(
    "attempt",
    metadata,
    Column("key", LargeBinary, primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("last", String, nullable=False),
    Column("until", String, nullable=False),
    Index(None, "last"),
)
"""Attempts that failed, by a keyed digest of a name or an address: a name that was typed may be a password in the wrong field."""

spent = Table(
    "spent",
    metadata,
    Column("digest", LargeBinary, primary_key=True),
    Column("expires", String, nullable=False),
)
"""What was good once and may still be held by somebody: the state of a sign-in through a provider."""
