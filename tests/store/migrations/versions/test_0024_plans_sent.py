"""A node of before has offered nothing of its plans, and holds none of another member's."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from alembic import command

from coalesce.store.migrate import _config, migration_engine, upgrade


def test_what_lay_ready_before_speaks_of_no_entry_and_goes_with_none(tmp_path: Path) -> None:
    database = tmp_path / "node.db"
    engine, config = migration_engine(database), _config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0023")
        connection.exec_driver_sql("INSERT INTO member VALUES ('NL', 'NL')")
        peer = ("paris", "NL", "", b"", None, None, "", "", "", 1, "2014-11-01", None, 0, 0, 0)
        connection.exec_driver_sql(f"INSERT INTO peer VALUES ({', '.join('?' * len(peer))})", peer)
        connection.exec_driver_sql(
            "INSERT INTO pull_state VALUES ('paris', 'c', '', '', NULL, 0, NULL, '', NULL, NULL)"
        )
        wire = ("out", "paris", 1, "identity--1", "identity", "2.1", "v", 1, 1, *[None] * 8, "", "", b"{}", None)
        connection.exec_driver_sql(f"INSERT INTO wire VALUES ({', '.join('?' * len(wire))})", wire)
    engine.dispose()
    upgrade(database)
    with closing(sqlite3.connect(database)) as raw:
        assert raw.execute("SELECT plans FROM pull_state").fetchall() == [(None,)]
        assert raw.execute("SELECT entry_id, entry_number FROM wire").fetchall() == [(None, None)]
        assert raw.execute("SELECT events FROM offered UNION SELECT plan_id FROM received_plan").fetchall() == []
        raw.execute("PRAGMA foreign_keys = ON")
        raw.execute("INSERT INTO release_set (id, owner, digest) VALUES (1, 'NL', x'')")
        raw.execute("INSERT INTO plan VALUES ('p', 'autumn', 'NL', 1, 'amber', 'H0', 'none', '2019-01-01', 0, 0)")
        raw.execute("INSERT INTO commitment VALUES ('c', 'p', 'C1', 1)")
        raw.execute("UPDATE wire SET entry_id = 'c', entry_number = 1")
        raw.execute("DELETE FROM commitment")
        assert raw.execute("SELECT count(*) FROM wire").fetchone() == (0,)
