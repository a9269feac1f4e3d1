"""The tables of the exchange between nodes: peers, the bytes that lie ready for them or came from them, and what is known of both.

Invariant: bytes that speak of a record held here go with that record; nothing in the row of one peer depends on another's. A
token stands here as a keyed digest (what a peer shows us) or sealed (what we show it).
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Table,
    UniqueConstraint,
    text,
)

from coalesce.store.schema import metadata, once_made

BOXES = ("out", "in", "pulled")
STATES = ("", "new", "done", "refused")


def _of_peer() -> ForeignKey:
    return ForeignKey("peer.name", ondelete="CASCADE")


def _of_record() -> ForeignKey:
    return ForeignKey("record.id", ondelete="CASCADE")


peer = Table(
    "peer",
    metadata,
    Column("name", String, primary_key=True),
    Column("member", String, ForeignKey("member.code"), nullable=False),
    Column("url", String, nullable=False),
    Column("key", LargeBinary, nullable=False),
    Column("token_digest", LargeBinary),
    Column("token_sealed", LargeBinary),
    Column("speaks_for", String, nullable=False),
    Column("plain_list", String, nullable=False),
    Column("certificate", String, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("made", String, nullable=False),
    Column("seen", String),
    Column("last_out", Integer, nullable=False),
    Column("last_in", Integer, nullable=False),
    Column("last_pulled", Integer, nullable=False),
    Index(None, "token_digest", unique=True),
)
"""Another node, or any system that speaks TAXII. ``key``: its pinned Ed25519 public key, or nothing; ``speaks_for``: codes of members
whose records may come from it, split by ``;``; ``certificate``: a pinned authority as PEM; ``last_<box>``: the newest number of
each box, kept so that none is given twice after the newest row has gone."""

wire = Table(
    "wire",
    metadata,
    Column("box", String, nullable=False),
    Column("peer", String, _of_peer(), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("stix_id", String, nullable=False),
    Column("type", String, nullable=False),
    Column("spec_version", String, nullable=False),
    Column("version", String, nullable=False),
    Column("first", Boolean, nullable=False),
    Column("latest", Boolean, nullable=False),
    Column("record_id", String),
    Column("number", Integer),
    Column("set_id", Integer, ForeignKey("release_set.id")),
    Column("list_id", String, ForeignKey("list.id")),
    Column("opened", Integer),
    Column("closed", Integer),
    Column("of_set", Integer, ForeignKey("release_set.id")),
    Column("keep_until", String),
    Column("state", String, nullable=False),
    Column("why", String, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("sighting_id", String),
    Column("entry_id", String),
    Column("entry_number", Integer),
    ForeignKeyConstraint(["record_id", "number"], ["version.record_id", "version.number"], ondelete="CASCADE"),
    PrimaryKeyConstraint("box", "peer", "seq"),
    UniqueConstraint("box", "peer", "stix_id", "version"),
    CheckConstraint(f"box in {BOXES}", name="box"),
    CheckConstraint(f"state in {STATES}", name="state"),
    Index(None, "box", "peer", "type", "seq"),
    Index("ix_wire_new", "box", "peer", "seq", sqlite_where=text("state = 'new'")),
    Index(None, "record_id", "number", sqlite_where=text("record_id IS NOT NULL")),
    Index(None, "keep_until", sqlite_where=text("keep_until IS NOT NULL")),
    Index(None, "entry_id", sqlite_where=text("entry_id IS NOT NULL")),
)
"""One version of one STIX object as it goes over the wire. ``box``: ``out`` what the peer may fetch, ``in`` what it wrote to us,
``pulled`` what we fetched from it. ``seq`` is when it was added, in microseconds since 1970: it only grows within one box of one
peer, and is what TAXII calls date_added. ``version`` is ``modified``, else ``created``, with six decimals; else the time it was
added. ``first`` and ``latest`` say whether it is the first and last of the versions there. ``number``: the version of a record held
here that it speaks of, ``set_id``: under whose release, which is the record's own (``of_set``) or that of a sighting; what is no
longer so is not handed out. ``list_id``, ``opened``, ``closed`` and ``of_set`` are that version's, so that a page of a thousand looks
up no version: the database itself copies them when the version changes. ``sighting_id``: the sighting of that version, if it speaks of
one. ``entry_id``, ``entry_number``: the version of an entry of a plan that it speaks of, in place of a record's."""

