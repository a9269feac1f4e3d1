"""A backup that is restored over its node does not open again what was drawn since."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from coalesce.errors import BadUsage, Tampered
from coalesce.services import publishing
from coalesce.services.node import Node
from coalesce.store import Store, backup, schema
from coalesce.store.ledger_carrying import carry_ledger
from coalesce.store.names import DATABASE
from tests.builders import model, owner, raw_rows
from tests.series_made import NAME, a_node, claire, in_force

LONG_ROWS = """DROP TRIGGER record_gone; DROP TRIGGER link_gone; DROP VIEW link_runs; DROP VIEW people_builds;
    DROP TABLE link_right; DROP TABLE link_weight; DROP INDEX ix_audience_build;
    ALTER TABLE link ADD COLUMN model TEXT; ALTER TABLE link ADD COLUMN parts BLOB;
    CREATE INDEX ix_link_left ON link ("left"); CREATE INDEX ix_link_right ON link ("right");
    DROP TRIGGER kept_key_gone; DROP TABLE key_sieve;
    CREATE TRIGGER kept_key_gone AFTER DELETE ON kept_key
    BEGIN DELETE FROM search_key WHERE value = OLD.value AND place = OLD.place; END;
    DROP TABLE prepared; CREATE TABLE prepared (record_id VARCHAR, version INTEGER, body BLOB);"""
"""What a later migration did, undone."""

NEW_TABLES = (
    "audit_place", "correction", "redress", "account", "recovery_code", "openid_subject", "attempt", "spent",
    "received_plan", *(name for name in schema.metadata.tables if name.startswith(("plan", "commitment"))),
    "wire", "post", "offered", "sent_withdrawal", "received", "pull_state", "message", "told_judgement", "peer_head", "own_head", "notice_basis",
    "noticed_list", "notice_mail", "notice", "interest",
    "offered_list", "received_list", "peer",
)  # fmt: skip
NEW = """DROP TRIGGER judgement_kept; DROP TRIGGER judgement_gone; DROP TRIGGER sighting_gone; DROP TRIGGER audit_placed; DROP TRIGGER redress_words_gone; DROP TRIGGER version_told; DROP INDEX ix_version_reference_record_id;
    DROP INDEX ix_judgement_member_at; DROP INDEX ix_credential_actor;"""
"""What still later ones brought."""


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


def test_what_a_closing_had_staged_when_the_backup_was_made_does_not_stand_for_what_was_spent(
    node: Node, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_force(node)
    publishing.close(node, claire(node), NAME)
    spent = dict(raw_rows(node.store.folder, "SELECT pseudonym, cells FROM ledger_person"))
    held = tmp_path / "held.db"
    with closing(sqlite3.connect(node.store.folder / "node.db")) as live, closing(sqlite3.connect(held)) as copy:
        live.backup(copy)
        for trigger in ("series_closing_delete", "ledger_cell_delete", "ledger_person_update"):
            copy.execute(f"DROP TRIGGER {trigger}")
        copy.execute("DELETE FROM ledger_cell")
        copy.execute("DELETE FROM series_closing")
        copy.execute("UPDATE ledger_person SET cells = x'5b5d'")
        copy.execute("INSERT INTO ledger_person VALUES ('gone', 1, 'another', x'5b5d')")
        copy.commit()
    carry_ledger(node.store.folder / "node.db", held)
    with closing(sqlite3.connect(held)) as raw:
        assert dict(raw.execute("SELECT pseudonym, cells FROM ledger_person").fetchall()) == spent


def test_a_copy_that_has_closed_by_itself_is_not_put_over_its_node(node: Node, tmp_path: Path) -> None:
    in_force(node)
    backup.write(node.store, owner(node.store), tmp_path / "before")
    publishing.close(node, claire(node), NAME)
    backup.restore(tmp_path / "elsewhere", tmp_path / "before")
    copy = opened(tmp_path / "elsewhere", node.store)
    publishing.close(copy, claire(copy), NAME)
    backup.write(copy.store, owner(copy.store), tmp_path / "other")
    copy.store.close()
    held = raw_rows(node.store.folder, "SELECT * FROM ledger_cell")
    node.store.close()
    with pytest.raises(BadUsage, match="a copy that has defined or closed series by itself"):
        carry_ledger(node.store.folder / DATABASE, copy.store.folder / DATABASE)
    with pytest.raises(Tampered, match="went another way"):  # its log says so too
        backup.restore(node.store.folder, tmp_path / "other")
    assert raw_rows(node.store.folder, "SELECT * FROM ledger_cell") == held


def test_a_later_backup_may_be_put_over_an_earlier_one(node: Node, tmp_path: Path) -> None:
    in_force(node)
    backup.write(node.store, owner(node.store), tmp_path / "before")
    publishing.close(node, claire(node), NAME)
    backup.write(node.store, owner(node.store), tmp_path / "after")
    backup.restore(tmp_path / "new", tmp_path / "before")
    backup.restore(tmp_path / "new", tmp_path / "after")
    cells = "SELECT * FROM ledger_cell ORDER BY series, cell"
    assert raw_rows(tmp_path / "new", cells) == raw_rows(node.store.folder, cells)


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
        copy.executescript(LONG_ROWS + NEW + "".join(f"DROP TABLE {table};" for table in NEW_TABLES))
        copy.execute("UPDATE alembic_version SET version_num = '0004'")
        copy.commit()
    carry_ledger(older, present)
    carry_ledger(tmp_path / "absent.db", present)
    carry_ledger(present, older)
    with closing(sqlite3.connect(older)) as raw:
        assert raw.execute("SELECT count(*) FROM ledger_cell").fetchone() == (len(series.grid()),)
        assert raw.execute("SELECT count(*) FROM ledger_person WHERE closing = 99").fetchone() == (0,)
        assert raw.execute("SELECT count(*) FROM ledger_person").fetchone() == (50,)
