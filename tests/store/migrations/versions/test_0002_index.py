"""The index: whole numbers beside a version's own number."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from coalesce.store.migrate import upgrade


def test_keys_are_numbers_that_go_with_their_version(tmp_path: Path) -> None:
    upgrade(tmp_path / "node.db")
    with closing(sqlite3.connect(tmp_path / "node.db")) as raw:
        columns = {row[1]: row[2] for row in raw.execute("PRAGMA table_info(search_key)")}
        assert columns == {"value": "INTEGER", "place": "INTEGER"}
        ((_, _, parent, column, target, _, on_delete, _),) = raw.execute("PRAGMA foreign_key_list(kept_key)")
        assert (parent, column, target, on_delete) == ("version", "place", "place", "CASCADE")
        unique = {row[1]: row[2] for row in raw.execute("PRAGMA index_list(version)")}
        assert unique["ix_version_place"] == 1


def test_a_key_goes_with_the_one_that_is_kept_by_version(tmp_path: Path) -> None:
    upgrade(tmp_path / "node.db")
    with closing(sqlite3.connect(tmp_path / "node.db")) as raw:
        raw.executemany("INSERT INTO kept_key VALUES (?, ?)", [(1, 5), (1, 6), (2, 5)])
        raw.executemany("INSERT INTO search_key VALUES (?, ?)", [(5, 1), (6, 1), (5, 2)])
        raw.execute("DELETE FROM kept_key WHERE place = 1")
        assert raw.execute("SELECT * FROM search_key").fetchall() == [(5, 2)]
