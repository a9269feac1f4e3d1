"""What a peer was given before is known as its list's owner's, and its sightings are given anew with their places."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from alembic import command

from coalesce.store.exchange_tables import offered
from coalesce.store.migrate import _config, migration_engine, upgrade


def test_what_was_given_before_is_compared_anew(tmp_path: Path) -> None:
    database = tmp_path / "node.db"
    engine, config = migration_engine(database), _config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0024")
        raw = connection.exec_driver_sql
        raw("INSERT INTO member VALUES ('NL', 'NL'), ('BE', 'BE')")
        peer = ("paris", "NL", "", b"", None, None, "", "", "", 1, "2014-11-01", None, 0, 0, 0)
        raw(f"INSERT INTO peer VALUES ({', '.join('?' * len(peer))})", peer)
        raw("INSERT INTO release_set VALUES (1, 'BE', x'')")
        raw("INSERT INTO list VALUES ('l', 'x', 'BE', 'travellers', 1, 'amber', 'H0', 'none', '2019', NULL, 0, 1, 1)")
        raw("INSERT INTO record VALUES ('r', 'l', 'A', 1)")
        for number, kind in enumerate(("identity", "sighting")):
            raw(
                "INSERT INTO offered VALUES ('paris', ?, 'r', ?, 1, x'01', ?, '2014', NULL, NULL)", (kind, kind, number)
            )
        raw("INSERT INTO offered_list VALUES ('paris', 'l', 1)")
    engine.dispose()
    upgrade(database)
    with closing(sqlite3.connect(database)) as connection:
        rows = connection.execute("SELECT stix_id, digest, originator, place FROM offered ORDER BY stix_id").fetchall()
        assert rows == [("identity", b"\x01", "BE", None), ("sighting", b"", "BE", None)]
        assert connection.execute("SELECT * FROM offered_list").fetchall() == []
        named = [row[1] for row in connection.execute("PRAGMA table_info(offered)")]
    assert set(named) == {column.name for column in offered.columns}
