"""Components: the records that links or judgements tie together, with what is known between them.

Invariant: the order in which nodes, links and verdicts come does not matter. Within
a component, records that humans called the same are one *unit*, save where those words contradict a
"different"; two units are *barred* from each other by a "different", or by holding records of one list that
its owner keeps free of duplicates.

Evidence between two units is the sum of the log odds of their pairs; a pair that has no link
counts with the odds of ``absent``: it is below the kept threshold, or has no key in common.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coalesce.linking.cluster_matrices import matrices
from coalesce.linking.cluster_pieces import pieces
from coalesce.linking.cluster_ties import (
    BARRED,
    HUMAN,
    Conflict,
    Forest,
    Pair,
    Places,
    Told,
    Verdicts,
    conflicts,
    log_odds,
    ties,
    told_of,
)

__all__ = [
    "ABSENT",
    "BARRED",
    "HUMAN",
    "Component",
    "Conflict",
    "Forest",
    "Node",
    "Pair",
    "PlainLink",
    "Verdicts",
    "components",
    "conflicts",
    "log_odds",
    "told_nodes",
]

PlainLink = tuple[str, str, float]

ABSENT = 0.4
"""The probability of a pair that has no link of its own: it says next to nothing against what a chain of links says.

Of the values tried on a sample world kept from training, the one whose people were most often right (pairs in people,
F1: .972 at .1, .974 at .2, .976 at .4, .973 at .5). It cannot be far below one half: of pairs without a link that
share a neighbour which both are joined to at .9 or more, more than four in five are one person.
"""


@dataclass(frozen=True, slots=True)
class Node:
    """A record as far as grouping needs it. Two records of one ``deduplicated`` list are two people."""

    record: str
    list_id: str
    deduplicated: bool


@dataclass(frozen=True, slots=True)
class Component:
    """``units`` hold places in ``records`` (both sorted); ``odds`` is symmetric between units, 0 on the diagonal."""

    records: tuple[str, ...]
    units: tuple[tuple[int, ...], ...]
    odds: NDArray[np.float64]

    def groups(self, labels: Iterable[int]) -> tuple[tuple[str, ...], ...]:
        """The records of each group, from one label a unit; groups in the order of their first record."""
        if len(self.records) == 1:
            return (self.records,)
        members: dict[int, list[int]] = defaultdict(list)
        for unit, label in zip(self.units, labels, strict=True):
            members[label].extend(unit)
        found = sorted(sorted(places) for places in members.values())
        return tuple(tuple(self.records[place] for place in places) for places in found)


_ALONE = ((0,),)
_NO_ODDS = np.zeros((1, 1))
_NO_ODDS.flags.writeable = False


def told_nodes(nodes: Iterable[Node], links: Iterable[PlainLink]) -> Told:
    """Nodes and links as arrays; links of records that are not among the nodes are left out."""
    lists: dict[str, int] = {}
    numbered = (
        (node.record, lists.setdefault(node.list_id, len(lists)) if node.deduplicated else -1) for node in nodes
    )
    return told_of(numbered, links)


def components(
    nodes: Iterable[Node], links: Iterable[PlainLink], verdicts: Verdicts, absent: float = ABSENT
) -> Iterator[Component]:
    """All components in the order of their first record, single records included."""
    told = told_nodes(nodes, links)
    known = ties(told, verdicts, absent)
    near = known.odds > BARRED / 2
    piece = pieces(len(known.size), (known.one[near], known.other[near], known.odds[near]))
    held = {piece[units[0, 0]]: (units[0], odds[0]) for units, odds in matrices(known, piece, at_once=1)}
    bearers = np.split(np.argsort(known.unit, kind="stable"), np.cumsum(known.size)[:-1])
    for number, units in enumerate(_grouped(piece)):
        yield _component(told.records, [bearers[unit].tolist() for unit in units], held.get(number))


def _grouped(piece: Places) -> list[list[int]]:
    if not len(piece):
        return []
    ordered = np.argsort(piece, kind="stable")
    return [units.tolist() for units in np.split(ordered, np.cumsum(np.bincount(piece))[:-1])]


def _component(
    records: list[str], bearers: list[list[int]], held: tuple[Places, NDArray[np.float64]] | None
) -> Component:
    """``bearers`` are the places of each unit's records, units in the order of their first record."""
    if len(bearers) == 1 and len(bearers[0]) == 1:
        return Component((records[bearers[0][0]],), _ALONE, _NO_ODDS)
    places = sorted(place for unit in bearers for place in unit)
    inner = {place: number for number, place in enumerate(places)}
    units = tuple(tuple(inner[place] for place in unit) for unit in bearers)
    return Component(tuple(records[place] for place in places), units, _NO_ODDS if held is None else held[1])
