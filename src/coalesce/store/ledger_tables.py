"""The tables of series and their ledger: what was defined, signed, counted once and spent for good.

Invariant: nothing here is ever changed, and nothing that was published is taken away; triggers of the database hold it.
No row names a record: a pseudonym is a keyed digest of a list and the list's own key, so that it outlives the record,
a withdrawal and a restored backup. Rows of ``ledger_person`` count once their closing is published.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Table,
)

from coalesce.store.schema import metadata, once_made

series = Table(
    "series",
    metadata,
    Column("name", String, primary_key=True),
    Column("body", LargeBinary, nullable=False),
    Column("digest", String, nullable=False),
    Column("author", String, nullable=False),
    Column("at", String, nullable=False),
)

series_signature = Table(
    "series_signature",
    metadata,
    Column("series", String, ForeignKey("series.name"), nullable=False),
    Column("member", String, nullable=False),
    Column("actor", String, nullable=False),
    Column("sent", Boolean, nullable=False),
    Column("digest", String, nullable=False),
    Column("at", String, nullable=False),
    PrimaryKeyConstraint("series", "member"),
)

series_closing = Table(
    "series_closing",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("series", String, ForeignKey("series.name"), nullable=False),
    Column("at", String, nullable=False),
)
"""A closing that stands here is published, with its cells and with what it spent."""

ledger_cell = Table(
    "ledger_cell",
    metadata,
    Column("series", String, ForeignKey("series.name"), nullable=False),
    Column("cell", String, nullable=False),
    Column("closing", Integer, ForeignKey("series_closing.number"), nullable=False),
    Column("value", Integer, nullable=False),
    PrimaryKeyConstraint("series", "cell"),
    sqlite_with_rowid=False,
)
"""The noised number of each closed cell: drawn once."""

ledger_person = Table(
    "ledger_person",
    metadata,
    Column("pseudonym", String, nullable=False),
    Column("closing", Integer, nullable=False),
    Column("series", String, nullable=False),
    Column("cells", LargeBinary, nullable=False),
    PrimaryKeyConstraint("pseudonym", "closing"),
    Index(None, "closing"),
    sqlite_with_rowid=False,
)
"""By a record's pseudonym: the series that counts it, and the cells that it spent in that closing."""


def _abort(reason: str) -> str:
    return f"BEGIN SELECT RAISE(ABORT, '{reason}'); END"


def _stays(table: str) -> tuple[str, ...]:
    said = _abort(f"{table} is never changed")
    return tuple(f"CREATE TRIGGER {table}_{act.lower()} BEFORE {act} ON {table} {said}" for act in ("UPDATE", "DELETE"))


_SPENT = "what is spent stays spent"
_ONCE = "a record counts in one series only"
_ELSEWHERE = "EXISTS (SELECT 1 FROM ledger_person AS p WHERE p.pseudonym = NEW.pseudonym AND p.series <> NEW.series)"
_PUBLISHED = "EXISTS (SELECT 1 FROM series_closing AS c WHERE c.number = OLD.closing)"

TRIGGERS: dict[str, tuple[str, ...]] = {
    "series": _stays("series"),
    "series_signature": _stays("series_signature"),
    "series_closing": _stays("series_closing"),
    "ledger_cell": _stays("ledger_cell"),
    "ledger_person": (
        f"CREATE TRIGGER ledger_person_update BEFORE UPDATE ON ledger_person {_abort('ledger_person is never changed')}",
        f"CREATE TRIGGER ledger_person_delete BEFORE DELETE ON ledger_person WHEN {_PUBLISHED} {_abort(_SPENT)}",
        f"CREATE TRIGGER ledger_person_insert BEFORE INSERT ON ledger_person WHEN {_ELSEWHERE} {_abort(_ONCE)}",
    ),
}

for _table in (series, series_signature, series_closing, ledger_cell, ledger_person):
    once_made(_table, *TRIGGERS[_table.name])
