"""Matrices: the odds between all units of each piece, the told ones and the rest.

Invariant: symmetric, 0 on the diagonal, and a function of the piece alone; pieces of one small size come together, so
that hundreds of thousands of them cost no loop.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from coalesce.linking.cluster_ties import BARRED, HUMAN, Odds, Places, Ties

_SMALL = 9
"""Pieces of up to so many units come together."""


@dataclass(frozen=True, slots=True)
class _Layout:
    """Units in the order of their pieces; ``inner`` is a unit's place in its own; edges likewise."""

    order: Places
    count: Places
    start: Places
    inner: Places
    edges: Places
    of_edge: Places


def matrices(known: Ties, piece: Places, at_once: int) -> Iterator[tuple[Places, Odds]]:
    """Units (one row a piece) with their odds, for all pieces of two units or more; about ``at_once`` odds a time."""
    laid = _layout(known, piece)
    for size in np.unique(laid.count[laid.count > 1]).tolist():
        whole = np.flatnonzero(laid.count == size)
        step = max(at_once // size**2, 1) if size <= _SMALL else 1
        edges = laid.edges[laid.count[laid.of_edge] == size]
        of_edge = piece[known.one[edges]]
        for at in range(0, len(whole), step):
            some = whole[at : at + step]
            units = laid.order[laid.start[some][:, np.newaxis] + np.arange(size)]
            low, high = np.searchsorted(of_edge, some[0]), np.searchsorted(of_edge, some[-1], side="right")
            row = np.searchsorted(some, of_edge[low:high])
            yield units, _odds(known, units, (edges[low:high], row, laid.inner))


def _layout(known: Ties, piece: Places) -> _Layout:
    order = np.argsort(piece, kind="stable")
    count = np.bincount(piece, minlength=1)
    start = np.cumsum(count) - count
    inner = np.empty(len(piece), dtype=np.int64)
    inner[order] = np.arange(len(piece)) - start[piece[order]]
    inside = np.flatnonzero(piece[known.one] == piece[known.other])
    edges = inside[np.argsort(piece[known.one[inside]], kind="stable")]
    return _Layout(order, count, start, inner, edges, piece[known.one[edges]])


def _odds(known: Ties, units: Places, told: tuple[Places, Places, Places]) -> Odds:
    edges, row, inner = told
    size = known.size[units]
    odds = known.absent * (size[:, :, np.newaxis] * size[:, np.newaxis, :]).astype(np.float64)
    one, other = inner[known.one[edges]], inner[known.other[edges]]
    odds[row, one, other] = odds[row, other, one] = known.odds[edges]
    closed = known.closed[units]
    apart = (closed[:, :, np.newaxis] == closed[:, np.newaxis, :]) & (closed[:, :, np.newaxis] >= 0)
    if known.many:
        for each, place in np.argwhere(size > 1).tolist():
            lists = known.lists(int(units[each, place]))
            for their in range(units.shape[1]):
                alike = not lists.isdisjoint(known.lists(int(units[each, their])))
                apart[each, place, their] = apart[each, their, place] = alike
    alone = (size[:, :, np.newaxis] == 1) & (size[:, np.newaxis, :] == 1)
    odds[apart & ~(alone & (odds >= HUMAN))] = BARRED
    diagonal = np.arange(units.shape[1])
    odds[:, diagonal, diagonal] = 0.0
    return odds
