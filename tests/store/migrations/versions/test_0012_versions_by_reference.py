"""The first records by reference are read in the order of an index."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from coalesce.store.migrate import upgrade


def test_versions_are_found_in_the_order_of_their_references(tmp_path: Path) -> None:
    upgrade(tmp_path / "node.db")
    with closing(sqlite3.connect(tmp_path / "node.db")) as raw:
        plan = raw.execute(
            "EXPLAIN QUERY PLAN SELECT body FROM version ORDER BY reference, record_id LIMIT 9"
        ).fetchall()
    assert [row[3] for row in plan] == ["SCAN version USING INDEX ix_version_reference_record_id"]
