"""Ties: all that is known between records, as arrays, after human words have been heeded.

Invariant: the order in which records, links and verdicts come does not matter; every number is a whole multiple of
``QUANTUM``, so that sums are exact and no grouping of the additions can change an answer.

Records that humans called the same are one *unit*, save where those words contradict a "different". An *edge* joins two
units between which something is told: its odds are the sum over their pairs of records, a pair of which nothing is told
counting as ``absent``. Two units are *barred* from each other by a "different", or by holding records of one list
that its owner keeps free of duplicates (unless a human says "same").
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coalesce.records import Verdict

Pair = tuple[str, str]
Verdicts = Mapping[Pair, Verdict]
Places = NDArray[np.int64]
Odds = NDArray[np.float64]

BARRED = -(2.0**27)
"""Log odds that no evidence outweighs."""

HUMAN = 40.0
"""Log odds of a "same" within a chain that contradicts a "different": as few of them as possible give way."""

QUANTUM = 2.0**-12
"""Log odds are rounded to this: sums of up to 2^14 bars are then exact in a double."""

_SUREST = 1e-12
"""Of the log odds of any link (27.6) none comes near HUMAN."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A "different" between two records that a chain of "same" joins: the humans must look again."""

    left: str
    right: str
    chain: tuple[str, ...]


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


@dataclass(frozen=True, slots=True)
class Told:
    """``records`` sorted; ``closed`` the number of each one's duplicate-free list, -1 for none; links by places."""

    records: list[str]
    closed: Places
    left: Places
    right: Places
    probability: Odds


@dataclass(frozen=True, slots=True)
class Ties:
    """``unit`` of each record, ``size`` and ``closed`` of each unit; edges ``one < other`` in that order, with odds.

    ``closed`` is -1 where a unit is on no such list; ``many`` holds the lists of units of several records.
    """

    unit: Places
    size: Places
    closed: Places
    many: dict[int, frozenset[int]]
    one: Places
    other: Places
    odds: Odds
    absent: float

    def barred(self, one: Places, other: Places) -> NDArray[np.bool_]:
        """Whether lists free of duplicates keep the two units of each pair apart."""
        apart: NDArray[np.bool_] = (self.closed[one] >= 0) & (self.closed[one] == self.closed[other])
        if self.many:
            for place in np.flatnonzero((self.size[one] > 1) | (self.size[other] > 1)).tolist():
                apart[place] = not self.lists(int(one[place])).isdisjoint(self.lists(int(other[place])))
        return apart

    def lists(self, unit: int) -> frozenset[int]:
        """The duplicate-free lists that a unit has records of."""
        known = self.many.get(unit)
        if known is not None:
            return known
        return frozenset((int(self.closed[unit]),)) if self.closed[unit] >= 0 else frozenset()


def log_odds(probability: float) -> float:
    """ln(p / (1 - p)) in whole quanta, with p kept away from 0 and 1 by 1e-12."""
    held = min(max(probability, _SUREST), 1 - _SUREST)
    return round(math.log(held / (1 - held)) / QUANTUM) * QUANTUM


def all_log_odds(probability: Odds) -> Odds:
    """The same of many."""
    held = np.clip(probability, _SUREST, 1 - _SUREST)
    answer: Odds = np.rint(np.log(held / (1 - held)) / QUANTUM) * QUANTUM
    return answer


def ties(told: Told, verdicts: Verdicts, absent: float) -> Ties:
    """What is known between units. Verdicts on records that are not among those told are left out."""
    count = len(told.records)
    said = _said(told, verdicts)
    unit = _units(said, count) if said else np.arange(count)
    left, right, odds = _pairs(told, said)
    size = np.bincount(unit)
    closed, many = _closed(told.closed, unit, size)
    one, other, summed = _edges(unit[left], unit[right], odds, size, log_odds(absent))
    known = Ties(unit, size, closed, many, one, other, summed, log_odds(absent))
    said_same = (size[one] == 1) & (size[other] == 1) & (summed >= HUMAN)
    summed[known.barred(one, other) & ~said_same] = BARRED
    return known


