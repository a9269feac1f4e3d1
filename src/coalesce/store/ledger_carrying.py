"""Taking the ledger of figures along when a backup is restored over its node.

Invariant: after it no number that was published is open again or another, and nothing that was spent is forgotten: else
the restored node would draw a second time what was drawn since the backup. What a closing had staged when the backup was
made is left behind: its number may have been given to the closing that was published. A backup of a copy that has closed
figures by itself is refused, since of two numbers that were drawn for one cell neither can be taken back.
"""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

from coalesce.errors import BadUsage
from coalesce.store.migrate import upgrade

_Rows = dict[str, list[tuple[object, ...]]]

_TABLES = ("series", "series_signature", "series_closing", "ledger_cell", "ledger_person")
_KEYS = {"series": 1, "series_closing": 1, "ledger_cell": 2}
"""How many of the first columns name a row that is written once."""

_OF = "WHERE number = closing"
_PUBLISHED = f"WHERE EXISTS (SELECT 1 FROM series_closing {_OF})"


def carry_ledger(present: Path, fresh: Path) -> None:
    """Add to the fresh database every row of the present one's ledger that it lacks. Either may be of an older version.

    Raises BadUsage where both have defined or closed the same, and not alike.
    """
    if not present.exists() or not (rows := _rows(present)):
        return
    if not _has_ledger(fresh):
        upgrade(fresh)
    _check_past(rows, _rows(fresh))
    with contextlib.closing(sqlite3.connect(fresh)) as goal:
        goal.execute(f"DELETE FROM ledger_person WHERE NOT EXISTS (SELECT 1 FROM series_closing {_OF})")
        for table, found in rows.items():
            marks = ", ".join("?" * len(found[0]))
            goal.executemany(f"INSERT OR IGNORE INTO {table} VALUES ({marks})", found)
        goal.commit()


def _check_past(present: _Rows, fresh: _Rows) -> None:
    for table, width in _KEYS.items():
        known = {row[:width]: row for row in present.get(table, ())}
        if any(known.get(row[:width], row) != row for row in fresh.get(table, ())):
            raise BadUsage(
                "this is a backup of a copy that has defined or closed series by itself: restore it into a new folder"
            )


def _rows(database: Path) -> _Rows:
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
