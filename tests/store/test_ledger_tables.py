"""The database itself refuses to change what was signed, drawn or spent."""

from __future__ import annotations

from pathlib import Path

import pytest

from coalesce.errors import StoreError
from coalesce.services import publishing
from coalesce.store.ledger_tables import TRIGGERS
from tests.builders import raw_rows
from tests.series_made import a_node, claire, in_force

CHANGES = {
    "series": "name = 'other'",
    "series_signature": "member = 'BE'",
    "series_closing": "at = ''",
    "ledger_cell": "value = 0",
    "ledger_person": "series = 'other'",
}


def test_no_row_of_the_ledger_is_changed_or_taken_away(tmp_path: Path) -> None:
    node, _ = a_node(tmp_path / "node")
    in_force(node)
    publishing.close(node, claire(node), "task-force")
    node.store.close()
    assert CHANGES.keys() == TRIGGERS.keys()
    for table, change in CHANGES.items():
        assert raw_rows(node.store.folder, f"SELECT count(*) FROM {table}") > [(0,)]
        for statement in (f"UPDATE {table} SET {change}", f"DELETE FROM {table}"):
            with pytest.raises(Exception, match=r"never changed|stays spent"):
                raw_rows(node.store.folder, statement)


def test_no_row_of_the_ledger_is_replaced(tmp_path: Path) -> None:
    node, _ = a_node(tmp_path / "node")
    in_force(node)
    publishing.close(node, claire(node), "task-force")
    for table in TRIGGERS:
        with pytest.raises(StoreError, match="IntegrityError"), node.store.transaction() as connection:
            connection.exec_driver_sql(f"REPLACE INTO {table} SELECT * FROM {table} LIMIT 1")
    node.store.close()


def test_a_record_of_one_series_cannot_enter_another(tmp_path: Path) -> None:
    node, _ = a_node(tmp_path / "node")
    in_force(node)
    publishing.close(node, claire(node), "task-force")
    node.store.close()
    (name,) = raw_rows(node.store.folder, "SELECT pseudonym FROM ledger_person LIMIT 1")[0]
    with pytest.raises(Exception, match="one series only"):
        raw_rows(node.store.folder, f"INSERT INTO ledger_person VALUES ('{name}', 99, 'other', x'5b5d')")