def conflicts(verdicts: Verdicts) -> list[Conflict]:
    """Every "different" inside a chain of "same", sorted; the chain is the whole set that those words join."""
    forest = same(verdicts)
    chains: dict[str, set[str]] = defaultdict(set)
    for pair, word in verdicts.items():
        if word is Verdict.SAME:
            chains[forest.root(pair[0])].update(pair)
    return [
        Conflict(left, right, tuple(sorted(chains[forest.root(left)])))
        for (left, right), word in sorted(verdicts.items())
        if word is Verdict.DIFFERENT and forest.root(left) == forest.root(right)
    ]


def same(verdicts: Verdicts) -> Forest:
    """The sets that "same" joins."""
    forest = Forest()
    for (left, right), word in verdicts.items():
        if word is Verdict.SAME:
            forest.tie(left, right)
    return forest


def _said(told: Told, verdicts: Verdicts) -> dict[tuple[int, int], tuple[Pair, Verdict]]:
    """By places, what decides a pair; the words kept for the chains."""
    if not verdicts:
        return {}
    sides = {record for pair in verdicts for record in pair}
    place = {record: at for at, record in enumerate(told.records) if record in sides}
    return {
        (place[pair[0]], place[pair[1]]): (pair, word)
        for pair, word in verdicts.items()
        if word is not Verdict.UNSURE and pair[0] in place and pair[1] in place
    }


def _units(said: dict[tuple[int, int], tuple[Pair, Verdict]], count: int) -> Places:
    words = dict(said.values())
    forest = same(words)
    broken = {forest.root(conflict.left) for conflict in conflicts(words)}
    place = {record: at for places, (pair, _) in said.items() for record, at in zip(pair, places, strict=True)}
    first = np.arange(count)
    for record, at in place.items():
        root = forest.root(record)
        if root not in broken:
            first[at] = place[root]
    unit: Places = np.unique(first, return_inverse=True)[1].reshape(-1)
    return unit


def _pairs(told: Told, said: dict[tuple[int, int], tuple[Pair, Verdict]]) -> tuple[Places, Places, Odds]:
    """Links and human words by places; a word takes the place of the link."""
    odds = all_log_odds(told.probability)
    if not said:
        return told.left, told.right, odds
    count = len(told.records)
    judged = np.array(sorted(said), dtype=np.int64)
    kept = ~np.isin(told.left * count + told.right, judged[:, 0] * count + judged[:, 1])
    weight = [HUMAN if said[pair][1] is Verdict.SAME else BARRED for pair in sorted(said)]
    return (
        np.concatenate((told.left[kept], judged[:, 0])),
        np.concatenate((told.right[kept], judged[:, 1])),
        np.concatenate((odds[kept], weight)),
    )


def _closed(closed: Places, unit: Places, size: Places) -> tuple[Places, dict[int, frozenset[int]]]:
    of_unit = np.full(len(size), -1, dtype=np.int64)
    alone = size[unit] == 1
    of_unit[unit[alone]] = closed[alone]
    lists: dict[int, set[int]] = defaultdict(set)
    for record in np.flatnonzero(~alone).tolist():
        lists[int(unit[record])].update({int(closed[record])} - {-1})
    return of_unit, {each: frozenset(found) for each, found in lists.items()}


def _edges(left: Places, right: Places, odds: Odds, size: Places, absent: float) -> tuple[Places, Places, Odds]:
    apart = left != right
    count = max(len(size), 1)
    key = np.minimum(left, right)[apart] * count + np.maximum(left, right)[apart]
    distinct, where = np.unique(key, return_inverse=True)
    one, other = np.divmod(distinct, count)
    summed = np.bincount(where.reshape(-1), weights=odds[apart], minlength=len(distinct))
    untold = size[one] * size[other] - np.bincount(where.reshape(-1), minlength=len(distinct))
    return one, other, summed + absent * untold


def told_of(nodes: Iterable[tuple[str, int]], links: Iterable[tuple[str, str, float]]) -> Told:
    """From names: ``nodes`` are records with the number of their duplicate-free list or -1; strange links are left out."""
    ordered = sorted(nodes)
    place = {record: at for at, (record, _) in enumerate(ordered)}
    known = [(place[left], place[right], stated) for left, right, stated in links if left in place and right in place]
    left, right = (np.array([link[side] for link in known], dtype=np.int64) for side in (0, 1))
    closed = np.array([number for _, number in ordered], dtype=np.int64)
    probability = np.array([link[2] for link in known], dtype=np.float64)
    return Told([record for record, _ in ordered], closed, left, right, probability)
