"""A node of before has told nobody anything."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from alembic import command

from coalesce.store.migrate import _config, migration_engine, upgrade


def test_a_node_of_before_gets_the_table_and_its_triggers(tmp_path: Path) -> None:
    database = tmp_path / "node.db"
    engine, config = migration_engine(database), _config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0026")
    engine.dispose()
    upgrade(database)
    with closing(sqlite3.connect(database)) as raw:
        assert raw.execute("SELECT * FROM told_judgement").fetchall() == []
        triggers = {row[0] for row in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")}
        assert triggers >= {"judgement_kept", "judgement_gone"}
