"""Matching on arrival: what an edition brought is compared at once with all that is there.

Invariant: after it, the links of the touched records are those that a whole run of the linker would store. Nobody is
shown any of it, nor how many there are: the node acts for itself, sealed from reading to writing.
"""

from __future__ import annotations

from collections.abc import Sequence

from coalesce.engines import LinkOptions, link_arrived
from coalesce.handling import Actor, Purpose, Role
from coalesce.linking.arriving import propose
from coalesce.linking.prepared import unpack
from coalesce.services.node import Node

AT_ONCE = 100
"""Arrived records whose neighbours are held in memory together."""

COMPILED_FROM = 20
"""From so many arrived records on the compiled engine compares them: below, loading it takes longer."""


def match_arrivals(node: Node, arrived: Sequence[str], gone: Sequence[str] = ()) -> bool:
    """Replace the links of these records; ``gone`` are delisted. Whether it was done: if not, a whole run is needed.

    It is not done for more than ``arrival_most`` records, nor where the links there are another model's.
    """
    settings = node.store.settings
    by = by_itself(node)
    writer = node.store.write(by, Purpose.STATISTICS)
    if len(arrived) > settings.arrival_most or not writer.links_are_of(node.model.name):
        return False
    options = LinkOptions(model=node.model, threads=settings.link_threads)
    found = []
    with node.store.count(by) as view:
        for start in range(0, len(arrived), AT_ONCE):
            piece = arrived[start : start + AT_ONCE]
            rows, these = view.around(piece), frozenset(piece)
            if len(arrived) >= COMPILED_FROM:
                links = rows.map(link_arrived, these, options)
            else:
                links = rows.map(unpack).map(propose, these, node.model, options.least)
            found.append((piece, links))
    writer.drop_links(gone)
    for piece, links in found:
        writer.replace_links(piece, links, node.model.name)
    return True


def by_itself(node: Node) -> Actor:
    """As whom the node matches what arrived."""
    return Actor("node", node.store.settings.member, frozenset({Role.OPERATOR}))
