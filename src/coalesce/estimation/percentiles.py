"""The plain percentile interval: the model is chosen anew in every resample, and the ends of the totals cut off.

Promise: the same seed gives the same interval, whatever the number of threads. It holds the truth less often than it
says (see docs/estimation.md); it stands here as the first of several makers, which all answer with ``Bounds``.
"""

from __future__ import annotations

import numpy as np

from coalesce.estimation.choosing import fit_all
from coalesce.estimation.models import MOST_ENUMERATED
from coalesce.estimation.options import Array, Bounds, EstimateOptions
from coalesce.estimation.resampling import LOOSE, Search, choose_again, resample
from coalesce.estimation.stepwise import step_through
from coalesce.records import CaptureTable, Interval

METHOD = "percentiles of resamples, the model chosen anew in each"
MOST_LOST = 0.5


def percentile_bounds(table: CaptureTable, options: EstimateOptions) -> Bounds | None:
    """80 % and 95 % of the totals of the resamples; None where half of them or more have no total."""
    drawn = resample(table, options.resamples, options.seed)
    if len(table.lists) <= MOST_ENUMERATED:
        totals = choose_again(fit_all(table, options.order), drawn, Search(threads=options.threads)).totals[:, 0]
    else:
        totals = _by_steps(drawn, options.threshold)
    kept = np.sort(totals[np.isfinite(totals)])
    lost = 1 - len(kept) / len(totals)
    if lost >= MOST_LOST:
        return None
    ends = [float(end) for end in np.quantile(kept, (0.025, 0.1, 0.9, 0.975))]
    return Bounds(Interval(0.8, ends[1], ends[2]), Interval(0.95, ends[0], ends[3]), METHOD, kept, lost)


def _by_steps(drawn: Array, threshold: float) -> Array:
    return np.array([counts.sum() + step_through(counts, threshold, LOOSE).unseen for counts in drawn])
