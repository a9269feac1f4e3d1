"""A backup that is restored over its node does not open again what was drawn since."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from coalesce.services import publishing
from coalesce.services.node import Node
from coalesce.store import Store, backup
from coalesce.store.ledger_carrying import carry_ledger
from tests.builders import model, owner, raw_rows
from tests.series_made import NAME, a_node, claire, in_force

LONG_ROWS = """DROP TRIGGER record_gone; DROP TRIGGER link_gone; DROP VIEW link_runs; DROP VIEW people_builds;
    DROP TABLE link_right; DROP TABLE link_weight; DROP INDEX ix_audience_build;
    ALTER TABLE link ADD COLUMN model TEXT; ALTER TABLE link ADD COLUMN parts BLOB;
    CREATE INDEX ix_link_left ON link ("left"); CREATE INDEX ix_link_right ON link ("right");"""
"""What a later migration did, undone."""


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    made, _ = a_node(tmp_path / "node")
    yield made
    made.store.close()


def opened(folder: Path, like: Store) -> Node:
    return Node(Store(folder, like.settings, like.clock), model())


def test_a_restored_node_shows_the_numbers_that_were_drawn_since(node: Node, tmp_path: Path) -> None:
    in_force(node)
    backup.write(node.store, owner(node.store), tmp_path / "before")
    first = publishing.figure(node, claire(node), NAME)
    spent = sorted(raw_rows(node.store.folder, "SELECT * FROM ledger_person"))
    node.store.close()
    backup.restore(node.store.folder, tmp_path / "before")
    again = opened(node.store.folder, node.store)
    assert publishing.close(again, claire(again), NAME) == 0
    assert publishing.figure(again, claire(again), NAME) == first
    assert sorted(raw_rows(again.store.folder, "SELECT * FROM ledger_person")) == spent
    again.store.close()


def test_a_series_and_its_signatures_come_along(node: Node, tmp_path: Path) -> None:
    backup.write(node.store, owner(node.store), tmp_path / "before")
    in_force(node)
    node.store.close()
    backup.restore(node.store.folder, tmp_path / "before")
    again = opened(node.store.folder, node.store)
    assert [one.unsigned for one in publishing.known(again, owner(again.store))] == [()]
    again.store.close()


def test_what_broke_off_is_left_behind_and_older_files_are_brought_up(node: Node, tmp_path: Path) -> None:
    series = in_force(node)
    publishing.close(node, claire(node), NAME)
    node.store.close()
    present = node.store.folder / "node.db"
    raw_rows(node.store.folder, "INSERT INTO ledger_person VALUES ('x', 99, 'task-force', x'5b5d')")
    older = tmp_path / "older.db"
    with closing(sqlite3.connect(present)) as live, closing(sqlite3.connect(older)) as copy:
        live.backup(copy)
        for table in ("ledger_person", "ledger_cell", "series_closing", "series_signature", "series"):
            copy.execute(f"DROP TABLE {table}")
        copy.executescript(LONG_ROWS)
        copy.execute("UPDATE alembic_version SET version_num = '0004'")
        copy.commit()
    carry_ledger(older, present)
    carry_ledger(tmp_path / "absent.db", present)
    carry_ledger(present, older)
    with closing(sqlite3.connect(older)) as raw:
        assert raw.execute("SELECT count(*) FROM ledger_cell").fetchone() == (len(series.grid()),)
        assert raw.execute("SELECT count(*) FROM ledger_person WHERE closing = 99").fetchone() == (0,)
        assert raw.execute("SELECT count(*) FROM ledger_person").fetchone() == (50,)
