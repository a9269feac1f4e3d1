"""Taking the ledger of figures along when a backup is restored over its node.

Invariant: after it no number that was published is open again, and nothing that was spent is forgotten: else the
restored node would draw a second time what was drawn since the backup.
"""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

from coalesce.store.migrate import upgrade

_TABLES = ("series", "series_signature", "series_closing", "ledger_cell", "ledger_person")
_PUBLISHED = "WHERE closing IN (SELECT number FROM series_closing)"


def carry_ledger(present: Path, fresh: Path) -> None:
    """Add to the fresh database every row of the present one's ledger that it lacks. Either may be of an older version."""
    if not present.exists() or not (rows := _rows(present)):
        return
    if not _has_ledger(fresh):
        upgrade(fresh)
    with contextlib.closing(sqlite3.connect(fresh)) as goal:
        for table, found in rows.items():
            marks = ", ".join("?" * len(found[0]))
            goal.executemany(f"INSERT OR IGNORE INTO {table} VALUES ({marks})", found)
        goal.commit()


def _rows(database: Path) -> dict[str, list[tuple[object, ...]]]:
    """What the ledger holds, by table, but for what a broken-off closing left."""
    if not _has_ledger(database):
        return {}
    with contextlib.closing(sqlite3.connect(database)) as source:
        found = {
            table: source.execute(f"SELECT * FROM {table} {_PUBLISHED if table == 'ledger_person' else ''}").fetchall()
            for table in _TABLES
        }
    return {table: rows for table, rows in found.items() if rows}


def _has_ledger(database: Path) -> bool:
    with contextlib.closing(sqlite3.connect(database)) as raw:
        return raw.execute("SELECT 1 FROM sqlite_master WHERE name = 'series_closing'").fetchone() is not None
