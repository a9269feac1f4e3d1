"""Backing up, restoring and migrating, as an operator does them."""

from __future__ import annotations

from pathlib import Path

import pytest

from coalesce.errors import BadFile, NoNode, NotPermitted
from coalesce.handling import Role
from coalesce.services import moving
from coalesce.services.withdrawing import withdraw
from coalesce.store import Store
from tests.builders import INVESTIGATION, add_list, entry, ids, let_in, make_node, owner, publish, tables


def test_a_node_goes_into_a_file_and_back(tmp_path: Path) -> None:
    node = make_node(tmp_path / "node")
    publish(node.store, add_list(node.store), [entry("A"), entry("B")])
    with pytest.raises(NotPermitted):
        moving.backup(node, let_in(node.store, "ann", "NL", Role.ANALYST), tmp_path / "file")
    moving.backup(node, owner(node.store), tmp_path / "file")
    withdraw(node, owner(node.store), INVESTIGATION, ids(node.store)["A"], "mistaken")
    node.store.close()
    assert moving.restore(node.store.folder, tmp_path / "file") == 1
    again = Store(node.store.folder, node.store.settings, node.store.clock)
    assert list(ids(again)) == ["B"]
    again.close()
    with pytest.raises(BadFile):
        moving.restore(tmp_path / "other", tmp_path / "absent")


def test_a_node_of_this_version_is_migrated_to_itself(tmp_path: Path) -> None:
    node = make_node(tmp_path / "node")
    before = tables(node.store.folder)
    node.store.close()
    moving.migrate(node.store.folder)
    assert tables(node.store.folder) == before
    with pytest.raises(NoNode):
        moving.migrate(tmp_path / "absent")
