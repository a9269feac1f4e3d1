"""What not knowing who is who adds: totals of many draws of the links, pooled into one interval.

Promises the interval of the mixture: each draw of the links gives a table, each table its resampled totals, and all of
them together are cut at the ends. Invariant: draws that all give the same table leave the share of linking at zero, but
for rounding; resamples without a number are counted and belong to no interval.

Source: Sadinle (2018), Bayesian propagation of record linkage uncertainty into population size estimation of human
rights violations, Annals of Applied Statistics 12:1013. The share is that of the variance of the logarithm of the unseen
between draws, by the usual analysis of variance: what the resamples of one draw differ by is taken off.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coalesce.records import Interval

Array = NDArray[Any]

LEAST_UNSEEN = 0.5
"""A model may say that nobody is unseen; its logarithm is taken of half a person."""


@dataclass(frozen=True, slots=True)
class Pooled:
    """``totals`` are the finite ones of all draws; ``without`` how many resamples gave none."""

    totals: Array
    interval80: Interval
    interval95: Interval
    linking_share: float
    without: int


def pool(totals: Array, seen: Array) -> Pooled | None:
    """One interval from resampled totals, a row for each draw of the links; ``seen`` are the people of each resample.

    None where fewer than half of the resamples have a number: nothing could be promised of the rest.
    """
    finite = np.isfinite(totals)
    kept = totals[finite]
    if 2 * len(kept) < totals.size or not len(kept):
        return None
    ends = np.quantile(kept, (0.025, 0.1, 0.9, 0.975))
    return Pooled(
        np.sort(kept),
        Interval(0.8, float(ends[1]), float(ends[2])),
        Interval(0.95, float(ends[0]), float(ends[3])),
        linking_share(np.where(finite, totals - seen, np.nan)),
        int(totals.size - len(kept)),
    )


def linking_share(unseen: Array) -> float:
    """The share, 0 to 1, of the variance of log unseen that lies between the rows (NaN: no number)."""
    logs = np.log(np.maximum(unseen, LEAST_UNSEEN))
    enough = np.isfinite(logs).sum(axis=1) > 1
    logs = logs[enough]
    if len(logs) < 2:
        return 0.0
    sizes = np.isfinite(logs).sum(axis=1)
    inside = float(np.mean(np.nanvar(logs, axis=1, ddof=1)))
    between = float(np.var(np.nanmean(logs, axis=1), ddof=1)) - inside * float(np.mean(1.0 / sizes))
    between = max(between, 0.0)
    return between / (between + inside) if between + inside > 0 else 0.0
