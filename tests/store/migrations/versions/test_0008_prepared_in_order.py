"""Linking columns are carried over under the number of their version, which every version has afterwards."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from alembic import command

from coalesce.store.migrate import _config, migration_engine, upgrade


def at_0007(database: Path, places: list[int | None]) -> None:
    """A database as the version before left it: a record of one version for each place."""
    engine, config = migration_engine(database), _config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0007")
    engine.dispose()
    with closing(sqlite3.connect(database)) as raw:
        raw.execute("INSERT INTO member VALUES ('NL', 'Netherlands')")
        raw.execute("INSERT INTO release_set (id, owner, digest) VALUES (1, 'NL', x'00')")
        raw.execute(
            "INSERT INTO list VALUES ('L', 'border', 'NL', 'travellers', 1, 'red', '', '', '2030-01-01', NULL, 0, 1, 0)"
        )
        for name, place in zip("abc", places, strict=True):
            raw.execute("INSERT INTO record VALUES (?, 'L', ?, 1)", (name, name))
            raw.execute(
                "INSERT INTO version VALUES (?, 1, 'L', 'NL', 1, NULL, 1, 'red', '', '', '2030-01-01', x'', x'', ?, '', x'', ?)",
                (name, name, place),
            )
            raw.execute("INSERT INTO prepared VALUES (?, 1, ?)", (name, name.encode()))
        raw.commit()


def test_columns_stay_with_their_version_and_every_version_has_a_number(tmp_path: Path) -> None:
    database = tmp_path / "node.db"
    at_0007(database, [7, None, 3])
    upgrade(database)
    with closing(sqlite3.connect(database)) as raw:
        query = (
            "SELECT v.place, v.record_id, p.body FROM version AS v JOIN prepared AS p ON p.place = v.place ORDER BY 1"
        )
        told = raw.execute(query).fetchall()
    assert [(record, body) for _, record, body in told] == [("c", b"c"), ("a", b"a"), ("b", b"b")]
    assert [place for place, _, _ in told[:2]] == [3, 7]


def test_columns_go_with_their_version(tmp_path: Path) -> None:
    database = tmp_path / "node.db"
    at_0007(database, [1, 2, 3])
    upgrade(database)
    with closing(sqlite3.connect(database)) as raw:
        raw.execute("PRAGMA foreign_keys = ON")
        raw.execute("DELETE FROM record WHERE id = 'b'")
        assert raw.execute("SELECT place, body FROM prepared ORDER BY place").fetchall() == [(1, b"a"), (3, b"c")]
