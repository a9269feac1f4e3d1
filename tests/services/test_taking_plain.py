"""Plain STIX makes the list that its peer's terms name, anew each time and under that list's own handling."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import pytest

from coalesce.handling import Purpose
from coalesce.services.correcting import correct
from coalesce.services.node import Node
from coalesce.services.peering import PeerOrder, add_peer
from coalesce.services.taking_in import take_in
from coalesce.services.taking_plain import take_plain
from tests.builders import INVESTIGATION, add_list, handling, ids, let_in, make_node, owner, raw_rows
from tests.exchange_nodes import URL, hand, unreached


def person(number: int, name: str = "Zorbal Kemtari", **more: Any) -> bytes:
    told = {"type": "identity", "spec_version": "2.1", "id": f"identity--00000000-0000-4000-8000-{number:012}",
            "created": "2014-11-01T12:00:00Z", "modified": "2014-11-01T12:00:00Z", "name": name,
            "identity_class": "individual"}  # fmt: skip
    return orjson.dumps(told | more)


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    made = make_node(tmp_path / "node")
    let_in(made.store, "claire", "FR")
    add_list(made.store, "partner", handling("FR:border"))
    order = PeerOrder("misp", "NL", URL, plain_list="partner")
    add_peer(made, owner(made.store), order, unreached)
    yield made
    made.store.close()


def came(node: Node, *given: bytes) -> int:
    hand(node, "misp", *given)
    return take_in(node, "misp").plain


def test_persons_come_under_the_lists_own_handling_and_stay_ours(node: Node) -> None:
    assert came(node, person(1), person(2, "Vulneq Shambir")) == 2
    with node.store.read(owner(node.store), INVESTIGATION) as view:
        found = view.records(list(view.facts())).values()
    assert {one.owner for one in found} == {"NL"}
    assert {one.handling.members(Purpose.BORDER) for one in found} == {frozenset({"FR"})}
    assert raw_rows(node.store.folder, "SELECT DISTINCT state, keep_until FROM wire") == [("done", "2019-01-01")]


def test_a_newer_version_changes_and_a_revocation_delists(node: Node) -> None:
    came(node, person(1))
    came(node, person(1, "Hedraq Tolumis", modified="2014-11-02T12:00:00Z"))
    with node.store.read(owner(node.store), INVESTIGATION) as view:
        (one,) = view.records(list(view.facts())).values()
    assert one.name == "Hedraq Tolumis"
    assert came(node, person(1, modified="2014-11-03T12:00:00Z", revoked=True)) == 0
    assert ids(node.store) == {}


def test_a_correction_stands_against_what_comes_again(node: Node) -> None:
    came(node, person(1))
    (record,) = ids(node.store).values()
    correct(node, owner(node.store), record, "name", "Zorbal Kemtary")
    came(node, person(2, "Vulneq Shambir"))
    with node.store.read(owner(node.store), INVESTIGATION) as view:
        assert {one.name for one in view.records(list(view.facts())).values()} == {"Zorbal Kemtary", "Vulneq Shambir"}


def test_what_cannot_be_taken_is_told_and_what_is_too_much_is_left(node: Node) -> None:
    hand(node, "misp", person(1), person(2, ""))
    told = take_in(node, "misp")
    assert told.plain == 1
    assert sum(told.refused.values()) == 1
    node.store.settings = replace(node.store.settings, max_stix_bytes=10)
    taken = take_plain(node, node.store.exchange.peer("misp"))
    assert list(taken.refused) == ["more than the 10 bytes that 'max_stix_bytes' allows are kept of it"]
    assert len(ids(node.store)) == 1


def test_what_was_kept_before_an_interruption_is_taken_in_by_the_next_turn(node: Node) -> None:
    came(node, person(1))
    raw_rows(node.store.folder, "UPDATE wire SET state = '', why = 'plain'")
    raw_rows(node.store.folder, "DELETE FROM record")
    assert take_in(node, "misp").plain == 1
    assert raw_rows(node.store.folder, "SELECT state FROM wire") == [("done",)]
