"""The most probable partition of records into people.

Invariant: "different" always holds, also against a chain of "same"; a "same" that no "different"
contradicts always holds; two records of one list free of duplicates stay apart (unless a human says "same");
the answer does not depend on the order of the input, nor on what else is partitioned with it: records that no chain
of likely links or "same" joins do not move each other.

Units that no chain of positive odds joins are apart in the most probable partition: a group that falls into two parts
with no positive odds between them loses nothing by being cut. So pieces are found first, for all records at
once, and each is solved by itself: exactly up to ``EXACT`` units, by search beyond (``cluster_search``); a piece of
more than ``cluster_pieces.MOST`` units is cut at its weakest links before.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from coalesce.linking.cluster_matrices import matrices
from coalesce.linking.cluster_pieces import in_order, pieces
from coalesce.linking.cluster_search import EXACT, exact, search
from coalesce.linking.cluster_ties import Odds, Places, Ties, Told, Verdicts, ties
from coalesce.linking.components import ABSENT, Component, Node, PlainLink, told_nodes

__all__ = ["EXACT", "best", "group_labels", "groups_of", "is_exact", "partition"]

_AT_ONCE = 2_000_000
"""Odds held at a time: 16 MB."""


def partition(
    nodes: Iterable[Node], links: Iterable[PlainLink], verdicts: Verdicts, absent: float = ABSENT
) -> list[tuple[str, ...]]:
    """The groups of the most probable partition, each sorted, in the order of their first record."""
    told = told_nodes(nodes, links)
    return groups_of(told.records, group_labels(told, verdicts, absent))


def groups_of(records: list[str], labels: Places) -> list[tuple[str, ...]]:
    """The records of each group, in the order of the labels; sorted where ``records`` are."""
    order = np.argsort(labels, kind="stable")
    ends = np.cumsum(np.bincount(labels, minlength=0)).tolist() if len(labels) else []
    named = [records[place] for place in order.tolist()]
    return [tuple(named[start:end]) for start, end in zip([0, *ends], ends, strict=False)]


def group_labels(told: Told, verdicts: Verdicts, absent: float = ABSENT) -> Places:
    """The group of each record, numbered from 0 in the order of their first record."""
    known = ties(told, verdicts, absent)
    near = known.odds > 0
    piece = pieces(len(known.size), (known.one[near], known.other[near], known.odds[near]))
    label = _solved(known, piece)
    return in_order(label[known.unit])


def best(odds: Odds) -> list[int]:
    """One label a unit: the most probable partition under these log odds, or one near it where there are many."""
    one, other = np.nonzero(np.triu(odds, 1) > 0)
    piece = pieces(len(odds), (one, other, odds[one, other]))
    labels = np.arange(len(odds))
    for number in np.flatnonzero(np.bincount(piece) > 1).tolist():
        places = np.flatnonzero(piece == number)
        labels[places] = places[_solve(odds[np.ix_(places, places)])]
    return [int(label) for label in labels]


def is_exact(part: Component) -> bool:
    """Whether ``best`` is certainly the most probable partition of this component."""
    one, other = np.nonzero(np.triu(part.odds, 1) > 0)
    return int(np.bincount(pieces(len(part.odds), (one, other, part.odds[one, other]))).max()) <= EXACT


def _solve(odds: Odds) -> Places:
    """Labels that are places."""
    return exact(odds[np.newaxis])[0] if len(odds) <= EXACT else search(odds)


def _solved(known: Ties, piece: Places) -> Places:
    """The label of each unit: the number of the first unit of its group, in no order."""
    label = np.arange(len(piece))
    for units, odds in matrices(known, piece, at_once=_AT_ONCE):
        found = exact(odds) if odds.shape[1] <= EXACT else search(odds[0])[np.newaxis]
        label[units] = np.take_along_axis(units, found, axis=1)
    return label
