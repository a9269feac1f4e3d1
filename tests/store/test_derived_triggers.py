"""What is derived of a record goes with it: links also while they are staged, and before their order by right sides."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from coalesce.store.migrate import upgrade


@pytest.mark.parametrize("gone", ["a", "b", "c"])
def test_no_link_and_no_person_names_who_is_gone(gone: str, tmp_path: Path) -> None:
    upgrade(tmp_path / "node.db")
    pairs = [("a", "b"), ("a", "c"), ("b", "c")]
    with closing(sqlite3.connect(tmp_path / "node.db")) as raw:
        raw.executemany("INSERT INTO record VALUES (?, 'L', ?, 1)", [(name, name) for name in "abc"])
        for run in (2, 7):
            raw.executemany("INSERT INTO link VALUES (?, ?, ?, 1, 1, 0.5, 1)", [(run, *pair) for pair in pairs])
            raw.executemany("INSERT INTO link_right VALUES (?, ?, ?)", [(run, b, a) for a, b in pairs])
            raw.executemany("INSERT INTO person_of VALUES (?, ?, 'p', 1)", [(run, name) for name in "abc"])
            raw.executemany("INSERT INTO person_record VALUES (?, 'p', ?)", [(run, name) for name in "abc"])
        raw.execute("DELETE FROM record WHERE id = ?", (gone,))
        kept = [(run, *pair) for run in (2, 7) for pair in pairs if gone not in pair]
        for table in ("link", "link_right"):
            assert raw.execute(f'SELECT run, "left", "right" FROM {table} ORDER BY 1, 2').fetchall() == kept
        for table in ("person_of", "person_record"):
            found = raw.execute(f"SELECT build, record_id FROM {table} ORDER BY 1, 2").fetchall()
            assert found == [(run, name) for run in (2, 7) for name in "abc" if name != gone]
