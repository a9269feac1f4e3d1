"""A node of before asks and is asked; its requests for redress stay, as between members that read here."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from alembic import command

from coalesce.store.migrate import _config, migration_engine, upgrade

REDRESS = ("q", "correct", "r", "", "NL", "NL", "owner", "redress", "2014", "2014", "w", "", "", "", "", None, "")


def test_requests_for_redress_of_before_stay(tmp_path: Path) -> None:
    database = tmp_path / "node.db"
    engine, config = migration_engine(database), _config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0025")
        connection.exec_driver_sql("INSERT INTO member VALUES ('NL', 'NL')")
        connection.exec_driver_sql(f"INSERT INTO redress VALUES ({', '.join('?' * len(REDRESS))})", REDRESS)
    engine.dispose()
    upgrade(database)
    with closing(sqlite3.connect(database)) as raw:
        assert raw.execute("SELECT id, words, peer, wire FROM redress").fetchall() == [("q", "w", "", "")]
        assert raw.execute("SELECT * FROM message").fetchall() == []
        triggers = {row[0] for row in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")}
        assert "message_gone" in triggers
