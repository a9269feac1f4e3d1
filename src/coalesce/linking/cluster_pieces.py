"""Pieces: units that a chain of edges joins, none larger than can be weighed.

Invariant: the labels depend on the edges alone, not on their order; no piece has more than ``most`` units. A larger one
is cut where it is weakest: edges are taken from the strongest down (of equal ones the earliest), and one that would
make a piece of more than ``most`` is passed over (Kruskal 1956, with a bound). So a chain or a clique of a
hundred thousand records costs no more than as many records in pieces of ``most``.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from coalesce.linking.cluster_ties import Odds, Places

MOST = 1_000
"""Units of one piece: 8 MB of odds, and about a tenth of a second."""


def pieces(count: int, edges: tuple[Places, Places, Odds], most: int = MOST) -> Places:
    """The piece of each of ``count`` units, numbered from 0 in the order of their first unit."""
    one, other, odds = edges
    joined = coo_array((np.ones(len(one), dtype=np.int8), (one, other)), shape=(count, count))
    label = connected_components(joined, directed=False)[1].astype(np.int64)
    large = np.bincount(label, minlength=1) > most
    if large.any():
        inside = large[label[one]]
        label = _cut(label, large, (one[inside], other[inside], odds[inside]), most)
    return in_order(label)


def in_order(label: Places) -> Places:
    """Labels, none below 0, numbered anew from 0 in the order in which they are first met: without sorting a million."""
    place = np.arange(len(label))
    rank = np.empty(int(label.max(initial=-1)) + 1, dtype=np.int64)
    rank[label[::-1]] = place[::-1]  # of several the last one stays: the first place of each label
    begins = label[rank[label] == place]
    rank[begins] = np.arange(len(begins))
    return rank[label]


def _cut(label: Places, large: NDArray[np.bool_], edges: tuple[Places, Places, Odds], most: int) -> Places:
    one, other, odds = edges
    order = np.lexsort((other, one, -odds))
    parent = list(range(len(label)))
    size = [1] * len(label)
    for left, right in zip(one[order].tolist(), other[order].tolist(), strict=True):
        a, b = _top(parent, left), _top(parent, right)
        if a != b and size[a] + size[b] <= most:
            keep, gone = min(a, b), max(a, b)
            parent[gone] = keep
            size[keep] += size[gone]
    cut = label.copy()
    beyond = int(label.max()) + 1
    for unit in np.flatnonzero(large[label]).tolist():
        cut[unit] = beyond + _top(parent, unit)
    return cut


def _top(parent: list[int], unit: int) -> int:
    while parent[unit] != unit:
        parent[unit] = parent[parent[unit]]
        unit = parent[unit]
    return unit
