"""The tables of redress: requests with their answers, and the corrections that stand against later editions.

Invariant: when a record goes, so do its corrections and every word of the requests about it: what was asked, what was to be
written instead, and why it was answered so. Their ids and the outcome stay until the request's own term ends.
"""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, LargeBinary, PrimaryKeyConstraint, String, Table

from coalesce.store.schema import metadata, once_made

redress = Table(
    "redress",
    metadata,
    Column("id", String, primary_key=True),
    Column("asks", String, nullable=False),
    Column("record_id", String, nullable=False),
    Column("other_id", String, nullable=False),
    Column("asked", String, ForeignKey("member.code"), nullable=False),
    Column("member", String, ForeignKey("member.code"), nullable=False),
    Column("actor", String, nullable=False),
    Column("purpose", String, nullable=False),
    Column("at", String, nullable=False),
    Column("due", String, nullable=False),
    Column("words", String, nullable=False),
    Column("field", String, nullable=False),
    Column("value", String, nullable=False),
    Column("outcome", String, nullable=False),
    Column("answered_by", String, nullable=False),
    Column("answered_at", String),
    Column("why", String, nullable=False),
    Column("peer", String, nullable=False, server_default=""),
    Column("wire", String, nullable=False, server_default=""),
    Index(None, "asked"),
    Index(None, "member"),
    Index(None, "record_id"),
    Index(None, "other_id"),
    Index(None, "answered_at"),
    Index(None, "wire", "member"),
)
"""``outcome`` is "" while it is open. ``record_id`` refers to no table: an answered request outlives the record. ``peer`` and ``wire``:
through which peer it went or came, and its id on the wire; "" for one between members that read on this node."""

correction = Table(
    "correction",
    metadata,
    Column("record_id", String, ForeignKey("record.id", ondelete="CASCADE"), nullable=False),
    Column("field", String, nullable=False),
    Column("before", LargeBinary, nullable=False),
    Column("after", LargeBinary, nullable=False),
    Column("at", String, nullable=False),
    PrimaryKeyConstraint("record_id", "field"),
    sqlite_with_rowid=False,
)

WORDS_GONE = """CREATE TRIGGER redress_words_gone AFTER DELETE ON record
    BEGIN
    UPDATE redress SET words = '', field = '', value = '', why = '' WHERE record_id = OLD.id;
    UPDATE redress SET words = '', field = '', value = '', why = '' WHERE other_id = OLD.id;
    END"""

once_made(metadata, WORDS_GONE)
