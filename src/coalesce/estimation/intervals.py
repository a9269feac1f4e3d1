"""One table's intervals by every method, and which of them is the default.

Promise: the default is the average over models (``average``), which held what it promises on the populations that it was
chosen on (`docs/estimation.md`). The bootstrap's intervals, the model built step by step and the average over decomposable
graphs stand beside it as opinions.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coalesce.errors import BadInput
from coalesce.estimation.average import LEVELS, AverageOptions, model_average
from coalesce.estimation.bca import bca
from coalesce.estimation.bootstrap import BootstrapOptions, Resampled, bootstrap
from coalesce.estimation.decomposable import graph_average
from coalesce.estimation.mixture import Mixture
from coalesce.estimation.models import MOST_ENUMERATED
from coalesce.estimation.options import Bounds, EstimateOptions
from coalesce.estimation.percentiles import bootstrap_options
from coalesce.estimation.stepwise import THRESHOLD, stepwise
from coalesce.records.capture import CaptureTable
from coalesce.records.estimate import Interval, Opinion

AVERAGE = "average over all models"
"""The default's name; with six and more lists the model of all pairs stands for them."""


@dataclass(frozen=True, slots=True)
class Intervals:
    """The default's method in words, its median and intervals, and the mixture that they are cut from."""

    method: str
    middle: float
    interval80: Interval
    interval95: Interval
    mixture: Mixture

    def totals(self, times: int, seed: int) -> NDArray[np.float64]:
        """``times`` totals as likely as the intervals say: to be pooled over draws of the links, or drawn as a histogram."""
        return self.mixture.draws(times, seed)


def default_intervals(table: CaptureTable, options: AverageOptions | None = None) -> Intervals:
    """The default for 3 to 8 lists. Raises BadInput where the table can say nothing, BadUsage for other numbers of lists."""
    found = model_average(table, options, most=0)
    return Intervals(AVERAGE, found.total, found.interval80, found.interval95, found.mixture)


def average_bounds(table: CaptureTable, options: EstimateOptions) -> Bounds | None:
    """The default as a maker of an estimate's intervals, with the other methods' opinions; None where it can say nothing.

    ``totals`` are as many draws from the average as the options ask for resamples.
    """
    try:
        found = default_intervals(table, AverageOptions(order=options.order))
    except BadInput:
        return None
    own = Opinion(AVERAGE, None, found.middle, found.interval80, found.interval95, "the median of the average")
    try:
        beside, _ = bootstrap_opinions(table, bootstrap_options(options))
    except BadInput:
        beside = ()
    opinions = (own, *beside, *second_opinions(table, options.threshold))
    totals = found.totals(options.resamples, options.seed)
    return Bounds(found.interval80, found.interval95, AVERAGE, totals, opinions=opinions)


def bootstrap_opinions(table: CaptureTable, options: BootstrapOptions) -> tuple[tuple[Opinion, ...], Resampled]:
    """Percentile and BCa intervals around the model that BIC (or, as ``options`` say, stepwise choosing) prefers, and the
    resamples that both are made of. Raises BadInput where no model has a total."""
    resampled = bootstrap(table, options)
    by = "step by step" if options.stepwise or len(table.lists) > MOST_ENUMERATED else "by BIC"
    note = f"{resampled.lost:.1%} of the resamples have no model with a total" if resampled.lost else ""
    least, most = (resampled.interval(level) for level in LEVELS)
    low, high = bca(table, resampled, LEVELS, options)
    return (
        Opinion(f"percentiles, chosen {by}", None, resampled.total, least, most, note),
        Opinion(f"BCa, chosen {by}", None, resampled.total, low, high, note),
    ), resampled


def second_opinions(table: CaptureTable, threshold: float = THRESHOLD) -> tuple[Opinion, ...]:
    """What needs no resample: the model built up step by step, and the average over decomposable graphs (3 to 5 lists).

    Those that the table does not allow are left out.
    """
    chosen = stepwise(table, threshold)
    opinions = [Opinion("built step by step", str(chosen.model), chosen.total)] if chosen.total is not None else []
    if len(table.lists) <= MOST_ENUMERATED and table.n_observed:
        found = graph_average(table)
        opinions.append(
            Opinion(
                "average over decomposable graphs",
                found.graphs[0].cliques,
                found.total,
                found.interval80,
                found.interval95,
                f"prior 2^-{len(table.lists)} a cell, 1/N on the total; no bound on the unseen",
            )
        )
    return tuple(opinions)
