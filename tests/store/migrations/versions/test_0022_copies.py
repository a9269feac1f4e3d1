"""A node of before learns how far it has offered and read, and which lists hold copies."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from alembic import command

from coalesce.store.migrate import _config, migration_engine, upgrade


def test_a_node_of_before_has_offered_nothing_and_holds_no_copy(tmp_path: Path) -> None:
    database = tmp_path / "node.db"
    engine, config = migration_engine(database), _config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0021")
        connection.exec_driver_sql("INSERT INTO member VALUES ('NL', 'NL')")
        peer = ("paris", "NL", "", b"", None, None, "", "", "", 1, "2014-11-01", None, 0, 0, 0)
        connection.exec_driver_sql(f"INSERT INTO peer VALUES ({', '.join('?' * len(peer))})", peer)
        connection.exec_driver_sql("INSERT INTO pull_state VALUES ('paris', 'c', '', '', NULL, 0, NULL, '')")
    engine.dispose()
    upgrade(database)
    with closing(sqlite3.connect(database)) as raw:
        assert raw.execute("SELECT peer, pushed, compared FROM pull_state").fetchall() == [("paris", None, None)]
        assert raw.execute("SELECT sighting_id FROM wire UNION SELECT keep_until FROM offered").fetchall() == []
        for table in ("offered_list", "received_list"):
            assert raw.execute(f"SELECT * FROM {table}").fetchall() == []
