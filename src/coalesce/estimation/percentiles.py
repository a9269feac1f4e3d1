"""The plain percentile interval as a maker: the model is chosen anew in every resample, and the ends of the totals cut off.

Promise: the same seed gives the same interval, whatever the number of threads. It holds the truth less often than it
says (see docs/estimation.md); the default is ``intervals.average_bounds``.
"""

from __future__ import annotations

import numpy as np

from coalesce.errors import BadInput
from coalesce.estimation.average import LEVELS
from coalesce.estimation.bootstrap import BootstrapOptions, bootstrap
from coalesce.estimation.options import Bounds, EstimateOptions
from coalesce.records import CaptureTable

METHOD = "percentiles of resamples, the model chosen anew in each"
MOST_LOST = 0.5


def percentile_bounds(table: CaptureTable, options: EstimateOptions) -> Bounds | None:
    """80 % and 95 % of the totals of the resamples; None where half of them or more have no total."""
    try:
        found = bootstrap(table, bootstrap_options(options))
    except BadInput:
        return None
    if found.lost >= MOST_LOST:
        return None
    kept = np.sort(found.totals[np.isfinite(found.totals)])
    eighty, ninety_five = (found.interval(level) for level in LEVELS)
    return Bounds(eighty, ninety_five, METHOD, kept, found.lost)


def bootstrap_options(options: EstimateOptions) -> BootstrapOptions:
    """What an estimate's options say of its resamples."""
    return BootstrapOptions(
        times=options.resamples,
        seed=options.seed,
        threads=options.threads,
        order=options.order,
        threshold=options.threshold,
    )
