"""The first schema: every table, and the rows that hang on a record go with it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from coalesce.store import schema
from coalesce.store.migrate import upgrade


def test_every_table_is_made(tmp_path: Path) -> None:
    upgrade(tmp_path / "node.db")
    with closing(sqlite3.connect(tmp_path / "node.db")) as raw:
        made = {row[0] for row in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert made == {table.name for table in schema.metadata.tables.values()} | {"alembic_version"}


def test_what_hangs_on_a_record_refers_to_it_with_a_cascade(tmp_path: Path) -> None:
    upgrade(tmp_path / "node.db")
    hanging = ("version", "sighting", "prepared", "kept_key", "judgement", "judgement_shown")
    with closing(sqlite3.connect(tmp_path / "node.db")) as raw:
        for table in hanging:
            keys = raw.execute(f'PRAGMA foreign_key_list("{table}")').fetchall()
            assert {key[6] for key in keys if key[2] in ("record", "version", "judgement")} == {"CASCADE"}, table
