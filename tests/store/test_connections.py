"""What the engines promise of their connections, and how a driver's errors are told."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError, OperationalError

from coalesce.errors import StoreBusy, StoreError, StoreFull
from coalesce.store import Store
from coalesce.store.connections import READS, migration_engine, read_engine, translated, write_engine
from coalesce.store.names import DATABASE
from tests.builders import INVESTIGATION, add_list, entry, let_in, make_store, owner, publish


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = make_store(tmp_path / "node", busy_seconds=1.0)
    yield made
    made.close()


@pytest.mark.parametrize(
    ("pragma", "value"), [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("secure_delete", 1)]
)
def test_a_write_connection_keeps_its_promises(store: Store, pragma: str, value: object) -> None:
    with store.engine.connect() as connection:
        assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value


def test_only_what_looks_keys_up_reads_the_file_as_memory(store: Store) -> None:
    for mapped in (False, True):
        engine = read_engine(store.folder / DATABASE, 1, mapped)
        with engine.connect() as connection:
            driver = connection.connection.driver_connection
            assert driver is not None
            driver.set_authorizer(None)
            assert (connection.exec_driver_sql("PRAGMA mmap_size").scalar() > 0) is mapped
        engine.dispose()


def test_foreign_keys_rest_while_migrating(store: Store) -> None:
    engine = migration_engine(store.folder / DATABASE)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 0
    engine.dispose()


def test_a_write_holds_other_writers_and_no_reader(store: Store) -> None:
    with store.transaction():
        with store.engine.connect().execution_options(**{READS: True}) as reading:
            assert reading.exec_driver_sql("SELECT count(*) FROM member").scalar() == 1
        impatient = write_engine(store.folder / DATABASE, busy_seconds=0.05)
        with pytest.raises(OperationalError, match="locked"), impatient.begin():
            pass
        impatient.dispose()


def test_a_busy_store_says_so(store: Store) -> None:
    with store.transaction(), pytest.raises(StoreBusy, match="another process is writing"):
        add_list(store)


def test_a_read_is_one_snapshot(store: Store) -> None:
    with store.read(owner(store), INVESTIGATION) as view:
        before = view.lists()
        add_list(store, "made meanwhile")
        assert view.lists() == before == []
    with store.read(owner(store), INVESTIGATION) as view:
        assert [each.name for each in view.lists()] == ["made meanwhile"]


def test_readers_at_once_have_each_their_own_context(store: Store) -> None:
    claire = let_in(store, "claire", "FR")
    publish(store, add_list(store), [entry("R")])
    with ExitStack() as open_views:
        views = [open_views.enter_context(store.read(who, INVESTIGATION)) for who in (owner(store), claire) * 2]
        assert [len(view.facts()) for view in views] == [1, 0, 1, 0]


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("database is locked", StoreBusy),
        ("database table is locked: version", StoreBusy),
        ("database or disk is full", StoreFull),
        ("disk I/O error", StoreFull),
        ("access to version.body is prohibited", StoreError),
        ("not authorized", StoreError),
        ("database disk image is malformed", StoreError),
        ("file is not a database", StoreError),
        ("UNIQUE constraint failed: record.reference 'Zorbal'", StoreError),
    ],
)
def test_a_driver_s_words_are_never_repeated(said: str, kind: type[StoreError]) -> None:
    error = DBAPIError.instance("SELECT body", {"name": "Zorbal"}, sqlite3.OperationalError(said), sqlite3.Error)
    ours = translated(error)
    assert type(ours) is kind
    for word in ("version", "body", "record", "Zorbal", "SELECT", "UNIQUE", "prohibited"):
        assert word not in str(ours)


def test_a_full_database_is_told_and_nothing_is_kept(store: Store) -> None:
    def fill() -> None:
        with store.transaction() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
            connection.exec_driver_sql("INSERT INTO member VALUES ('XX', zeroblob(9000000))")

    with pytest.raises(StoreFull, match="make room"):
        fill()
    assert [member.code for member in store.members()] == ["NL"]
