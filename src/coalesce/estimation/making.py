"""The default interval where no other opinion is wanted, and totals of the same kind for each draw of the links.

Invariant: both come from ``default_intervals``, as the intervals of ``average_bounds`` do, so that pooling over draws of the
links widens an interval and changes nothing else.
"""

from __future__ import annotations

import numpy as np

from coalesce.errors import BadInput
from coalesce.estimation.average import AverageOptions
from coalesce.estimation.intervals import default_intervals
from coalesce.estimation.options import Array, Bounds, EstimateOptions
from coalesce.records import CaptureTable


def plain_bounds(table: CaptureTable, options: EstimateOptions) -> Bounds | None:
    """The intervals of a table by the default method and nothing beside them; None where it gives none."""
    try:
        found = default_intervals(table, AverageOptions(order=options.order))
    except BadInput:
        return None
    totals = found.totals(options.resamples, options.seed)
    return Bounds(found.interval80, found.interval95, found.method, totals)


def totals_of(table: CaptureTable, options: EstimateOptions) -> Array:
    """``options.resamples`` totals as likely as the intervals say; none where the table gives none."""
    found = plain_bounds(table, options)
    return np.zeros(0) if found is None else found.totals
