"""Two nodes that hold something on one person each, and have given each other what is released, for tests of what they say to each other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coalesce.handling import Actor, Purpose, seal
from coalesce.services.node import Node
from coalesce.services.offering import offer
from tests.builders import INVESTIGATION, NAMES, add_list, entry, handling, ids, linked, owner, publish
from tests.exchange_nodes import nodes
from tests.letters import carry


@dataclass
class Pair:
    """NL and FR: each has one record, under different names until a link or a human joins them, released to the other for investigation and redress; NL has a second
    one that it released to nobody."""

    dutch: Node
    french: Node

    def turn(self) -> None:
        """Each lays out what is released and said, and takes in what the other has."""
        for here, there in ((self.dutch, self.french), (self.french, self.dutch)):
            offer(here)
            carry(here, there)

    def at(self, node: Node, reference: str, purpose: Purpose = INVESTIGATION) -> str:
        """The id of a record at a node, by its reference."""
        return ids(node.store, owner(node.store), purpose)[reference]

    def link(self, node: Node, first: str = "D", second: str = "F") -> None:
        """Let the linker have proposed that two records are one person."""
        with node.store.read(owner(node.store), INVESTIGATION) as view:
            known = {fact.reference: record for record, fact in view.facts().items()}
            made = linked(view, known[first], known[second])
        node.store.write(owner(node.store), INVESTIGATION).store_links(seal([made]), "made")


@contextmanager
def pair(folder: Path, **settings: Any) -> Iterator[Pair]:
    """The two nodes, after a first exchange."""
    with nodes(folder, "NL", "FR", **settings) as (dutch, french):
        for node, reference, to, name in ((dutch, "D", "FR", NAMES[0]), (french, "F", "NL", NAMES[3])):
            held = handling(f"{to}:investigation", f"{to}:redress")
            member = node.store.settings.member
            publish(node.store, add_list(node.store, held=held, member=member), [entry(reference, name)])
        publish(dutch.store, add_list(dutch.store, "kept"), [entry("K", "Vulneq Shambir")])
        made = Pair(dutch, french)
        made.turn()
        yield made


def officer(node: Node) -> Actor:
    """The node's first actor, who has every role."""
    return owner(node.store)
