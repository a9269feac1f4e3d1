"""Answers to controls: a table that names no record."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from coalesce.store.migrate import upgrade


def test_an_answer_hangs_on_its_reviewer_and_on_no_record(tmp_path: Path) -> None:
    upgrade(tmp_path / "node.db")
    with closing(sqlite3.connect(tmp_path / "node.db")) as raw:
        columns = [row[1] for row in raw.execute("PRAGMA table_info(control_answer)")]
        assert columns == ["id", "reviewer", "member", "same", "verdict", "at"]
        assert [row[2] for row in raw.execute("PRAGMA foreign_key_list(control_answer)")] == ["actor"]
