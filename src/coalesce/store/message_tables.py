"""The tables of what members put to each other about records.

Invariant: what is said about a record goes with the record, and with it the bytes that lie ready of it; what was asked is the
asking and the asked member's to know, and nobody else's.
"""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, String, Table

from coalesce.store.schema import metadata, once_made

WAYS = ("out", "in", "here")
KINDS = ("question", "proposal")


def _of_peer() -> ForeignKey:
    return ForeignKey("peer.name", ondelete="CASCADE")


def _of_record() -> ForeignKey:
    return ForeignKey("record.id", ondelete="CASCADE")


message = Table(
    "message",
    metadata,
    Column("id", String, primary_key=True),
    Column("box", String, nullable=False),
    Column("peer", String, _of_peer()),
    Column("wire", String, nullable=False),
    Column("reply", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("member", String, ForeignKey("member.code"), nullable=False),
    Column("asked", String, ForeignKey("member.code"), nullable=False),
    Column("about", String, _of_record(), nullable=False),
    Column("other", String, _of_record()),
    Column("purpose", String, nullable=False),
    Column("at", String, nullable=False),
    Column("due", String),
    Column("words", String, nullable=False),
    Column("field", String, nullable=False),
    Column("value", String, nullable=False),
    Column("verdict", String, nullable=False),
    Column("outcome", String, nullable=False),
    Column("answer", String, nullable=False),
    Column("answered_at", String),
    Column("actor", String, nullable=False),
    Column("answered_by", String, nullable=False),
    CheckConstraint(f"box in {WAYS}", name="box"),
    CheckConstraint(f"kind in {KINDS}", name="kind"),
    Index(None, "asked", "outcome"),
    Index(None, "member"),
    Index(None, "about"),
    Index(None, "other"),
    Index(None, "peer"),
    Index(None, "wire", "member"),
    Index(None, "answered_at"),
)
"""``box``: ``out`` went to a peer, ``in`` came from one, ``here`` is between members that read on this node. ``wire`` and ``reply``: its id
and that of its answer on the wire. ``outcome`` is "" while it is open."""

MESSAGE_GONE = """CREATE TRIGGER message_gone AFTER DELETE ON message WHEN OLD.peer IS NOT NULL
    BEGIN
    DELETE FROM wire WHERE box = 'out' AND peer = OLD.peer AND stix_id IN (OLD.wire, OLD.reply);
    END"""

once_made(metadata, MESSAGE_GONE)