VERSION_TOLD = """CREATE TRIGGER version_told AFTER UPDATE OF opened, closed, set_id ON version
    BEGIN
    UPDATE wire SET opened = NEW.opened, closed = NEW.closed, of_set = NEW.set_id
    WHERE record_id = NEW.record_id AND number = NEW.number;
    END"""

ENTRY_GONE = """CREATE TRIGGER commitment_gone AFTER DELETE ON commitment
    BEGIN DELETE FROM wire WHERE entry_id = OLD.id; END"""
"""What lies ready of an entry of a plan goes with it."""

once_made(metadata, VERSION_TOLD, ENTRY_GONE)

post = Table(
    "post",
    metadata,
    Column("id", String, primary_key=True),
    Column("peer", String, _of_peer(), nullable=False),
    Column("at", String, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Index(None, "peer"),
    Index(None, "at"),
)
"""What became of what a peer wrote, as TAXII's status resource tells it."""

offered = Table(
    "offered",
    metadata,
    Column("peer", String, _of_peer(), nullable=False),
    Column("stix_id", String, nullable=False),
    Column("record_id", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("number", Integer, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("made", String, nullable=False),
    Column("keep_until", String),
    Column("events", Integer),
    Column("originator", String),
    Column("place", String),
    PrimaryKeyConstraint("peer", "stix_id"),
    Index(None, "peer", "record_id"),
    Index(None, "peer", "place", sqlite_where=text("place IS NOT NULL")),
    sqlite_with_rowid=False,
)
"""What a peer was given and what was not taken back yet. ``record_id`` refers to no table: it outlives the record; ``digest`` is of
what was said and granted; ``made`` is when the peer was first given it, which is all that its ``created`` tells. Of an entry of a plan ``record_id`` is
the entry's, and ``events`` how many it had."""

sent_withdrawal = Table(
    "sent_withdrawal",
    metadata,
    Column("id", String, primary_key=True),
    Column("peer", String, _of_peer(), nullable=False),
    Column("at", String, nullable=False),
    Column("of", String, nullable=False),
    Column("reason", String, nullable=False),
    Column("answered", String),
    Column("receipt", LargeBinary),
    Index(None, "peer", "answered"),
)

received = Table(
    "received",
    metadata,
    Column("originator", String, nullable=False),
    Column("stix_id", String, nullable=False),
    Column("peer", String, _of_peer(), nullable=False),
    Column("kind", String, nullable=False),
    Column("record_id", String),
    Column("sighting_key", String, nullable=False),
    Column("version", String, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("keep_until", String),
    PrimaryKeyConstraint("originator", "stix_id"),
    Index(None, "record_id"),
    Index(None, "peer"),
    Index(None, "keep_until"),
    sqlite_with_rowid=False,
)
"""Which record or sighting here stands for which object of another member."""

pull_state = Table(
    "pull_state",
    metadata,
    Column("peer", String, _of_peer(), primary_key=True),
    Column("collection", String, nullable=False),
    Column("cursor", String, nullable=False),
    Column("added_after", String, nullable=False),
    Column("at", String),
    Column("failures", Integer, nullable=False),
    Column("retry_at", String),
    Column("error", String, nullable=False),
    Column("pushed", Integer),
    Column("compared", String),
    Column("plans", Integer),
)
"""How far a peer was read. ``plans``: up to which change of plans here its out-box was compared with them; ``pushed``: the newest of its out-box that was posted to it; ``compared``: when what is held of it was
last compared with all that it has."""

offered_list = Table(
    "offered_list",
    metadata,
    Column("peer", String, _of_peer(), nullable=False),
    Column("list_id", String, ForeignKey("list.id"), nullable=False),
    Column("edition", Integer, nullable=False),
    PrimaryKeyConstraint("peer", "list_id"),
    sqlite_with_rowid=False,
)
"""Up to which edition a list was compared with what its peer was offered."""

received_list = Table(
    "received_list",
    metadata,
    Column("list_id", String, ForeignKey("list.id"), primary_key=True),
)
"""The lists that hold copies of another member's records: nobody here writes them but what takes in from its node. Their handling
is what our own member allows itself at most."""

received_plan = Table(
    "received_plan",
    metadata,
    Column("plan_id", String, ForeignKey("plan.id"), primary_key=True),
)
"""The plans that hold copies of another member's entries, by the same rule."""
