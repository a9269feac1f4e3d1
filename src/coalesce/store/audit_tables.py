"""The order of the audit log for each member that reads it: what a page of the log is looked up in.

Invariant: a member's rows are numbered among themselves, from 1 and without a gap, in the order of the log; each row of the
log that is a member's, or about it, has its place here, made by the database in the same statement. Nothing stands here
that the row's leaf does not say, and ``audit.verify`` compares the two.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Integer, PrimaryKeyConstraint, String, Table

from coalesce.store.schema import metadata, once_made

audit_place = Table(
    "audit_place",
    metadata,
    Column("member", String, nullable=False),
    Column("number", Integer, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("actor", String, nullable=False),
    Column("action", String, nullable=False),
    Column("purpose", String, nullable=False),
    Column("day", String, nullable=False),
    Column("refused", Boolean, nullable=False),
    PrimaryKeyConstraint("member", "number"),
    sqlite_with_rowid=False,
)
"""Narrow on purpose: half a million rows of it are looked through in less than 100 ms, which spares an index for each
word that the log can be filtered by."""


def _told(leaf: str) -> str:
    """The columns behind ``seq``, of a leaf."""
    text = f"CAST({leaf} AS TEXT)"
    words = ", ".join(f"coalesce(json_extract({text}, '$.{name}'), '')" for name in ("actor", "action", "purpose"))
    day = f"substr(coalesce(json_extract({text}, '$.at'), ''), 1, 10)"
    return f"{words}, {day}, coalesce(json_extract({text}, '$.detail.outcome'), 'answered') <> 'answered'"


def _placed(member: str, wanted: str = "") -> str:
    number = f"1 + coalesce((SELECT max(p.number) FROM audit_place AS p WHERE p.member = {member}), 0)"
    return f"INSERT INTO audit_place SELECT {member}, {number}, NEW.seq, {_told('NEW.leaf')}{wanted};"


AUDIT_PLACED = f"""CREATE TRIGGER audit_placed AFTER INSERT ON audit
    BEGIN
    {_placed("NEW.member")}
    {_placed("NEW.about", " WHERE NEW.about NOT IN ('', NEW.member)")}
    END"""

once_made(metadata, AUDIT_PLACED)
