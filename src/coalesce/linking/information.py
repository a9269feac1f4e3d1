"""What a human's word on a pair would tell: how probable it is that the two are one person, all evidence together.

Invariant: a function of the ties and groups given; units far from a pair do not move it; symmetric in its two sides.

The most probable partition is held, but for one move: the unit of either side leaves its group, or goes over to the
other's, or the two groups join. Among the partitions one such move away (and the present one), each weighed by its
odds, ``together`` is the share in which the two are one person. Moves that a "different" or a list free of duplicates
bars weigh nothing. For two records that nothing else touches it is the link's own probability.

A truthful answer is a function of the partition, so what it tells of that (the mutual information) is the entropy of
this share: 1 bit at a half, none when sure. Sources: Shannon (1948); Lindley (1956), On a measure of the information
provided by an experiment; MacKay (1992), Information-based objective functions for active data selection.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coalesce.linking.cluster_ties import BARRED, Odds, Places, Ties

NEVER = -np.inf

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _Groups:
    """``group`` of each unit; ``size`` in records and ``units`` of each group; ``listed`` holds group * ``lists`` + list for
    every list free of duplicates that a group has records of, sorted."""

    group: Places
    size: Places
    units: Places
    lists: int
    listed: Places

    def has(self, group: Places, listed: Places) -> Flags:
        """Whether each group has records of that list."""
        return _among(group * self.lists + listed, self.listed)


def together(known: Ties, group: Places) -> Odds:
    """The probability, of each edge of ``known``, that its two units are one person; ``group`` labels units from 0."""
    if not len(known.one):
        return np.zeros(0)
    made = _groups(known, group)
    stay = _stay(known, made)
    here, there = group[known.one], group[known.other]
    inside, cross = np.flatnonzero(here == there), np.flatnonzero(here != there)
    answer = np.empty(len(known.one))
    answer[inside] = _inside(known, made, inside, stay)
    answer[cross] = _crossing(known, made, cross, stay)
    return answer


def bits(probability: Odds) -> Odds:
    """The entropy of each probability, in bits: 1 at a half, 0 at 0 and 1."""
    held = np.clip(probability, 0.0, 1.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = -(held * np.log2(held) + (1 - held) * np.log2(1 - held))
    answer: Odds = np.where((held <= 0) | (held >= 1), 0.0, terms)
    return answer


def _inside(known: Ties, made: _Groups, edges: Places, stay: Odds) -> Odds:
    """Of edges within a group: together as it is, apart where either leaves."""
    one, other = known.one[edges], known.other[edges]
    leave = np.where(
        made.units[made.group[one]] == 2, NEVER, -stay[other]
    )  # of two units, either's leaving is one move
    return _share(np.zeros(len(edges)), np.logaddexp(-stay[one], leave))


def _crossing(known: Ties, made: _Groups, edges: Places, stay: Odds) -> Odds:
    """Of edges between groups: together where they join or either goes over; apart as it is and where either leaves."""
    if not len(edges):
        return stay[:0]
    joined, apart = _joined(known, made, edges), np.zeros(len(edges))
    for units, over in zip((known.one[edges], known.other[edges]), _over(known, made, edges), strict=True):
        alone = made.units[made.group[units]] == 1  # then its going over is the joining, and it cannot leave
        joined = np.logaddexp(joined, np.where(alone, NEVER, over - stay[units]))
        apart = np.logaddexp(apart, np.where(alone, NEVER, -stay[units]))
    return _share(joined, apart)


def _share(one: Odds, other: Odds) -> Odds:
    """e^one / (e^one + e^other); ``other`` is finite where ``one`` is not."""
    with np.errstate(invalid="ignore"):
        answer: Odds = np.where(np.isneginf(one), 0.0, 1 / (1 + np.exp(np.clip(other - one, -700.0, 700.0))))
    return answer


def _groups(known: Ties, group: Places) -> _Groups:
    units, size = np.bincount(group), np.bincount(group, weights=known.size).astype(np.int64)
    single = np.flatnonzero(known.closed >= 0)
    several = [(unit, each) for unit, lists in known.many.items() for each in lists]
    unit = np.concatenate((single, np.array([row[0] for row in several], dtype=np.int64)))
    listed = np.concatenate((known.closed[single], np.array([row[1] for row in several], dtype=np.int64)))
    lists = int(listed.max(initial=0)) + 1
    return _Groups(group, size, units, lists, np.unique(group[unit] * lists + listed))


def _stay(known: Ties, made: _Groups) -> Odds:
    """The evidence that ties each unit to the rest of its group; 0 where it is alone."""
    one, other, size, count = known.one, known.other, known.size, len(known.size)
    inside = made.group[one] == made.group[other]
    one, other, odds = one[inside], other[inside], known.odds[inside]
    summed = np.bincount(one, odds, count) + np.bincount(other, odds, count)
    told = np.bincount(one, size[other], count) + np.bincount(other, size[one], count)
    answer: Odds = summed + known.absent * size * (made.size[made.group] - size - told)
    return answer


def _over(known: Ties, made: _Groups, cross: Places) -> tuple[Odds, Odds]:
    """The evidence for each side's unit, of each edge, with the whole group of the other side."""
    one, other, size, count = known.one[cross], known.other[cross], known.size, len(made.size)
    unit, group = np.concatenate((one, other)), np.concatenate((made.group[other], made.group[one]))
    odds, told = np.tile(known.odds[cross], 2), np.concatenate((size[other], size[one]))
    keys, where = np.unique(unit * count + group, return_inverse=True)
    where = where.reshape(-1)
    unit, group = np.divmod(keys, count)
    untold = made.size[group] - np.bincount(where, told, len(keys))
    summed: Odds = known.absent * (size[unit] * untold).astype(np.float64) + np.bincount(where, odds, len(keys))
    summed[_clash(known, made, unit, group)] = BARRED
    both: Odds = summed[where]
    return both[: len(cross)], both[len(cross) :]


