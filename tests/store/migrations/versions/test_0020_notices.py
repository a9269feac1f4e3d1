"""An older node gets the tables of notices, and a notice goes with the sighting that it tells of."""

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
        command.upgrade(config, "0017")
    engine.dispose()
    upgrade(database)
    with closing(sqlite3.connect(database)) as raw:
        raw.execute("INSERT INTO record VALUES ('r', 'l', 'k', 1)")
        raw.execute("INSERT INTO notice VALUES ('n', 'NL', 'border', 'sighting', 'r', NULL, NULL, '', NULL)")
        raw.execute("INSERT INTO notice_basis VALUES ('n', 'r', 's')")
        columns = [row[1] for row in raw.execute("PRAGMA table_info(sighting)")]
        values = ", ".join("'s'" if name == "id" else "1" for name in columns)
        raw.execute(f"INSERT INTO sighting VALUES ({values})")
        raw.execute("DELETE FROM sighting")
        assert raw.execute("SELECT count(*) FROM notice").fetchone() == (0,)
        assert raw.execute("SELECT list_id, edition FROM noticed_list").fetchall() == []
        assert raw.execute("SELECT actor, every FROM notice_mail").fetchall() == []
