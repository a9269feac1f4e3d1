"""Bringing a node's schema to this program's, with Alembic.

Invariant: a node is opened only with the schema that the program knows; migrations
run on a connection of their own and check foreign keys before they commit.
"""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from coalesce.errors import NeedsMigration, NoNode, StoreError
from coalesce.store.connections import READS, migration_engine
from coalesce.store.names import DATABASE


def upgrade(database: Path) -> None:
    """Run every migration that the database does not have yet. Raises StoreError where keys no longer fit."""
    engine = migration_engine(database)
    config = _config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        if connection.exec_driver_sql("PRAGMA foreign_key_check").first():
            raise StoreError("the migration would leave rows without their owner; nothing was changed")
    engine.dispose()


def upgrade_node(folder: Path) -> None:
    """Upgrade the database of the node in ``folder``. Raises NoNode."""
    if not (folder / DATABASE).is_file():
        raise NoNode(f"there is no node in '{folder.name}'")
    upgrade(folder / DATABASE)


def check_schema(engine: Engine) -> None:
    """Raises NeedsMigration where the database is older or newer than this program."""
    with engine.connect().execution_options(**{READS: True}) as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    known = ScriptDirectory.from_config(_config())
    if current == known.get_current_head():
        return
    if current in {script.revision for script in known.walk_revisions()}:
        raise NeedsMigration("the node was made by an older version: make a backup, then run 'coalesce migrate'")
    raise NeedsMigration("the node was made by a newer version of Coalesce: install that version")


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config
