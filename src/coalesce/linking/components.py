"""Components: the records that links or judgements tie together, with what is known between them.

Invariant: the order in which nodes, links and verdicts come does not matter. Within
a component, records that humans called the same are one *unit*, save where those words contradict a
"different"; two units are *barred* from each other by a "different", or by holding records of one list that
its owner keeps free of duplicates.

Evidence between two units is the sum of the log odds of their pairs; a pair that has no link
counts with the odds of ``absent``: it is below the kept threshold, or has no key in common.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coalesce.records import Verdict

Pair = tuple[str, str]
Verdicts = Mapping[Pair, Verdict]
PlainLink = tuple[str, str, float]

BARRED = -1e9
"""Log odds that no evidence outweighs."""

HUMAN = 40.0
"""Log odds of a "same" within a chain that contradicts a "different": as few of them as possible give way."""

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
class Conflict:
    """A "different" between two records that a chain of "same" joins: the humans must look again."""

    left: str
    right: str
    chain: tuple[str, ...]


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


class Forest:
    """Union-find over strings: ``root`` of a tied set is its smallest member."""

    def __init__(self) -> None:
        self._parent: dict[str, str] = {}

    def root(self, record: str) -> str:
        """The set that the record is in."""
        parent = self._parent
        top = record
        while (above := parent.get(top, top)) != top:
            top = above
        while (above := parent.get(record, record)) != top:
            parent[record] = top
            record = above
        return top

    def tie(self, one: str, other: str) -> None:
        """Put two records, and all tied to them, into one set."""
        first, second = sorted((self.root(one), self.root(other)))
        if first != second:
            self._parent[second] = first


def log_odds(probability: float) -> float:
    """ln(p / (1 - p)), with p kept away from 0 and 1 by 1e-9."""
    held = min(max(probability, 1e-9), 1 - 1e-9)
    return math.log(held / (1 - held))


def components(
    nodes: Iterable[Node], links: Iterable[PlainLink], verdicts: Verdicts, absent: float = ABSENT
) -> Iterator[Component]:
    """All components in the order of their first record, single records included."""
    by_record = {node.record: node for node in nodes}
    seen = [(left, right, p) for left, right, p in links if left in by_record and right in by_record]
    said = {pair: word for pair, word in verdicts.items() if pair[0] in by_record and pair[1] in by_record}
    forest = _tied(seen, said)
    members: dict[str, list[Node]] = defaultdict(list)
    for record in sorted(by_record):
        members[forest.root(record)].append(by_record[record])
    evidence: dict[str, list[PlainLink]] = defaultdict(list)
    for link in seen:
        if forest.root(link[0]) == forest.root(link[1]):
            evidence[forest.root(link[0])].append(link)
    words: dict[str, dict[Pair, Verdict]] = defaultdict(dict)
    for pair, word in said.items():
        if forest.root(pair[0]) == forest.root(pair[1]):
            words[forest.root(pair[0])][pair] = word
    for root, tied in members.items():
        if len(tied) == 1:
            yield Component((root,), _ALONE, _NO_ODDS)
        else:
            yield _component(tied, evidence[root], words[root], absent)


def _tied(links: list[PlainLink], verdicts: Verdicts) -> Forest:
    forest = _same(verdicts)
    for left, right, _ in links:
        if verdicts.get((left, right)) is not Verdict.DIFFERENT:
            forest.tie(left, right)
    return forest


def conflicts(verdicts: Verdicts) -> list[Conflict]:
    """Every "different" inside a chain of "same", sorted; the chain is the whole set that those words join."""
    forest = _same(verdicts)
    chains: dict[str, set[str]] = defaultdict(set)
    for pair, word in verdicts.items():
        if word is Verdict.SAME:
            chains[forest.root(pair[0])].update(pair)
    return [
        Conflict(left, right, tuple(sorted(chains[forest.root(left)])))
        for (left, right), word in sorted(verdicts.items())
        if word is Verdict.DIFFERENT and forest.root(left) == forest.root(right)
    ]


def _same(verdicts: Verdicts) -> Forest:
    forest = Forest()
    for (left, right), word in verdicts.items():
        if word is Verdict.SAME:
            forest.tie(left, right)
    return forest


def _component(nodes: list[Node], links: list[PlainLink], verdicts: Verdicts, absent: float) -> Component:
    records = tuple(node.record for node in nodes)
    place = {record: number for number, record in enumerate(records)}
    odds = np.full((len(records), len(records)), log_odds(absent))
    np.fill_diagonal(odds, 0.0)
    for left, right, probability in links:
        a, b = place[left], place[right]
        odds[a, b] = odds[b, a] = log_odds(probability)
    for a, b in _closed_pairs(nodes):
        odds[a, b] = odds[b, a] = BARRED
    for (left, right), word in verdicts.items():
        if word is not Verdict.UNSURE:
            a, b = place[left], place[right]
            odds[a, b] = odds[b, a] = HUMAN if word is Verdict.SAME else BARRED
    units = _units(records, verdicts) if verdicts else tuple((number,) for number in range(len(records)))
    if len(units) < len(records):
        spread = np.zeros((len(units), len(records)))
        for number, unit in enumerate(units):
            spread[number, list(unit)] = 1.0
        odds = spread @ odds @ spread.T
        np.fill_diagonal(odds, 0.0)
    return Component(records, units, odds)


def _closed_pairs(nodes: list[Node]) -> Iterator[tuple[int, int]]:
    closed: dict[str, list[int]] = defaultdict(list)
    for number, node in enumerate(nodes):
        if node.deduplicated:
            for other in closed[node.list_id]:
                yield other, number
            closed[node.list_id].append(number)


def _units(records: tuple[str, ...], verdicts: Verdicts) -> tuple[tuple[int, ...], ...]:
    forest = _same(verdicts)
    broken = {forest.root(conflict.left) for conflict in conflicts(verdicts)}
    units: dict[str, list[int]] = defaultdict(list)
    for number, record in enumerate(records):
        root = forest.root(record)
        units[record if root in broken else root].append(number)
    return tuple(sorted(map(tuple, units.values())))