def _clash(known: Ties, made: _Groups, unit: Places, group: Places) -> Flags:
    """Whether a unit and a group both have records of one list free of duplicates."""
    listed = known.closed[unit]
    apart = (listed >= 0) & made.has(group, np.maximum(listed, 0))
    if known.many:
        for place in np.flatnonzero(known.size[unit] > 1).tolist():
            lists = np.array(sorted(known.lists(int(unit[place]))), dtype=np.int64)
            apart[place] = bool(made.has(np.full(len(lists), group[place]), lists).any())
    return apart


def _joined(known: Ties, made: _Groups, cross: Places) -> Odds:
    """The evidence, of each edge, that the two whole groups are one person."""
    one, other, size, count = known.one[cross], known.other[cross], known.size, len(made.size)
    here, there = made.group[one], made.group[other]
    keys, where = np.unique(np.minimum(here, there) * count + np.maximum(here, there), return_inverse=True)
    where = where.reshape(-1)
    low, high = np.divmod(keys, count)
    told = np.bincount(where, size[one] * size[other], len(keys))
    summed: Odds = np.bincount(where, known.odds[cross], len(keys)).astype(np.float64)
    summed += known.absent * (made.size[low] * made.size[high] - told)
    begin, end = (np.searchsorted(made.listed, at * made.lists) for at in (low, low + 1))
    pair = np.repeat(np.arange(len(keys)), end - begin)
    inner = np.arange(len(pair)) - np.repeat(np.cumsum(end - begin) - (end - begin), end - begin)
    listed = made.listed[np.repeat(begin, end - begin) + inner] % made.lists if len(pair) else pair
    clash = np.bincount(pair, made.has(high[pair], listed), len(keys)) > 0
    summed[clash] = BARRED
    answer: Odds = summed[where]
    return answer


def _among(values: Places, ordered: Places) -> Flags:
    """Which of the values stand among those in order."""
    if not len(ordered):
        return np.zeros(len(values), dtype=np.bool_)
    at = np.minimum(np.searchsorted(ordered, values), len(ordered) - 1)
    found: Flags = ordered[at] == values
    return found
