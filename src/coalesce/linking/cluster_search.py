"""The most probable partition of a few units: by trying all of them, or by search.

Invariant: the same odds give the same labels, whatever else is solved beside them; a found partition is never worse
than everybody alone, and no single move, exchange between two groups, joining of two or cutting of one betters it
unless the bound on passes was reached.

A partition's probability is the product over pairs of p where they are together and 1 - p where they are not
(correlation clustering: Bansal, Blum and Chawla 2004). All partitions are tried up to ``EXACT`` units. Beyond that:
greedy joining of the two groups that gain most, then exchanges of chains of units between two groups, also of a group
with an empty one (Kernighan and Lin 1970; for partitions Keuper et al. 2015, Efficient decomposition of image and mesh
graphs by lifted multicuts).
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Labels = NDArray[np.int64]
Odds = NDArray[np.float64]

EXACT = 9
"""21,147 partitions, weighed in a millisecond; ten units have 115,975."""

GAIN = 1e-9
_MOST_PASSES = 30
_AT_ONCE = 4_000_000
"""Scores held at a time: 32 MB."""


@lru_cache(maxsize=EXACT)
def all_partitions(size: int) -> tuple[Labels, Odds]:
    """Every partition of ``size`` units, as labels, and as 0 or 1 for each pair (in the order of triu_indices)."""
    grown = [[0]]
    for _ in range(size - 1):
        grown = [[*labels, label] for labels in grown for label in range(max(labels) + 2)]
    labels = np.array(grown, dtype=np.int64)
    first, second = np.triu_indices(size, 1)
    return labels, (labels[:, first] == labels[:, second]).astype(np.float64)


def exact(odds: Odds) -> Labels:
    """Of many matrices of one size, the labels of each one's most probable partition; of equal ones the first."""
    size = odds.shape[1]
    labels, joined = all_partitions(size)
    first, second = np.triu_indices(size, 1)
    flat = odds[:, first, second]
    step = max(_AT_ONCE // len(labels), 1)
    found = [np.argmax(flat[at : at + step] @ joined.T, axis=1) for at in range(0, len(flat), step)]
    answer: Labels = labels[np.concatenate(found)]
    return answer


def search(odds: Odds) -> Labels:
    """Labels of a partition of many units that is near the most probable one; a label is its group's first unit."""
    return _exchanged(odds, greedy(odds))


def greedy(odds: Odds) -> Labels:
    """Join the two groups that gain most, until none gains."""
    between = odds.copy()
    np.fill_diagonal(between, -np.inf)
    top = between.max(axis=1)
    labels: Labels = np.arange(len(odds))
    while True:
        one = int(np.argmax(top))
        if top[one] <= GAIN:
            return labels
        other = int(np.argmax(between[one]))
        keep, gone = min(one, other), max(one, other)
        stale = (between[:, keep] == top) | (between[:, gone] == top)
        labels[labels == gone] = keep
        between[keep] += between[gone]
        between[keep, keep] = -np.inf
        between[:, keep] = between[keep]
        between[gone] = between[:, gone] = -np.inf
        top = np.maximum(top, between[:, keep])
        stale[[keep, gone]] = True
        top[stale] = between[stale].max(axis=1)


def _exchanged(odds: Odds, labels: Labels) -> Labels:
    near = np.argwhere(np.triu(odds > 0, 1))
    groups = {int(label): np.flatnonzero(labels == label) for label in np.unique(labels)}
    changed = set(groups)
    for _ in range(_MOST_PASSES):
        sides = np.sort(labels[near], axis=1)
        sides = np.unique(sides[sides[:, 0] != sides[:, 1]], axis=0)
        pairs = [(one, other) for one, other in sides.tolist() if one in changed or other in changed]
        again: set[int] = set()
        for one, other in [*((each, -1) for each in sorted(changed)), *pairs]:
            if one in groups and (other in groups or other < 0):
                again |= _try(odds, groups, one, other)
        if not again:
            break
        for label, units in groups.items():
            labels[units] = label
        changed = {int(label) for label in np.unique(labels) if int(label) in again}
    return labels


def _try(odds: Odds, groups: dict[int, Labels], one: int, other: int) -> set[int]:
    """Better the two groups (-1: a group and none), where that can be; the labels that are new or changed."""
    here = groups[one]
    there = groups[other] if other >= 0 else here[:0]
    if other < 0 and len(here) < 2:
        return set()
    found = _between(odds, here, there)
    if found is None:
        return set()
    del groups[one]
    groups.pop(other, None)
    new = {int(units.min()): np.sort(units) for units in found if len(units)}
    groups.update(new)
    return set(new)


def _between(odds: Odds, here: Labels, there: Labels) -> tuple[Labels, Labels] | None:
    """The two groups bettered: joined, or some units moved across, or two exchanged; None where nothing gains."""
    units = np.concatenate((here, there))
    inner = odds[np.ix_(units, units)]
    side = np.concatenate((np.ones(len(here)), -np.ones(len(there))))
    gain = -(inner @ side) * side
    moved, most = _chain(inner, side, gain)
    joined = float(inner[: len(here), len(here) :].sum()) if len(there) else 0.0
    if joined > GAIN and joined >= most:
        return units, units[:0]
    if not moved and len(there):
        both = gain[: len(here), np.newaxis] + gain[len(here) :] - 2 * inner[: len(here), len(here) :]
        one, other = divmod(int(np.argmax(both)), len(there))
        moved = [one, len(here) + other] if both[one, other] > GAIN else []
    if not moved:
        return None
    side[moved] *= -1
    return units[side > 0], units[side < 0]


def _chain(inner: Odds, side: Odds, gain: Odds) -> tuple[list[int], float]:
    """Move units across one by one, the least loss first: those up to the best state on the way, and what it gains."""
    side, gain = side.copy(), gain.copy()
    total, most, best = 0.0, GAIN, 0
    order: list[int] = []
    for _ in range(len(side)):
        unit = int(gain.argmax())
        total += float(gain[unit])
        order.append(unit)
        gain += 2 * side[unit] * side * inner[unit]
        gain[unit] = -np.inf  # and so it stays: it has been moved
        side[unit] = -side[unit]
        if total > most:
            most, best = total, len(order)
    return order[:best], most
