"""Pulls that somebody asked for run in the background, one at a time of one peer, and tell how they ended."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Event

import pytest

from coalesce.errors import NotFound, NotPermitted, Unreachable
from coalesce.handling import Role
from coalesce.services.node import Node
from coalesce.services.pulls import Pulls
from coalesce.services.wire import Collection, Listed, Page, Peer, Place, Posted, Reach, Root
from coalesce.store.peers import KnownPeer
from tests.builders import leaves, let_in, make_node, owner


def unexpected(fault: BaseException) -> None:
    """No fault of the program is expected."""
    raise AssertionError from fault


class Waits:
    """A peer that has nothing, and answers when it is let."""

    def __init__(self) -> None:
        self.asked, self.let = Event(), Event()

    def root(self) -> Root:
        """Nothing of interest."""
        return Root("waits", 1_000)

    def collections(self) -> list[Collection]:
        """The node's own."""
        self.asked.set()
        self.let.wait(20)
        return [Collection("c", "Released", "released", True, False)]

    def pages(self, collection: str, start: Place) -> Iterator[Page]:
        """One, and nothing in it."""
        yield Page((), start, collection == "c")

    def manifest(self, collection: str) -> Iterator[tuple[Listed, ...]]:
        """Nothing."""
        yield from [] if collection else [()]

    def post(self, collection: str, bodies: Sequence[bytes]) -> Posted:
        """Nobody asks for that."""
        raise Unreachable(f"{collection} takes none of {len(bodies)}")

    def close(self) -> None:
        """Nothing was opened."""


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    made = make_node(tmp_path / "node")
    let_in(made.store, "fred", "FR", Role.OPERATOR)
    made.store.exchange.add(owner(made.store), KnownPeer("paris", "FR", "https://fr.example/taxii2/", bytes(range(32))))
    yield made
    made.store.close()


def test_it_runs_once_and_tells_how_it_ended(node: Node) -> None:
    pulls, peer = Pulls(unexpected), Waits()

    def opened(_: Reach) -> Peer:
        return peer

    assert pulls.progress("paris") is None
    assert pulls.begin(node, owner(node.store), "paris", opened)
    assert peer.asked.wait(20)
    assert not pulls.begin(node, owner(node.store), "paris", opened), "it is under way"
    assert pulls.progress("paris") is not None
    peer.let.set()
    pulls.wait("paris", 20)
    pulls.wait("nobody", 20)
    ended = pulls.ended("paris")
    assert ended is not None
    assert (ended.fault, ended.counts["came"], ended.counts["persons"]) == ("", 0, 0)
    assert pulls.progress("paris") is None
    assert sum('"pull ask"' in leaf and '"owner"' in leaf for leaf in leaves(node.store.folder)) == 1


def test_a_peer_that_does_not_answer_is_told(node: Node) -> None:
    pulls = Pulls(unexpected)

    def opened(_: Reach) -> Peer:
        raise Unreachable("nobody is there")

    assert pulls.begin(node, owner(node.store), "paris", opened)
    pulls.wait("paris", 20)
    ended = pulls.ended("paris")
    assert ended is not None
    assert "nobody is there" in ended.fault


def test_a_fault_of_the_program_is_told_by_kind_and_not_in_its_words(node: Node) -> None:
    told: list[BaseException] = []
    pulls = Pulls(told.append)

    def opened(_: Reach) -> Peer:
        raise ZeroDivisionError("a word of what was received")

    assert pulls.begin(node, owner(node.store), "paris", opened)
    pulls.wait("paris", 20)
    ended = pulls.ended("paris")
    assert ended is not None
    assert "broke off" in ended.fault
    assert [type(one) for one in told] == [ZeroDivisionError]
    assert pulls.begin(node, owner(node.store), "paris", opened), "nothing is left of it"
    pulls.wait("paris", 20)


def test_only_the_hosts_operator_asks_and_for_a_peer_that_is_there(node: Node) -> None:
    def opened(_: Reach) -> Peer:
        raise AssertionError

    for name in ("fred", "rita"):
        actor = node.store.actor("fred") if name == "fred" else let_in(node.store, "rita", "NL", Role.READER)
        with pytest.raises(NotPermitted):
            Pulls(unexpected).begin(node, actor, "paris", opened)
    with pytest.raises(NotFound):
        Pulls(unexpected).begin(node, owner(node.store), "berlin", opened)
