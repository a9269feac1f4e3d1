"""Taking a record back through its one way in; what goes is tested with the store."""

from __future__ import annotations

from pathlib import Path

import pytest

from coalesce.errors import NotFound, NotPermitted
from coalesce.handling import Purpose, Role
from coalesce.services.withdrawing import withdraw
from tests.builders import INVESTIGATION, add_list, entry, handling, ids, leaves, let_in, make_node, owner, publish


def test_a_record_is_withdrawn_by_its_own_side(tmp_path: Path) -> None:
    node = make_node(tmp_path / "node")
    store = node.store
    publish(store, add_list(store, held=handling("FR")), [entry("A"), entry("B")])
    officer = let_in(store, "fred", "FR", Role.RELEASING_OFFICER, Role.READER)
    identity = ids(store, officer)["A"]
    with pytest.raises(NotFound):
        withdraw(node, officer, INVESTIGATION, identity, "not mine")
    with pytest.raises(NotPermitted):
        withdraw(node, owner(store), Purpose.STATISTICS, identity, "not read for that")
    assert sorted(ids(store)) == ["A", "B"]
    withdraw(node, owner(store), INVESTIGATION, identity, "mistaken for another")
    assert list(ids(store)) == list(ids(store, officer)) == ["B"]
    assert any('"action":"withdraw"' in leaf and identity in leaf for leaf in leaves(store.folder))
    with pytest.raises(NotFound):
        withdraw(node, owner(store), INVESTIGATION, identity, "again")
    store.close()


def test_no_write_ahead_log_outlives_it(tmp_path: Path) -> None:
    node = make_node(tmp_path / "node")
    publish(node.store, add_list(node.store), [entry("A")])
    withdraw(node, owner(node.store), INVESTIGATION, ids(node.store)["A"], "mistaken")
    log = node.store.folder / "node.db-wal"
    assert not log.exists() or b"Zorbal" not in log.read_bytes()
    node.store.close()
