"""The tables of notices: what is new for a member, what each of them rests on, standing interests, and digests by mail.

Invariant: a notice goes with either of its records, and with whatever else it rests on: a record that joined the two, a sighting
that it tells of, an interest that asked for it. It holds ids and no word of a record.
"""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    UniqueConstraint,
)

from coalesce.store.schema import metadata, once_made

EVERY = ("day", "week")


def _of_record() -> ForeignKey:
    return ForeignKey("record.id", ondelete="CASCADE")


notice = Table(
    "notice",
    metadata,
    Column("id", String, primary_key=True),
    Column("member", String, nullable=False),
    Column("purpose", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("record_id", String, _of_record(), nullable=False),
    Column("own_record", String, _of_record()),
    Column("interest_id", String, ForeignKey("interest.id", ondelete="CASCADE")),
    Column("at", String, nullable=False),
    Column("seen", String),
    Index(None, "member", "purpose", "at"),
    Index(None, "record_id"),
    Index(None, "own_record"),
    Index(None, "interest_id"),
    Index(None, "at"),
)
"""What is new for a member, for one purpose: ``record_id`` is what came, ``own_record`` the record of its own that it touches, or
nothing where a standing interest asked for it. ``seen``: when somebody of the member marked it."""

notice_basis = Table(
    "notice_basis",
    metadata,
    Column("notice_id", String, ForeignKey("notice.id", ondelete="CASCADE"), nullable=False),
    Column("record_id", String, _of_record(), nullable=False),
    Column("sighting_id", String, nullable=False),
    PrimaryKeyConstraint("notice_id", "record_id", "sighting_id"),
    Index(None, "record_id"),
    Index(None, "sighting_id"),
    sqlite_with_rowid=False,
)
"""What a notice rests on beside its two records: records between them, and sightings (``sighting_id`` is "" for a whole record) in
their present version. Whoever may not see all of it is not shown the notice."""

interest = Table(
    "interest",
    metadata,
    Column("id", String, primary_key=True),
    Column("member", String, nullable=False),
    Column("actor", String, ForeignKey("actor.name"), nullable=False),
    Column("kind", String, nullable=False),
    Column("value", String, nullable=False),
    Column("made", String, nullable=False),
    UniqueConstraint("actor", "kind", "value"),
)

noticed_list = Table(
    "noticed_list",
    metadata,
    Column("list_id", String, ForeignKey("list.id"), primary_key=True),
    Column("edition", Integer, nullable=False),
)
"""Up to which edition a list was looked at for what is new in it."""

notice_mail = Table(
    "notice_mail",
    metadata,
    Column("actor", String, ForeignKey("actor.name"), primary_key=True),
    Column("address", String, nullable=False),
    Column("every", String, nullable=False),
    Column("sent", String),
    CheckConstraint(f"every in {EVERY}", name="every"),
)
"""Who is told by mail how much is new, where to, and when that was last done."""

BASIS_GONE = """CREATE TRIGGER notice_basis_gone AFTER DELETE ON notice_basis
    BEGIN DELETE FROM notice WHERE id = OLD.notice_id; END"""

SIGHTING_GONE = """CREATE TRIGGER sighting_gone AFTER DELETE ON sighting
    BEGIN DELETE FROM notice_basis WHERE sighting_id = OLD.id; END"""

once_made(notice_basis, BASIS_GONE)
once_made(metadata, SIGHTING_GONE)
