"""Everything of a view that grouping needs, in arrays: there may be a million records.

Invariant: what the view shows and nothing else; records in the order of their ids; customers are never linked.
"""

from __future__ import annotations

import numpy as np

from coalesce.linking.cluster_ties import Told, told_in_order
from coalesce.store.read_view import ReadView

UNLINKED = "customers"
"""The kind of list that is screened and never linked."""


def told_of_view(view: ReadView) -> tuple[Told, list[str]]:
    """Every record and link of the view, as no more than grouping needs (there may be a million), and each record's list."""
    lists: dict[str, int] = {}
    listed = view.listed()
    if any(row[2] == UNLINKED for row in listed):
        listed = [row for row in listed if row[2] != UNLINKED]
    closed = np.fromiter(
        (lists.setdefault(of, len(lists)) if alone else -1 for _, of, _, alone in listed), np.int64, len(listed)
    )
    return told_in_order([row[0] for row in listed], closed, view.stated()), [row[1] for row in listed]
