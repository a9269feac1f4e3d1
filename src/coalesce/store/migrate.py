"""Bringing a node's schema to this program's, with Alembic.

Invariant: a node is opened only with the schema that the program knows; migrations
run on a connection of their own and check foreign keys before they commit.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, select
from sqlalchemy.exc import DBAPIError

from coalesce.errors import NeedsMigration, NoNode, StoreError
from coalesce.linking.index import MAKE
from coalesce.store import between_rows, schema
from coalesce.store.connections import READS, migration_engine, translated
from coalesce.store.names import DATABASE

INDEX = "index"
"""The state that says of which make the index is."""

_NEWER = "the node was made by a newer version of Coalesce: install that version"


def upgrade(database: Path) -> None:
    """Run every migration that the database does not have yet. Raises StoreError where keys no longer fit."""
    engine = migration_engine(database)
    config = _config()
    try:
        with engine.begin() as connection:
            was = MigrationContext.configure(connection).get_current_revision()
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            if connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                raise StoreError("the migration would leave rows without their owner; nothing was changed")
            if was != _head(_location()):
                between_rows.mark(connection)  # tables were perhaps made anew, with rows moved
    finally:
        engine.dispose()


def upgrade_node(folder: Path) -> None:
    """Upgrade the database of the node in ``folder``. Raises NoNode, NeedsMigration where it is a newer one's."""
    if not (folder / DATABASE).is_file():
        raise NoNode(f"there is no node in '{folder.name}'")
    engine = migration_engine(folder / DATABASE)
    try:
        if not _is_known(_current(engine)):
            raise NeedsMigration(_NEWER)
        upgrade(folder / DATABASE)
    except DBAPIError as error:
        raise translated(error) from error
    finally:
        engine.dispose()


def check_schema(engine: Engine) -> None:
    """Raises NeedsMigration where the database is older or newer than this program, StoreError where it is damaged."""
    try:
        current = _current(engine)
    except DBAPIError as error:
        raise translated(error) from error
    if current == _head(_location()):
        return
    if _is_known(current):
        raise NeedsMigration("the node was made by an older version: make a backup, then run 'coalesce migrate'")
    raise NeedsMigration(_NEWER)


def check_index(engine: Engine) -> None:
    """Raises NeedsMigration where the index is of another make, or is not whole."""
    if not index_is_made(engine):
        raise NeedsMigration("the node's index is of another version: make a backup, then run 'coalesce migrate'")


def index_is_made(engine: Engine) -> bool:
    """Whether the index is whole and of this program's make."""
    s = schema.state
    with engine.connect().execution_options(**{READS: True}) as connection:
        return connection.execute(select(s.c.value).where(s.c.name == INDEX)).scalar() == MAKE


def _current(engine: Engine) -> str | None:
    with engine.connect().execution_options(**{READS: True}) as connection:
        return MigrationContext.configure(connection).get_current_revision()


def _is_known(revision: str | None) -> bool:
    """Whether this program can go on from there. Raises NoNode for an empty database, as a broken-off 'init' leaves."""
    if revision is None:
        raise NoNode("the node was never finished: restore a backup, or remove the folder and make the node again")
    return revision in {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}


def _location() -> str:
    return str(_config().get_main_option("script_location"))


@cache
def _head(location: str) -> str | None:
    """The newest schema there: told by files, which stay as they are for as long as the program runs."""
    return ScriptDirectory(location).get_current_head()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config
