"""Fitting models to a capture table and ranking them by BIC.

Promise: BIC is -2 log-likelihood of the Poisson counts + parameters x log(people seen); a parameter that went to minus
infinity is counted too. A model without a maximum, or with one that does not tell the unseen, has no total and is never
ranked. Totals and BIC are those of R's MultipleSystemsEstimation to four decimals, and so is the number of usable models.

Source: Chan, Silverman and Vincent (2021), JASA 116:1297; Silverman, Chan and Vincent (2024), Statistics and Computing 34:44.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coalesce.estimation.existence import GOOD, check, check_rows
from coalesce.estimation.kernel import Cells, Room, deviance, fit, fit_rows, subset_sums, superset_sums
from coalesce.estimation.models import DEFAULT_ORDER, Model, ModelSpace, all_models
from coalesce.records import CaptureTable, ModelFit

Array = NDArray[Any]

EXACT = 1e-12
"""Newton stops at a step that gains less log-likelihood: the total is then right to ten digits."""

_STIRLING = 1e6


@dataclass(frozen=True, slots=True)
class Fitted:
    """One model on one table. ``code`` is that of ``existence``; without GOOD there is no total and no BIC (NaN).

    ``means`` are the fitted numbers of people by pattern; that of pattern 0 is how many are unseen.
    """

    table: CaptureTable
    model: Model
    code: int
    unseen: float
    bic: float
    means: Array

    @property
    def total(self) -> float | None:
        """All people, seen and unseen; None where the model gives none."""
        return self.table.n_observed + self.unseen if math.isfinite(self.unseen) else None

    def told(self) -> ModelFit:
        """The same in the shared words."""
        return ModelFit(str(self.model), self.total, self.bic, self.model.parameters)


@dataclass(frozen=True, slots=True)
class Fits:
    """All models of a space on one table, in the order of the space: NaN where a model is not usable."""

    table: CaptureTable
    space: ModelSpace
    unseen: Array
    bics: Array
    codes: Array
    betas: Array

    @property
    def usable(self) -> Array:
        """Which models have a maximum that tells the unseen."""
        return np.isfinite(self.bics)

    @property
    def totals(self) -> Array:
        """All people by each model."""
        return self.table.n_observed + self.unseen

    def ranked(self, within: float = math.inf) -> list[int]:
        """The places of the usable models by BIC, best first, up to ``within`` units behind the best."""
        places = np.flatnonzero(self.usable)
        if not len(places):
            return []
        places = places[np.argsort(self.bics[places], kind="stable")]
        return [int(at) for at in places if self.bics[at] <= self.bics[places[0]] + within]

    def fit_of(self, place: int) -> ModelFit:
        """One model of them in the shared words."""
        total = float(self.totals[place]) if self.usable[place] else None
        model = self.space.models[place]
        return ModelFit(str(model), total, float(self.bics[place]), model.parameters)


def counts_of(table: CaptureTable) -> Array:
    """The counts by pattern, as fitting takes them."""
    return np.array(table.counts, np.float64)


def cells_of(counts: Array) -> Cells:
    """A table's counts with their superset sums."""
    lists = len(counts).bit_length() - 1
    sums = counts.copy()
    superset_sums(sums, lists)
    return Cells(counts, sums, lists)


def room_for(size: int, width: int) -> Room:
    """Where a fit of at most ``width`` parameters to ``size`` cells works."""
    return Room(np.empty(size), np.empty((width, width)), np.empty(size), np.empty(size))


def fit_all(table: CaptureTable, order: int = DEFAULT_ORDER) -> Fits:
    """Every model of 3 to 5 lists with interactions of at most ``order`` lists. Raises BadUsage for other tables."""
    space = all_models(len(table.lists), order)
    counts = counts_of(table)
    cells = cells_of(counts)
    codes = check_rows(space.rows, counts, cells.sums)
    unseen, deviances, betas = fit_rows(space.rows, space.parents, codes == GOOD, counts, EXACT)
    return Fits(table, space, unseen, deviances + bic_base(counts, space.parameters), codes, betas)


def fit_model(table: CaptureTable, model: Model) -> Fitted:
    """One model of up to 8 lists on one table."""
    counts = counts_of(table)
    cells = cells_of(counts)
    row = model.row()
    code = int(check(row, counts, cells.sums, cells.lists))
    nothing = np.full(len(counts), math.nan)
    if code != GOOD:
        return Fitted(table, model, code, math.nan, math.nan, nothing)
    beta = np.zeros(len(counts))
    unseen, lack = fit(row, cells, beta, room_for(len(counts), len(row)), (False, EXACT))
    if math.isnan(lack):
        return Fitted(table, model, code, math.nan, math.nan, nothing)
    subset_sums(beta, cells.lists)
    bic = float(lack + bic_base(counts, np.array(model.parameters)))
    return Fitted(table, model, code, float(unseen), bic, np.exp(beta))


def deviance_of(fits: Fits, place: int) -> float:
    """Twice the log-likelihood by which the saturated model is ahead of one that is usable."""
    counts = counts_of(fits.table)
    return float(deviance(cells_of(counts), fits.betas[place], np.empty(len(counts))))


def bic_base(counts: Array, parameters: Array) -> Array:
    """What turns deviances into BIC: -2 log-likelihood of the saturated model, and the price of the parameters."""
    return sum(map(_saturated, counts[1:].tolist())) + parameters * math.log(max(1.0, counts.sum()))


def _saturated(count: float) -> float:
    """-2 log of the Poisson probability of a count at its own mean; by Stirling's series where digits would cancel."""
    if count <= 0:
        return 0.0
    if count > _STIRLING:
        return math.log(2 * math.pi * count) + 1 / (6 * count)
    return -2.0 * (count * math.log(count) - count - math.lgamma(count + 1))
