"""A node's log beside what its peers noted of it: agreed, rewritten, cut; notes that nobody signed count for nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from coalesce.errors import NotPermitted
from coalesce.handling import Role
from coalesce.services import heads, witnessing
from coalesce.services.node import Node
from coalesce.services.pulling import pull
from coalesce.store.audit_tree import tree_head
from tests.builders import INVESTIGATION, let_in, owner, raw_rows
from tests.exchange_nodes import Ring, nodes, opened, ring
from tests.letters import bring, carry, forged
from tests.tampering import cut, rewrite


@pytest.fixture
def two(tmp_path: Path) -> Iterator[list[Node]]:
    with nodes(tmp_path, "NL", "FR") as made:
        witnessed(made)
        yield made


def witnessed(made: list[Node]) -> None:
    """Three hours in which each publishes, and hears of the other."""
    for _ in range(3):
        for node in made:
            heads.publish(node)
        for here in made:
            carry(here, *(one for one in made if one is not here))
        made[0].store.clock.moment += timedelta(hours=1)  # type: ignore[attr-defined]  # a clock of ours
        for node in made:
            with node.store.read(owner(node.store), INVESTIGATION) as view:
                view.lists()


def verified(node: Node) -> witnessing.Verified:
    return witnessing.verify(node, owner(node.store))


def test_a_log_that_is_what_was_noted_agrees(two: list[Node]) -> None:
    found = verified(two[0])
    assert found.agrees
    assert witnessing.faults(found) == []
    (one,) = found.witnesses
    assert (one.peer, one.member, one.noted > 1, one.unlike) == ("fr", "FR", True, ())
    assert one.own is not None
    assert one.own.stands == "proven"
    told = witnessing.rows(found)
    assert told["peers"][0]["asked"] == "not asked"
    assert told["peers"][0]["their_rows"] == one.own.size
    leaves = [bytes(row[0]) for row in raw_rows(two[0].store.folder, "SELECT leaf_hash FROM audit ORDER BY seq")]
    assert told["tree_head"] == tree_head(leaves[: told["rows"]]).hex()


@pytest.mark.parametrize("change", [rewrite, cut])
def test_a_log_that_was_changed_is_not_what_was_noted(two: list[Node], change: Any) -> None:
    change(two[0], 4)
    found = verified(two[0])
    assert not found.agrees
    assert found.witnesses[0].unlike
    assert "'fr' noted another head of our log" in witnessing.faults(found)[0]
    assert [one["by"] for one in witnessing.rows(found)["unlike"]] == ["fr"] * len(found.check.unlike)


def test_a_log_that_was_written_anew_is_doubted_where_it_was_noted(two: list[Node]) -> None:
    dutch, french = two
    assert witnessing.doubts(verified(french)) == []
    rewrite(dutch, 5)
    for _ in range(2):  # a later head is shown to have grown from the first after it
        heads.publish(dutch)
        carry(dutch, french)
        dutch.store.clock.moment += timedelta(hours=1)  # type: ignore[attr-defined]  # a clock of ours
    (doubt,) = witnessing.doubts(verified(french))
    assert doubt.startswith("'nl' did not show that the log of NL at row ")


def test_what_this_node_published_itself_is_compared_too(two: list[Node]) -> None:
    published = raw_rows(two[0].store.folder, "SELECT * FROM own_head")
    rewrite(two[0], 5)
    for row in published:
        raw_rows(two[0].store.folder, f"INSERT INTO own_head VALUES ({', '.join('?' * len(row))})", *row)
    found = verified(two[0])
    assert found.unpublished == tuple(sorted(row[0] for row in published if row[0] >= 5))
    assert any("this node itself" in fault for fault in witnessing.faults(found))


def test_a_note_that_its_peer_did_not_sign_counts_for_nothing(two: list[Node]) -> None:
    raw_rows(two[0].store.folder, "UPDATE peer_head SET root = zeroblob(32) WHERE log = 'NL' AND size < 8")
    raw_rows(two[0].store.folder, "UPDATE peer_head SET body = CAST('{}' AS BLOB) WHERE log = 'NL' AND size >= 8")
    found = verified(two[0])
    assert found.agrees
    assert found.witnesses[0].noted == 0


def test_another_members_log_in_conflict_is_told(two: list[Node]) -> None:
    dutch, french = two
    other = {"root": "11" * 32, "id": "coalesce-audit-head--11111111-1111-4111-8111-111111111111"}
    bring(dutch, [forged(french, "NL", 4), forged(french, "NL", 4, **other)], "fr")
    found = verified(dutch)
    assert not found.agrees
    assert witnessing.faults(found) == ["the log of FR was told otherwise at row 4: it was rewritten, or is forked"]
    assert [one["rows"] for one in witnessing.rows(found)["conflicts"]] == [4, 4]


def test_who_reads_records_verifies_nothing(two: list[Node]) -> None:
    rita = let_in(two[0].store, "rita", "NL", Role.READER)
    with pytest.raises(NotPermitted):
        witnessing.verify(two[0], rita)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Ring]:
    with ring(tmp_path, "NL", "FR") as made:
        yield made


def test_peers_are_asked_for_their_newest_notes(served: Ring) -> None:
    dutch, french = served.nodes
    heads.publish(dutch)
    pull(french, "nl", opened)
    french.store.clock.moment += timedelta(hours=1)  # type: ignore[attr-defined]  # a clock of ours
    heads.publish(french)
    assert verified(dutch).witnesses[0].noted == 0
    asked = witnessing.ask_peers(dutch, opened)
    assert asked == {"fr": ""}
    found = witnessing.verify(dutch, owner(dutch.store), asked=asked)
    assert found.agrees
    assert found.witnesses[0].noted == 1
    assert witnessing.rows(found)["peers"][0]["asked"] == "yes"


def test_a_peer_that_does_not_answer_is_told(two: list[Node]) -> None:
    asked = witnessing.ask_peers(two[0], opened)  # its address is nobody's
    assert asked["fr"]
    assert verified(two[0]).agrees
