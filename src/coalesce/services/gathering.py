"""Everything of a view that grouping needs, in arrays: there may be a million records.

Invariant: what the view shows and nothing else; records in the order of their ids; customers are never linked.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from coalesce.linking.cluster_ties import Told
from coalesce.store.read_view import Listed, ReadView, Stated

UNLINKED = "customers"
"""The kind of list that is screened and never linked."""


def told_of_view(view: ReadView) -> tuple[Told, Listed]:
    """Every record and link of the view, as no more than grouping needs, and each record's list."""
    listed, stated = view.listed(), view.stated()
    linked = np.array([one.kind != UNLINKED for one in listed.lists], dtype=np.bool_)[listed.on]
    if not linked.all():
        listed, stated = _only(listed, stated, linked)
    closed = np.array([at if one.deduplicated else -1 for at, one in enumerate(listed.lists)], dtype=np.int64)
    return Told(listed.records, closed[listed.on], *stated), listed


def _only(listed: Listed, stated: Stated, kept: NDArray[np.bool_]) -> tuple[Listed, Stated]:
    """These records alone, and the links between them."""
    place = np.cumsum(kept) - 1
    both = kept[stated.left] & kept[stated.right]
    records = [record for record, one in zip(listed.records, kept.tolist(), strict=True) if one]
    among = Stated(place[stated.left[both]], place[stated.right[both]], stated.probability[both])
    return Listed(records, listed.on[kept], listed.lists), among
