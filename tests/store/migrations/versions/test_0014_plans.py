"""A node of before gets empty plans and keeps the rest."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from alembic import command

from coalesce.store.migrate import _config, migration_engine, upgrade


def test_a_node_of_before_gets_the_tables(tmp_path: Path) -> None:
    database = tmp_path / "node.db"
    engine, config = migration_engine(database), _config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0013")
    engine.dispose()
    with closing(sqlite3.connect(database)) as raw:
        raw.execute("INSERT INTO member VALUES ('NL', 'Netherlands')")
        raw.commit()
    upgrade(database)
    with closing(sqlite3.connect(database)) as raw:
        assert raw.execute("SELECT code FROM member").fetchall() == [("NL",)]
        names = (
            "plan",
            "plan_edition",
            "commitment",
            "commitment_version",
            "commitment_text",
            "commitment_event",
            "commitment_evidence",
        )
        assert [raw.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in names] == [0] * 7
