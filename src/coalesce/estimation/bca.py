"""Bootstrap intervals corrected for bias and acceleration (Efron 1987, JASA 82:171), the model chosen anew throughout.

This is what R's MultipleSystemsEstimation gives by default (there among the 100 best models of the table, here among all).
The acceleration is from the jackknife over people: all who share a pattern give the same total when left out, so that one
choice for each pattern somebody shows is enough.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from coalesce.estimation.bootstrap import BootstrapOptions, Resampled, chooser
from coalesce.records.capture import CaptureTable
from coalesce.records.estimate import Interval

Array = NDArray[Any]

FURTHEST = 6.0
"""The correction for bias in standard deviations, where all resamples lie on one side of the total."""


def bca(
    table: CaptureTable, resampled: Resampled, levels: tuple[float, ...], options: BootstrapOptions
) -> list[Interval]:
    """The intervals of these levels. ``options`` are those that ``resampled`` was made with.

    Raises BadInput where no resample has a total.
    """
    resampled.quantiles(0.5)
    told = resampled.totals[~np.isnan(resampled.totals)]
    below = (told < resampled.total).mean() + (told == resampled.total).mean() / 2
    bias = float(np.clip(ndtri(below), -FURTHEST, FURTHEST))
    bend = acceleration(table, options)
    intervals = []
    for level in levels:
        ends = ndtri(np.array([(1 - level) / 2, (1 + level) / 2])) + bias
        shares = ndtr(bias + ends / np.maximum(1 - bend * ends, 1e-3))
        intervals.append(Interval(level, *resampled.quantiles(*(float(share) for share in shares))))
    return intervals


def acceleration(table: CaptureTable, options: BootstrapOptions) -> float:
    """A sixth of the skewness of the total over people left out one at a time; 0 where it does not move."""
    counts = np.array(table.counts, np.float64)
    shown = np.flatnonzero(counts)
    less = np.repeat(counts[None, :], len(shown), axis=0)
    less[np.arange(len(shown)), shown] -= 1
    totals = chooser(table, options)(less)
    good = ~np.isnan(totals)
    weights, totals = counts[shown][good], totals[good]
    if not weights.sum() > 0:
        return 0.0
    away = np.average(totals, weights=weights) - totals
    square = float(weights @ away**2)
    return float(weights @ away**3) / (6 * square**1.5) if square > 0 else 0.0
