"""The migrated schema is the program's, and no other is opened."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from coalesce.errors import NeedsMigration, NoNode, StoreError
from coalesce.store import Store, migrate, schema
from coalesce.store.connections import migration_engine
from coalesce.store.migrate import check_schema, upgrade, upgrade_node
from coalesce.store.names import DATABASE
from tests.builders import add_list, entry, ids, make_store, publish, raw_rows, tables


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = make_store(tmp_path / "node")
    yield made
    made.close()


def test_the_migrated_schema_is_the_one_of_the_tables(store: Store) -> None:
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, schema.metadata) == []


def test_indexes_checks_and_storage_are_those_of_the_tables(store: Store, tmp_path: Path) -> None:
    engine = migration_engine(tmp_path / "made.db")
    schema.metadata.create_all(engine)
    engine.dispose()

    def made(folder: Path, file: str) -> set[tuple[str, str]]:
        with closing(sqlite3.connect(folder / file)) as raw:
            found = raw.execute("SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name <> 'alembic_version'")
            return {
                (f"{kind} {name} {table}", "".join(sorted((sql or "").replace('"', "").replace(",", "").split())))
                for kind, name, table, sql in found.fetchall()
                if table != "alembic_version"
            }

    assert made(store.folder, DATABASE) == made(tmp_path, "made.db")


def test_migrating_again_changes_nothing(store: Store) -> None:
    publish(store, add_list(store), [entry("R")])
    before = tables(store.folder)
    upgrade_node(store.folder)
    assert tables(store.folder) == before
    check_schema(store.engine)


def test_a_newer_schema_is_not_opened_and_not_migrated(store: Store) -> None:
    store.close()
    raw_rows(store.folder, "UPDATE alembic_version SET version_num = '9999'")
    for act in (lambda: Store(store.folder, store.settings, store.clock), lambda: upgrade_node(store.folder)):
        with pytest.raises(NeedsMigration, match="newer"):
            act()
    assert raw_rows(store.folder, "SELECT version_num FROM alembic_version") == [("9999",)]


def with_revision(folder: Path, upgrade: str) -> Callable[[], migrate.Config]:
    """A later revision beside the shipped one: how this program would look to itself when it is older."""
    scripts = folder / "migrations"
    shutil.copytree(Path(migrate.__file__).parent / "migrations", scripts)
    (scripts / "versions" / "9999_later.py").write_text(
        '"""Later."""\nimport sqlalchemy as sa\nfrom alembic import op\nrevision = "9999"\ndown_revision = "0027"\n'
        f"def upgrade():\n    {upgrade}\n"
    )
    as_shipped = migrate._config

    def config() -> migrate.Config:
        made = as_shipped()
        made.set_main_option("script_location", str(scripts))
        return made

    return config


def test_an_older_schema_asks_for_migrate(store: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    publish(store, add_list(store), [entry("R")])
    store.close()
    later = 'op.add_column("member", sa.Column("later", sa.String()))'
    monkeypatch.setattr(migrate, "_config", with_revision(tmp_path, later))
    with pytest.raises(NeedsMigration, match="coalesce migrate"):
        Store(store.folder, store.settings, store.clock)
    upgrade_node(store.folder)
    assert raw_rows(store.folder, "SELECT later FROM member") == [(None,)]
    again = Store(store.folder, store.settings, store.clock)
    assert list(ids(again)) == ["R"]
    again.close()


def test_a_migration_that_would_leave_orphans_is_taken_back(
    store: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    store.close()
    monkeypatch.setattr(migrate, "_config", with_revision(tmp_path, 'op.execute("DELETE FROM member")'))
    with pytest.raises(StoreError, match="nothing was changed"):
        upgrade(store.folder / DATABASE)
    assert raw_rows(store.folder, "SELECT code FROM member") == [("NL",)]
    assert raw_rows(store.folder, "SELECT version_num FROM alembic_version") == [("0027",)]


@pytest.mark.parametrize("content", [b"x" * 5000, b"SQLite format 3\0" + b"\0" * 3000])
def test_a_damaged_file_is_told_plainly(store: Store, content: bytes) -> None:
    store.close()
    (store.folder / DATABASE).write_bytes(content)
    for act in (lambda: Store(store.folder, store.settings, store.clock), lambda: upgrade_node(store.folder)):
        with pytest.raises(StoreError, match="restore a backup"):
            act()


def test_a_node_that_was_never_finished_says_so(store: Store) -> None:
    store.close()
    (store.folder / DATABASE).write_bytes(b"")
    for act in (lambda: Store(store.folder, store.settings, store.clock), lambda: upgrade_node(store.folder)):
        with pytest.raises(NoNode, match="never finished"):
            act()


def test_there_is_nothing_to_migrate_where_there_is_no_node(tmp_path: Path) -> None:
    with pytest.raises(NoNode):
        upgrade_node(tmp_path)
