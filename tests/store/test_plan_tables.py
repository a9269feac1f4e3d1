"""The database itself keeps what was said of a plan, and takes evidence away with the last event that names it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from coalesce.store import plan_tables
from coalesce.store.migrate import upgrade


def test_the_triggers_of_the_tables_are_those_of_the_migration(tmp_path: Path) -> None:
    upgrade(tmp_path / "node.db")
    with closing(sqlite3.connect(tmp_path / "node.db")) as raw:
        found = {row[0] for row in raw.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger'")}
    told = {" ".join(sql.split()) for sql in found}
    for statement in (plan_tables.EVENT_STAYS, plan_tables.TEXT_STAYS, plan_tables.EVIDENCE_GONE):
        assert " ".join(statement.split()) in told
