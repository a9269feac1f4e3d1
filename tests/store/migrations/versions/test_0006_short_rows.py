"""Links are carried over into short rows, and what is derived of a record goes with it in every run and build."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from alembic import command

from coalesce.store.migrate import _config, migration_engine, upgrade


def at_0005(database: Path) -> None:
    """A database as the version before left it, with three links of two weights."""
    engine, config = migration_engine(database), _config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0005")
    engine.dispose()
    with closing(sqlite3.connect(database)) as raw:
        rows = [("a", "b", b"x"), ("a", "c", b"y"), ("b", "c", b"x")]
        raw.execute("INSERT INTO member VALUES ('NL', 'Netherlands')")
        raw.execute("INSERT INTO release_set (id, owner, digest) VALUES (1, 'NL', x'00')")
        raw.execute(
            "INSERT INTO list VALUES ('L', 'border', 'NL', 'travellers', 1, 'red', '', '', '2030-01-01', NULL, 0, 1, 0)"
        )
        raw.executemany("INSERT INTO record VALUES (?, 'L', ?, 1)", [(name, name) for name in "abc"])
        raw.executemany("INSERT INTO link VALUES (4, ?, ?, 1, 1, 'model-1', 0.5, ?)", rows)
        raw.commit()


def test_links_are_carried_over_and_a_weight_stands_once(tmp_path: Path) -> None:
    at_0005(tmp_path / "node.db")
    upgrade(tmp_path / "node.db")
    with closing(sqlite3.connect(tmp_path / "node.db")) as raw:
        told = raw.execute(
            'SELECT k."left", k."right", w.model, w.parts FROM link AS k'
            " JOIN link_weight AS w ON w.run = k.run AND w.number = k.weight ORDER BY 1, 2"
        ).fetchall()
        assert told == [("a", "b", "model-1", b"x"), ("a", "c", "model-1", b"y"), ("b", "c", "model-1", b"x")]
        assert raw.execute('SELECT "right", "left" FROM link_right ORDER BY 1, 2').fetchall() == [
            ("b", "a"), ("c", "a"), ("c", "b"),
        ]  # fmt: skip
        assert raw.execute("SELECT count(*) FROM link_weight").fetchone() == (2,)


def test_what_is_derived_of_a_record_goes_with_it_in_every_run_and_build(tmp_path: Path) -> None:
    at_0005(tmp_path / "node.db")
    upgrade(tmp_path / "node.db")
    with closing(sqlite3.connect(tmp_path / "node.db")) as raw:
        raw.execute('INSERT INTO link SELECT 9, "left", "right", 1, 1, 0.5, weight FROM link')
        raw.execute('INSERT INTO link_right SELECT 9, "right", "left" FROM link_right')
        for build in (3, 8):
            raw.executemany("INSERT INTO person_of VALUES (?, ?, 'p', 1)", [(build, name) for name in "abc"])
            raw.executemany("INSERT INTO person_record VALUES (?, 'p', ?)", [(build, name) for name in "abc"])
        raw.execute("DELETE FROM record WHERE id = 'b'")
        for table in ("link", "link_right"):
            found = raw.execute(f'SELECT run, "left", "right" FROM {table} ORDER BY run').fetchall()
            assert found == [(4, "a", "c"), (9, "a", "c")]
        for table in ("person_of", "person_record"):
            assert raw.execute(f"SELECT build, record_id FROM {table} ORDER BY 1, 2").fetchall() == [
                (3, "a"), (3, "c"), (8, "a"), (8, "c"),
            ]  # fmt: skip
