"""When what stands between rows is to be blanked, and that a node does it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from coalesce.errors import StoreError
from coalesce.store import Store, backup, schema
from coalesce.store.between_rows import WORDLESS, blank, erases, is_due, mark
from coalesce.store.migrate import upgrade, upgrade_node
from coalesce.store.names import DATABASE
from tests.builders import INVESTIGATION, add_list, entry, ids, make_store, owner, publish, raw_rows


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = make_store(tmp_path / "node")
    yield made
    made.close()


def due(store: Store) -> bool:
    with store.transaction() as connection:
        return is_due(connection)


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("DELETE FROM record WHERE record.id = ?", True),
        ('DELETE FROM "plan"', True),
        ("delete\nfrom wire", True),
        ("UPDATE wire SET state=?, why=?, body=?, keep_until=? WHERE wire.seq = ?", True),
        ("UPDATE version SET closed=? WHERE version.record_id = ?", False),
        ("UPDATE wire SET state=?\nWHERE wire.nobody = ?", False),
        ("DELETE FROM credential WHERE credential.id = ?", False),
        ("INSERT INTO record VALUES (?)", False),
        ("SELECT 1", False),
    ],
)
def test_what_takes_words_away(statement: str, told: bool) -> None:
    assert erases(statement) is told


def test_what_is_named_as_wordless_is_there() -> None:
    assert set(schema.metadata.tables) >= WORDLESS


def test_a_new_node_has_nothing_to_blank_and_what_is_written_makes_nothing_due(store: Store) -> None:
    assert not due(store)
    publish(store, add_list(store), [entry("A", "Zorbal Kemtari")])
    assert not due(store)


def test_a_withdrawal_makes_it_due_and_blanking_settles_it(store: Store) -> None:
    publish(store, add_list(store), [entry(one, "Zorbal Kemtari") for one in "AB"])
    with store.read(owner(store), INVESTIGATION) as view:
        store.write(owner(store), INVESTIGATION).withdraw(view, ids(store)["A"], "asked")
    assert due(store)
    assert store.blank_erased()
    assert not due(store)
    before = raw_rows(store.folder, "SELECT value FROM state WHERE name = 'cleaned'")
    assert store.blank_erased()
    assert raw_rows(store.folder, "SELECT value FROM state WHERE name = 'cleaned'") == before


def test_a_backup_is_written_after_blanking_and_whatever_comes_of_it(store: Store, tmp_path: Path) -> None:
    for name in ("first", "second"):
        with store.transaction() as connection:
            mark(connection)
        backup.write(store, owner(store), tmp_path / name)
        assert due(store) is (name == "second")
        whole = bytearray((store.folder / DATABASE).read_bytes())
        whole[20] = 8  # as if its pages had checksums
        (store.folder / DATABASE).write_bytes(whole)


def test_what_was_undone_or_deleted_nothing_makes_nothing_due(store: Store) -> None:
    publish(store, add_list(store), [entry("A", "Zorbal Kemtari")])
    with store.engine.begin() as connection:
        connection.execute(text("DELETE FROM record"))
        connection.rollback()
    with store.transaction() as connection:
        connection.execute(text("DELETE FROM record WHERE id = 'nobody'"))
    assert not due(store)


def test_a_node_without_a_mark_and_a_migrated_one_are_due(store: Store, tmp_path: Path) -> None:
    with store.transaction() as connection:
        connection.execute(text("DELETE FROM state WHERE name = 'cleaned'"))
    assert due(store)
    assert store.blank_erased()
    assert not due(store)
    upgrade_node(store.folder)  # there is nothing to migrate
    assert not due(store)
    upgrade(tmp_path / DATABASE)
    assert raw_rows(tmp_path, "SELECT count(*) FROM state WHERE name = 'erased'") == [(1,)]


def test_each_mark_is_another(store: Store) -> None:
    marks = set()
    for _ in range(2):
        with store.transaction() as connection:
            mark(connection)
        marks |= set(raw_rows(store.folder, "SELECT value FROM state WHERE name = 'erased'"))
    assert len(marks) == 2


def test_what_is_no_database_is_told(tmp_path: Path) -> None:
    file = tmp_path / DATABASE
    file.write_bytes(b"nothing")
    with pytest.raises(StoreError, match="this is no SQLite database"):
        blank(file)
