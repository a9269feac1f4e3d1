"""The tables. What is current is derived from them, never stored twice.

Invariant: a row of ``version`` is a whole record and never changes, but for ``closed``.
A version is current when its list's published edition lies in [opened, closed).
Publishing an edition is therefore one update of ``list.edition``; what is staged under a
higher number does not exist for any reader. Ids are random, so that none tells an order.
"""

from __future__ import annotations

from sqlalchemy import (
    DDL,
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    UniqueConstraint,
    event,
)

from coalesce.store.derived_triggers import KEY_GONE, LINK_GONE, LINK_RUNS, PEOPLE_BUILDS, PERSON_GONE, RECORD_GONE

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def once_made(made: Table | MetaData, *statements: str) -> None:
    """Triggers that a new database gets as soon as the table, or all tables, are there."""
    for statement in statements:
        event.listen(made, "after_create", DDL(statement))  # type: ignore[no-untyped-call]  # SQLAlchemy leaves it so


state = Table(
    "state",
    metadata,
    Column("name", String, primary_key=True),
    Column("value", String, nullable=False),
)
"""``node`` (its random id), ``link_run`` (the published one), ``model`` (that it was made with), ``stamp``, ``plans`` (how often any changed)."""

member = Table("member", metadata, Column("code", String, primary_key=True), Column("name", String, nullable=False))

actor = Table(
    "actor",
    metadata,
    Column("name", String, primary_key=True),
    Column("member", String, ForeignKey("member.code"), nullable=False),
    Column("roles", String, nullable=False),
    Column("active", Boolean, nullable=False),
)

release_set = Table(
    "release_set",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("owner", String, nullable=False),
    Column("digest", LargeBinary, nullable=False, unique=True),
)
"""A distinct combination of owner, releases and figures_to, stored once however many records carry it."""

reader = Table(
    "reader",
    metadata,
    Column("set_id", Integer, ForeignKey("release_set.id"), nullable=False),
    Column("member", String, nullable=False),
    Column("purpose", String, nullable=False),
    PrimaryKeyConstraint("set_id", "member", "purpose"),
    Index(None, "member", "purpose", "set_id"),
    sqlite_with_rowid=False,
)
"""Who may read what carries the set: the owner for every purpose, and each grant but ``statistics``."""

grant = Table(
    "grant",
    metadata,
    Column("set_id", Integer, ForeignKey("release_set.id"), nullable=False),
    Column("kind", String, nullable=False),
    Column("member", String, nullable=False),
    PrimaryKeyConstraint("set_id", "kind", "member"),
    sqlite_with_rowid=False,
)
"""The set as its owner gave it: ``kind`` is a purpose, or ``figures_to``."""

