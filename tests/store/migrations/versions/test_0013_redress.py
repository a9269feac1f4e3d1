"""An older node gets the tables of redress, and the words of its requests go with their record."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from alembic import command

from coalesce.store.migrate import _config, migration_engine, upgrade


def test_an_older_node_has_them_afterwards(tmp_path: Path) -> None:
    database = tmp_path / "node.db"
    engine, config = migration_engine(database), _config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0012")
    engine.dispose()
    upgrade(database)
    with closing(sqlite3.connect(database)) as raw:
        raw.execute(
            "INSERT INTO redress VALUES ('q','correct','r','','NL','NL','a','','','','words','','','','',NULL,'','','')"
        )
        raw.execute("INSERT INTO record VALUES ('r', 'l', 'k', 1)")
        raw.execute("INSERT INTO correction VALUES ('r', 'sex', x'', x'', '')")
        raw.commit()
        raw.execute("PRAGMA foreign_keys = ON")
        raw.execute("DELETE FROM record")
        assert raw.execute("SELECT id, words FROM redress").fetchall() == [("q", "")]
        assert raw.execute("SELECT * FROM correction").fetchall() == []
