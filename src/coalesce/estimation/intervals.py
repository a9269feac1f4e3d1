"""One table's intervals by every method, and which of them is the default.

Promise: for 3 to 5 lists the default is the average over all models (``average``), which held what it promises on the
populations that it was chosen on (`docs/estimation.md`); for six and more lists it is the percentile interval with the model
built up step by step in every resample, which is known to hold less. The others stand beside it as opinions.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from coalesce.estimation.average import LEVELS, AverageOptions, Mixture, model_average
from coalesce.estimation.bca import bca
from coalesce.estimation.bootstrap import BootstrapOptions, Resampled, bootstrap
from coalesce.estimation.decomposable import graph_average
from coalesce.estimation.models import MOST_ENUMERATED
from coalesce.estimation.stepwise import stepwise
from coalesce.records.capture import CaptureTable
from coalesce.records.estimate import Interval, Opinion

AVERAGE, STEPWISE = "average over all models", "percentiles, model built step by step in each resample"


@dataclass(frozen=True, slots=True)
class IntervalOptions:
    """What the average and the bootstrap are made with."""

    average: AverageOptions = field(default_factory=AverageOptions)
    bootstrap: BootstrapOptions = field(default_factory=BootstrapOptions)


@dataclass(frozen=True, slots=True)
class Intervals:
    """The default's middle and intervals, with its method in words.

    ``mixture`` is the average's, ``resampled`` the bootstrap's; None where the default is the other.
    """

    method: str
    middle: float
    interval80: Interval
    interval95: Interval
    mixture: Mixture | None = None
    resampled: Resampled | None = None

    def totals(self, times: int, seed: int) -> NDArray[np.float64]:
        """``times`` totals as likely as the intervals say (NaN: a resample without one): to be pooled over draws of the
        links, or drawn as a histogram."""
        if self.mixture is not None:
            return self.mixture.draws(times, seed)
        made = self.resampled.totals if self.resampled is not None else np.zeros(0)
        return np.asarray(np.random.default_rng(seed).choice(made, times) if times > len(made) else made[:times])


def default_intervals(table: CaptureTable, options: IntervalOptions | None = None) -> Intervals:
    """The default for this many lists. Raises BadInput where the table can say nothing, BadUsage for too few or too many lists."""
    asked = options or IntervalOptions()
    if len(table.lists) <= MOST_ENUMERATED:
        found = model_average(table, asked.average)
        return Intervals(AVERAGE, found.total, found.interval80, found.interval95, mixture=found.mixture)
    resampled = bootstrap(table, asked.bootstrap)
    eighty, ninety_five = (resampled.interval(level) for level in LEVELS)
    return Intervals(STEPWISE, resampled.quantiles(0.5)[0], eighty, ninety_five, resampled=resampled)


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


def second_opinions(table: CaptureTable) -> tuple[Opinion, ...]:
    """What needs no resample: the model built up step by step, and the average over decomposable graphs (3 to 5 lists).

    Those that the table does not allow are left out.
    """
    chosen = stepwise(table)
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
