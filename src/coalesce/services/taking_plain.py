"""Identities and sightings in plain STIX, from a system that signs nothing, taken into the list that its terms name.

Invariant: the list says what is kept of that system, as it came: each turn is an edition of it, so that what it revokes is delisted and
a sighting finds its person whichever came first. It is a list of our own member, under its own handling; nobody else's word stands in it.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field

import orjson

from coalesce.intake import limits_of
from coalesce.services.importing import import_rows
from coalesce.services.node import Node
from coalesce.services.peering import machine
from coalesce.stix.plain import rows_of_objects
from coalesce.store import in_boxes
from coalesce.store.ground import snapshot
from coalesce.store.peers import KnownPeer


@dataclass(slots=True)
class PlainTaken:
    """Persons in the list now, why objects are in none, and whether links of what arrived are proposed already."""

    persons: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    matched: bool = True


def take_plain(node: Node, peer: KnownPeer) -> PlainTaken:
    """Make the list of a peer's plain STIX anew from all that is kept of it. Raises BadUsage, StoreBusy."""
    limits, taken = limits_of(node.store.settings), PlainTaken()
    with snapshot(node.store) as connection:
        if in_boxes.kept_size(connection, peer.name) > limits.max_stix_bytes:
            taken.refused[
                f"more than the {limits.max_stix_bytes} bytes that 'max_stix_bytes' allows are kept of it"
            ] += 1
            return taken
        bodies = in_boxes.kept_bodies(connection, peer.name)
    digest = hashlib.sha256(b"\0".join(bodies)).hexdigest()
    rows = rows_of_objects([orjson.loads(one) for one in bodies], f"peer {peer.name}", limits)
    own = f"{node.store.settings.member}/{peer.plain_list}"
    named = (f"from {peer.name}", digest)
    report = import_rows(node, machine(node), own, rows, named, settled=True)
    taken.persons, taken.matched = report.accepted, report.matched
    taken.refused.update(report.reasons)
    return taken
