"""Words of before are found by member and time as new ones are."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from alembic import command

from coalesce.store.migrate import _config, migration_engine, upgrade


def test_what_was_said_since_is_looked_up_and_not_read_through(tmp_path: Path) -> None:
    database = tmp_path / "node.db"
    engine, config = migration_engine(database), _config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0014")
    engine.dispose()
    asked = "EXPLAIN QUERY PLAN SELECT id FROM judgement WHERE member = 'NL' AND at >= '2014'"
    with closing(sqlite3.connect(database)) as raw:
        assert "SCAN" in str(raw.execute(asked).fetchall())
    upgrade(database)
    with closing(sqlite3.connect(database)) as raw:
        assert "ix_judgement_member_at" in str(raw.execute(asked).fetchall())
