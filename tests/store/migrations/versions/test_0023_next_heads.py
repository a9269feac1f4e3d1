"""Of a head that a node of before has noted it is not known whether others were published between."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from alembic import command

from coalesce.store.migrate import _config, migration_engine, upgrade


def test_a_head_of_before_is_not_taken_for_the_next(tmp_path: Path) -> None:
    database = tmp_path / "node.db"
    engine, config = migration_engine(database), _config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0022")
        connection.exec_driver_sql("INSERT INTO member VALUES ('FR', 'FR')")
        peer = ("paris", "FR", "", b"", None, None, "", "", "", 1, "2014-11-01", None, 0, 0, 0)
        connection.exec_driver_sql(f"INSERT INTO peer VALUES ({', '.join('?' * len(peer))})", peer)
        head = ("paris", "FR", 5, b"a", 3, "", "", "proven", b"{}")
        connection.exec_driver_sql(f"INSERT INTO peer_head VALUES ({', '.join('?' * len(head))})", head)
    engine.dispose()
    upgrade(database)
    with closing(sqlite3.connect(database)) as raw:
        assert raw.execute("SELECT size, since, next FROM peer_head").fetchall() == [(5, 3, 0)]
