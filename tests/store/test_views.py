"""The views as SQLAlchemy sees them are those that the guard makes, column by column."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import TableClause, select

from coalesce.store import guard, views
from coalesce.store.migrate import upgrade

ALL = {name: view for name, view in vars(views).items() if isinstance(view, TableClause)}


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("views") / "node.db"
    upgrade(made)
    return made


def test_every_view_of_the_guard_has_its_name_here() -> None:
    assert {view.name for view in ALL.values()} == {f"visible_{name}" for name in guard.VIEWS}


@pytest.mark.parametrize("name", ALL)
def test_each_column_is_there(database: Path, name: str) -> None:
    with closing(sqlite3.connect(database)) as connection:
        guard.install(connection)
        found = connection.execute(str(select(ALL[name])))
        assert [column[0] for column in found.description] == [column.name for column in ALL[name].columns]