record_list = Table(
    "list",
    metadata,
    Column("id", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("owner", String, ForeignKey("member.code"), nullable=False),
    Column("kind", String, nullable=False),
    Column("set_id", Integer, ForeignKey("release_set.id"), nullable=False),
    Column("tlp", String, nullable=False),
    Column("code", String, nullable=False),
    Column("onward", String, nullable=False),
    Column("keep_until", String, nullable=False),
    Column("source_group", String),
    Column("deduplicated", Boolean, nullable=False),
    Column("edition", Integer, nullable=False),
    Column("hosted", Boolean, nullable=False),
    UniqueConstraint("owner", "name"),
)

edition = Table(
    "edition",
    metadata,
    Column("list_id", String, ForeignKey("list.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("source", String, nullable=False),
    Column("digest", String, nullable=False),
    Column("at", String, nullable=False),
    Column("report", String, nullable=False),
    PrimaryKeyConstraint("list_id", "number"),
)

record = Table(
    "record",
    metadata,
    Column("id", String, primary_key=True),
    Column("list_id", String, ForeignKey("list.id"), nullable=False),
    Column("reference", String, nullable=False),
    Column("seen", Integer, nullable=False),
    UniqueConstraint("list_id", "reference"),
)
"""The identity of a record through its versions; ``seen`` is the newest edition, staged or not, that has it."""

version = Table(
    "version",
    metadata,
    Column("record_id", String, ForeignKey("record.id", ondelete="CASCADE"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("list_id", String, ForeignKey("list.id"), nullable=False),
    Column("owner", String, nullable=False),
    Column("opened", Integer, nullable=False),
    Column("closed", Integer),
    Column("set_id", Integer, ForeignKey("release_set.id"), nullable=False),
    Column("tlp", String, nullable=False),
    Column("code", String, nullable=False),
    Column("onward", String, nullable=False),
    Column("keep_until", String, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("compared", LargeBinary, nullable=False),
    Column("reference", String, nullable=False),
    Column("nationalities", String, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("place", Integer),
    PrimaryKeyConstraint("record_id", "number"),
    Index(None, "place", unique=True),
    Index(None, "reference", "record_id"),
    Index(None, "set_id", "list_id"),
    Index(None, "list_id", "opened"),
    Index(None, "list_id", "closed"),
    Index(None, "keep_until"),
)

sighting = Table(
    "sighting",
    metadata,
    Column("id", String, primary_key=True),
    Column("record_id", String, nullable=False),
    Column("version", Integer, nullable=False),
    Column("set_id", Integer, ForeignKey("release_set.id"), nullable=False),
    Column("tlp", String, nullable=False),
    Column("code", String, nullable=False),
    Column("onward", String, nullable=False),
    Column("keep_until", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("country", String, nullable=False),
    Column("first", String),
    Column("last", String),
    Column("circa", Boolean, nullable=False),
    Column("place", String),
    Column("from_country", String),
    Column("grade", String, nullable=False),
    ForeignKeyConstraint(["record_id", "version"], ["version.record_id", "version.number"], ondelete="CASCADE"),
    Index(None, "record_id", "version"),
    Index(None, "keep_until"),
)

prepared = Table(
    "prepared",
    metadata,
    Column("place", Integer, ForeignKey("version.place", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("body", LargeBinary, nullable=False),
)
"""The linking columns and blocking keys of a version, prepared at import: a function of it and the model. They lie in the
order of their versions, so that a million are read from one end to the other."""

search_key = Table(
    "search_key",
    metadata,
    Column("value", Integer, nullable=False),
    Column("place", Integer, nullable=False),
    PrimaryKeyConstraint("value", "place"),
    sqlite_with_rowid=False,
)
"""The index: what a version is found by, as ``linking.index`` makes it. ``place`` is a version's number on this node,
which no reader sees: short, since it stands here many times."""

kept_key = Table(
    "kept_key",
    metadata,
    Column("place", Integer, ForeignKey("version.place", ondelete="CASCADE"), nullable=False),
    Column("value", Integer, nullable=False),
    PrimaryKeyConstraint("place", "value"),
    sqlite_with_rowid=False,
)
"""The same keys in the order of versions, written with them. When one goes, so does its row of the index: two orders
in one table would make every import write the whole of it many times over."""

once_made(kept_key, KEY_GONE)

key_sieve = Table(
    "key_sieve",
    metadata,
    Column("slice", Integer, primary_key=True),
    Column("made", Integer, nullable=False),
    Column("bits", LargeBinary, nullable=False),
    Index(None, "made"),
)
"""Which keys stand nowhere in the index, as ``sieve`` tells; ``made`` is the number of the change that made a slice."""

link = Table(
    "link",
    metadata,
    Column("run", Integer, nullable=False),
    Column("left", String, nullable=False),
    Column("right", String, nullable=False),
    Column("left_version", Integer, nullable=False),
    Column("right_version", Integer, nullable=False),
    Column("probability", Float, nullable=False),
    Column("weight", Integer, nullable=False),
    PrimaryKeyConstraint("run", "left", "right"),
    CheckConstraint('"left" < "right"', name="order"),
    sqlite_with_rowid=False,
)

link_right = Table(
    "link_right",
    metadata,
    Column("run", Integer, nullable=False),
    Column("right", String, nullable=False),
    Column("left", String, nullable=False),
    PrimaryKeyConstraint("run", "right", "left"),
    sqlite_with_rowid=False,
)
"""The same pairs in the order of their right sides, written by itself as ``person_record`` is."""

link_weight = Table(
    "link_weight",
    metadata,
    Column("run", Integer, nullable=False),
    Column("number", Integer, nullable=False),
    Column("model", String, nullable=False),
    Column("parts", LargeBinary, nullable=False),
    PrimaryKeyConstraint("run", "number"),
    sqlite_with_rowid=False,
)
"""What links weigh and why, once for all links of a run that weigh alike: words of the model, none of a record.
``number`` is a digest of model and parts."""

once_made(link_right, LINK_GONE)

judgement = Table(
    "judgement",
    metadata,
    Column("id", String, primary_key=True),
    Column("left", String, ForeignKey("record.id", ondelete="CASCADE"), nullable=False),
    Column("right", String, ForeignKey("record.id", ondelete="CASCADE"), nullable=False),
    Column("left_version", Integer, nullable=False),
    Column("right_version", Integer, nullable=False),
    Column("left_compared", LargeBinary, nullable=False),
    Column("right_compared", LargeBinary, nullable=False),
    Column("verdict", String, nullable=False),
    Column("member", String, nullable=False),
    Column("set_id", Integer, ForeignKey("release_set.id"), nullable=False),
    Column("at", String, nullable=False),
    Column("reviewer", String, nullable=False),
    Column("reason", String, nullable=False),
    Index(None, "left"),
    Index(None, "right"),
    Index(None, "member", "at"),
)

judgement_shown = Table(
    "judgement_shown",
    metadata,
    Column("judgement_id", String, ForeignKey("judgement.id", ondelete="CASCADE"), nullable=False),
    Column("record_id", String, ForeignKey("record.id", ondelete="CASCADE"), nullable=False),
    PrimaryKeyConstraint("judgement_id", "record_id"),
    Index(None, "record_id"),
)
"""Every record that the reviewer was shown: whoever may not see all of them does not see the judgement."""

control_answer = Table(
    "control_answer",
    metadata,
    Column("id", String, primary_key=True),
    Column("reviewer", String, ForeignKey("actor.name"), nullable=False),
    Column("member", String, nullable=False),
    Column("same", Boolean, nullable=False),
    Column("verdict", String, nullable=False),
    Column("at", String, nullable=False),
    Index(None, "member"),
    Index(None, "at"),
)
"""Answers to control pairs. ``id`` is a keyed hash of the reviewer and of the proposal that brought the control."""

audience = Table(
    "audience",
    metadata,
    Column("member", String, nullable=False),
    Column("purpose", String, nullable=False),
    Column("stamp", Integer, nullable=False),
    Column("day", String, nullable=False),
    Column("build", Integer, nullable=False),
    PrimaryKeyConstraint("member", "purpose"),
    Index(None, "build", unique=True),
)
"""For which state and day the people of an audience were last made. A build is one audience's."""

person_of = Table(
    "person_of",
    metadata,
    Column("build", Integer, nullable=False),
    Column("record_id", String, nullable=False),
    Column("person", String, nullable=False),
    Column("judged", Boolean, nullable=False),
    PrimaryKeyConstraint("build", "record_id"),
    sqlite_with_rowid=False,
)

person_record = Table(
    "person_record",
    metadata,
    Column("build", Integer, nullable=False),
    Column("person", String, nullable=False),
    Column("record_id", String, nullable=False),
    PrimaryKeyConstraint("build", "person", "record_id"),
    sqlite_with_rowid=False,
)
"""The same in the order of people, written by itself: an index of it beside the order of records would make a build
write every page many times over. When a row of the one goes, so does that of the other."""

once_made(person_of, PERSON_GONE)

once_made(metadata, LINK_RUNS, PEOPLE_BUILDS, RECORD_GONE)

withdrawal = Table(
    "withdrawal",
    metadata,
    Column("record_id", String, primary_key=True),
    Column("list_id", String, nullable=False),
    Column("reference_digest", LargeBinary, nullable=False),
    Column("at", String, nullable=False),
    Index(None, "list_id", "reference_digest"),
)
"""What was taken back: ids and a keyed digest of the reference, so that a later edition does not bring it back."""

audit = Table(
    "audit",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("member", String, nullable=False),
    Column("about", String, nullable=False),
    Column("leaf", LargeBinary, nullable=False),
    Column("leaf_hash", LargeBinary, nullable=False),
    Column("chain", LargeBinary, nullable=False),
    Index(None, "member"),
    Index(None, "about"),
)
"""``about`` is the member, other than the actor's, whom the act concerns: its auditor reads the row too."""
