"""Rows that were written before there were places get theirs, and what follows goes on from there."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from alembic import command

from coalesce.store.migrate import _config, migration_engine, upgrade

WRITTEN = (
    (1, "NL", "", b'{"action":"init","actor":"owner","at":"2014-11-01T12:00:00","detail":{},"purpose":"planning"}'),
    (
        2,
        "NL",
        "FR",
        b'{"action":"actor add","actor":"owner","at":"2014-11-02T12:00:00","detail":{},"purpose":"planning"}',
    ),
    (
        3,
        "FR",
        "",
        b'{"action":"read","actor":"ada","at":"2014-11-03","detail":{"outcome":"NotFound"},"purpose":"border"}',
    ),
)
LATER = (
    4,
    "FR",
    "NL",
    b'{"action":"read","actor":"ada","at":"2014-11-04","detail":{"outcome":"answered"},"purpose":"border"}',
)


def write(database: Path, *rows: tuple[int, str, str, bytes]) -> None:
    with closing(sqlite3.connect(database)) as raw:
        raw.executemany("INSERT INTO audit VALUES (?, ?, ?, ?, x'', x'')", rows)
        raw.commit()


def test_every_row_has_its_place_before_and_after(tmp_path: Path) -> None:
    database = tmp_path / "node.db"
    engine, config = migration_engine(database), _config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0008")
    engine.dispose()
    write(database, *WRITTEN)
    upgrade(database)
    write(database, LATER)
    with closing(sqlite3.connect(database)) as raw:
        places = raw.execute("SELECT * FROM audit_place ORDER BY member, number").fetchall()
    assert places == [
        ("FR", 1, 2, "owner", "actor add", "planning", "2014-11-02", 0),
        ("FR", 2, 3, "ada", "read", "border", "2014-11-03", 1),
        ("FR", 3, 4, "ada", "read", "border", "2014-11-04", 0),
        ("NL", 1, 1, "owner", "init", "planning", "2014-11-01", 0),
        ("NL", 2, 2, "owner", "actor add", "planning", "2014-11-02", 0),
        ("NL", 3, 4, "ada", "read", "border", "2014-11-04", 0),
    ]
