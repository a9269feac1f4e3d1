"""A node of before gets the tables of the exchange, and nothing of what it holds changes."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from alembic import command

from coalesce.store.migrate import _config, migration_engine, upgrade


def test_a_node_of_before_has_no_peer_and_lets_one_in(tmp_path: Path) -> None:
    database = tmp_path / "node.db"
    engine, config = migration_engine(database), _config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0016")
        connection.exec_driver_sql("INSERT INTO member VALUES ('NL', 'NL')")
    engine.dispose()
    upgrade(database)
    with closing(sqlite3.connect(database)) as raw:
        assert raw.execute("SELECT code FROM member").fetchall() == [("NL",)]
        assert raw.execute("SELECT * FROM peer").fetchall() == []
        peer = ("paris", "NL", "", b"", None, None, "", "", "", 1, "2014-11-01", None, 0, 0, 0)
        raw.execute(f"INSERT INTO peer VALUES ({', '.join('?' * len(peer))})", peer)
        box = "SELECT type FROM wire WHERE box = 'in' AND peer = 'paris' AND state = 'new' ORDER BY seq"
        assert "ix_wire_new" in str(raw.execute(f"EXPLAIN QUERY PLAN {box}").fetchall())
