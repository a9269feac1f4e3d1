"""People in two orders: a row of the one goes with that of the other."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from coalesce.store.migrate import upgrade


def test_who_is_gone_by_record_is_gone_by_person(tmp_path: Path) -> None:
    upgrade(tmp_path / "node.db")
    with closing(sqlite3.connect(tmp_path / "node.db")) as raw:
        raw.executemany("INSERT INTO person_of VALUES (1, ?, ?, 1)", [("a", "p"), ("b", "p")])
        raw.executemany("INSERT INTO person_record VALUES (1, 'p', ?)", ["a", "b"])
        raw.execute("DELETE FROM person_of WHERE record_id = 'a'")
        assert raw.execute("SELECT record_id FROM person_record").fetchall() == [("b",)]
        assert "ix_person_of_person" not in {row[1] for row in raw.execute("PRAGMA index_list(person_of)")}
