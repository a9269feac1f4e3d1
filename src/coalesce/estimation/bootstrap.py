"""Percentile intervals from resamples in each of which the model is chosen anew.

Promise: up to five lists, every model stands to be chosen in every resample (``resampling``); with six and more the model is
built up step by step again. The same seed gives the same totals, whatever the number of threads and however often progress
is asked for. A resample in which no model has a total is counted and left out.

A percentile interval after choosing by BIC still misses the truth more often than it says, since the same
choice is made wrongly in most resamples: `docs/estimation.md` has the figures. It stands here to be compared with.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coalesce.errors import BadInput
from coalesce.estimation.choosing import Fits, fit_all
from coalesce.estimation.models import DEFAULT_ORDER, MOST_ENUMERATED
from coalesce.estimation.resampling import LOOSE, Search, choose_again, resample
from coalesce.estimation.stepwise import THRESHOLD, step_through, stepwise
from coalesce.records.capture import CaptureTable
from coalesce.records.estimate import Interval

Array = NDArray[Any]

TIMES = 1000
PIECE = 50
"""Resamples between two words of progress."""

Progress = Callable[[int, int], None]
"""Told how many resamples of how many are done. What it raises breaks the work off."""


@dataclass(frozen=True, slots=True)
class BootstrapOptions:
    """How many resamples, from which seed, by how many threads, and whom to tell; ``stepwise``: choose step by step at
    ``threshold``, not by BIC among all models up to ``order`` (with six and more lists it is always so)."""

    times: int = TIMES
    seed: int = 1
    threads: int = 1
    stepwise: bool = False
    order: int = DEFAULT_ORDER
    threshold: float = THRESHOLD
    progress: Progress | None = None


@dataclass(frozen=True, slots=True)
class Resampled:
    """The total chosen on the table itself, and those of the resamples in their order, NaN where no model had one."""

    total: float
    totals: Array

    @property
    def lost(self) -> float:
        """The share of resamples without a total."""
        return float(np.isnan(self.totals).mean())

    def interval(self, level: float) -> Interval:
        """The percentile interval. Raises BadInput where no resample has a total."""
        return Interval(level, *self.quantiles((1 - level) / 2, (1 + level) / 2))

    def quantiles(self, *shares: float) -> tuple[float, ...]:
        """Totals below which these shares of the resamples lie."""
        told = self.totals[~np.isnan(self.totals)]
        if not len(told):
            raise BadInput("no resample of this table has a model with a total: there is no interval")
        return tuple(float(each) for each in np.quantile(told, shares))


def bootstrap(table: CaptureTable, options: BootstrapOptions | None = None) -> Resampled:
    """Totals of resamples. Raises BadInput where the table itself has none, BadUsage for fewer than 3 or over 8 lists."""
    asked = options or BootstrapOptions()
    choose = chooser(table, asked)
    tables = resample(table, asked.times, asked.seed)
    pieces = []
    for start in range(0, asked.times, PIECE):
        pieces.append(choose(tables[start : start + PIECE]))
        if asked.progress:
            asked.progress(min(start + PIECE, asked.times), asked.times)
    return Resampled(chosen_total(table, asked), np.concatenate(pieces) if pieces else np.zeros(0))


def chooser(table: CaptureTable, options: BootstrapOptions) -> Callable[[Array], Array]:
    """What gives the totals of tables near this one (rows of counts by pattern), each by a choice of its own."""
    if options.stepwise or len(table.lists) > MOST_ENUMERATED:
        return lambda tables: _step_by_step(tables, options.threshold)
    fits = fit_all(table, options.order)
    how = Search(threads=options.threads)
    return lambda tables: np.asarray(choose_again(fits, tables, how).totals[:, 0])


def chosen_total(table: CaptureTable, options: BootstrapOptions) -> float:
    """The total of the model chosen on the table itself. Raises BadInput where there is none."""
    by_steps = options.stepwise or len(table.lists) > MOST_ENUMERATED
    total = stepwise(table, options.threshold).total if by_steps else _best(fit_all(table, options.order))
    if total is None or not math.isfinite(total):
        raise BadInput("no model of this table has a total: there is nothing to put an interval around")
    return total


def _best(fits: Fits) -> float | None:
    ranked = fits.ranked(0.0)
    return float(fits.totals[ranked[0]]) if ranked else None


def _step_by_step(tables: Array, threshold: float) -> Array:
    return np.array([counts.sum() + step_through(counts, threshold, LOOSE).unseen for counts in tables])
