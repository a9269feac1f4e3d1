"""The ledger: no row hangs on a record, so that erasing one erases nothing of what was spent."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from coalesce.store.ledger_tables import TRIGGERS
from coalesce.store.migrate import upgrade


def test_the_ledger_outlives_records_and_is_locked(tmp_path: Path) -> None:
    upgrade(tmp_path / "node.db")
    with closing(sqlite3.connect(tmp_path / "node.db")) as raw:
        for table, locks in TRIGGERS.items():
            parents = {row[2] for row in raw.execute(f"PRAGMA foreign_key_list({table})")}
            assert parents <= {"series", "series_closing"}
            found = raw.execute("SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?", (table,))
            assert found.fetchone()[0] == len(locks) > 1
        columns = [row[1] for row in raw.execute("PRAGMA table_info(ledger_person)")]
        assert columns == ["pseudonym", "closing", "series", "cells"]
