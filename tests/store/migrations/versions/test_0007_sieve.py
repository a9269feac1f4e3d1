"""The sieve is there, and a key that goes empties its slice."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from alembic import command

from coalesce.store.migrate import _config, migration_engine, upgrade


def test_a_key_that_goes_takes_its_row_of_the_index_and_its_slice(tmp_path: Path) -> None:
    engine, config = migration_engine(tmp_path / "node.db"), _config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0006")
    engine.dispose()
    upgrade(tmp_path / "node.db")
    with closing(sqlite3.connect(tmp_path / "node.db")) as raw:
        raw.executemany("INSERT INTO key_sieve VALUES (?, 1, x'ff')", [(0,), (4095,)])
        for table in ("search_key", "kept_key"):
            raw.executemany(f"INSERT INTO {table} (value, place) VALUES (?, 1)", [(5,), (2**63 - 1,)])
        raw.execute("DELETE FROM kept_key WHERE value > 5")
        assert raw.execute("SELECT value FROM search_key").fetchall() == [(5,)]
        assert raw.execute("SELECT slice, made, bits FROM key_sieve").fetchall() == [(0, 1, b"\xff"), (4095, 1, b"")]
