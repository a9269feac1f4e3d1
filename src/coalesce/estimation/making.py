"""The default maker of intervals as ``estimate`` takes it, and totals of the same kind for each draw of the links.

Invariant: both come from ``default_intervals``, so that pooling over draws of the links widens an interval and changes
nothing else.
"""

from __future__ import annotations

import numpy as np

from coalesce.errors import BadInput
from coalesce.estimation.intervals import default_intervals, second_opinions
from coalesce.estimation.options import Array, Bounds, EstimateOptions
from coalesce.records import CaptureTable


def default_bounds(table: CaptureTable, options: EstimateOptions) -> Bounds | None:
    """The intervals of a table by the default method, with the second opinions; None where it gives none."""
    try:
        found = default_intervals(table)
    except BadInput:
        return None
    totals = np.sort(found.totals(options.resamples, options.seed))
    return Bounds(found.interval80, found.interval95, found.method, totals, opinions=second_opinions(table))


def totals_of(table: CaptureTable, options: EstimateOptions) -> Array:
    """``options.resamples`` totals as likely as the intervals say; none where the table gives none."""
    try:
        return np.asarray(default_intervals(table).totals(options.resamples, options.seed))
    except BadInput:
        return np.zeros(0)
