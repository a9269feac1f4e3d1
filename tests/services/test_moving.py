"""Backing up, restoring and migrating, as an operator does them."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

import pytest

from coalesce.errors import BadFile, NeedsMigration, NoNode, NotPermitted
from coalesce.handling import Role
from coalesce.linking.columns import Columns
from coalesce.linking.prepared import pack
from coalesce.services import moving
from coalesce.services.linking import LinkOrder, link_records
from coalesce.services.node import Node
from coalesce.services.withdrawing import withdraw
from coalesce.store import Store
from tests.builders import (
    INVESTIGATION,
    add_list,
    encoder,
    entry,
    ids,
    let_in,
    make_node,
    owner,
    person_with_papers,
    publish,
    raw_rows,
    reopened,
    tables,
)


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


def told(node: Node) -> dict[str, list[tuple[object, ...]]]:
    return tables(node.store.folder, "audit", "state")


@pytest.mark.parametrize("broken_off", [False, True])
def test_columns_of_a_model_before_are_made_anew_and_links_with_them(tmp_path: Path, broken_off: bool) -> None:
    """The fault: a record stored by another model under the same name is found by nothing that this one stores."""
    node = make_node(tmp_path / "node")
    who, both = owner(node.store), [person_with_papers("A", 1), person_with_papers("B", 1)]
    publish(node.store, add_list(node.store), both)
    link_records(node, who, LinkOrder())
    whole = told(node)
    assert len(whole["link"]) == 1
    raw_rows(node.store.folder, "UPDATE state SET value = '0 of-before 0' WHERE name = 'columns'")
    one = raw_rows(node.store.folder, "SELECT place FROM version WHERE reference = 'B'")[0][0]
    raw_rows(node.store.folder, "UPDATE prepared SET body = ? WHERE place = ?", pack(Columns(), (), encoder()), one)
    node.store.close()
    with pytest.raises(NeedsMigration, match="coalesce migrate"):
        Store(node.store.folder, node.store.settings, node.store.clock)

    def stop(step: str, share: float) -> None:
        if broken_off:
            raise KeyboardInterrupt

    again = Node(Store(node.store.folder, node.store.settings, node.store.clock, indexed=False), node.model)
    with pytest.raises(KeyboardInterrupt) if broken_off else nullcontext():
        moving.make_index(again, stop)
    moving.make_index(again)
    opened = Node(reopened(again.store), node.model)
    assert told(opened)["prepared"] == whole["prepared"]
    assert {value for value, _ in told(opened)["search_key"]} == {value for value, _ in whole["search_key"]}
    assert not opened.store.write(who, INVESTIGATION).links_are_of(node.model.name)
    link_records(opened, who, LinkOrder())
    assert opened.store.write(who, INVESTIGATION).links_are_of(node.model.name)
    assert len(told(opened)["link"]) == 1
    moving.make_index(opened)
    assert opened.store.write(who, INVESTIGATION).links_are_of(node.model.name)
    opened.store.close()
