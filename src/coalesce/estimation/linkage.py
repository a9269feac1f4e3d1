"""Totals over draws of the links: a table for each draw, and from each as many totals as every other.

Promises the same totals for the same tables, seed and maker. Invariant: a draw's totals depend on its own table and
place alone; tables that several draws share are worked out once for all of them, with totals of their own for each.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coalesce.estimation.pooling import Pooled, pool
from coalesce.records import CaptureTable

Array = NDArray[Any]

TotalsOf = Callable[[CaptureTable, int, int], Array]
"""So many totals of a table, as likely as its interval says, from a seed; fewer than asked for where some have no number."""

Tell = Callable[[float], None]
"""Told which share of the draws is done."""


@dataclass(frozen=True, slots=True)
class Linked:
    """``totals``: a row for each draw of the links, NaN where there is no number; ``seen``: the people of each draw."""

    totals: Array
    seen: Array

    def pooled(self) -> Pooled | None:
        """One interval of all; None where half of the totals have no number."""
        return pool(self.totals, self.seen[:, np.newaxis])


def over_draws(counts: Array, lists: tuple[str, ...], times: int, totals_of: TotalsOf, tell: Tell) -> Linked:
    """``times`` totals for each row of ``counts`` (one row a draw, by pattern)."""
    tables, which = np.unique(counts, axis=0, return_inverse=True)
    which = which.reshape(-1)
    totals = np.full((len(counts), times), np.nan)
    for number, row in enumerate(tables):
        draws = np.flatnonzero(which == number)
        table = CaptureTable(lists, tuple(int(count) for count in row))
        made = totals_of(table, times * len(draws), int(draws[0]) + 1)
        room = np.full(times * len(draws), np.nan)
        room[: len(made)] = made
        # dealt out in turn, so that what comes in order (quantiles, a sorted bootstrap) is no difference between draws
        totals[draws] = room.reshape(times, len(draws)).T
        tell((number + 1) / len(tables))
    return Linked(totals, counts.sum(axis=1))
