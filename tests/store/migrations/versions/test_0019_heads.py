"""A node of before gets the tables of heads; what differs at one size stands beside each other, and goes with its peer."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from alembic import command

from coalesce.store.migrate import _config, migration_engine, upgrade


def test_a_node_of_before_can_note_what_peers_say_of_logs(tmp_path: Path) -> None:
    database = tmp_path / "node.db"
    engine, config = migration_engine(database), _config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0017")
    engine.dispose()
    upgrade(database)
    with closing(sqlite3.connect(database)) as raw:
        raw.execute("INSERT INTO member VALUES ('FR', 'FR')")
        raw.execute(
            "INSERT INTO peer (name, member, url, key, speaks_for, plain_list, certificate, active, made, last_out, last_in,"
            " last_pulled) VALUES ('paris', 'FR', '', x'', '', '', '', 1, '', 0, 0, 0)"
        )
        for root in (b"a", b"b"):
            raw.execute("INSERT INTO peer_head VALUES ('paris', 'FR', 5, ?, 0, '', '', 'conflict', x'', 0)", (root,))
        raw.commit()
        raw.execute("PRAGMA foreign_keys = ON")
        raw.execute("DELETE FROM peer")
        assert (
            raw.execute("SELECT * FROM peer_head").fetchall() == raw.execute("SELECT * FROM own_head").fetchall() == []
        )
