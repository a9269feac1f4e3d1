"""The model that a table's total is read from, and those that explain the table about as well.

Promise: for 3 to 5 lists the best of all models by BIC; for 6 to 8 the one that stepwise choosing ends at, compared with
the models that have one pair more or less. Best first; the chosen one is among them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import combinations

from coalesce.estimation.choosing import Fitted, fit_all, fit_model
from coalesce.estimation.models import MOST_ENUMERATED, Model
from coalesce.estimation.options import EstimateOptions
from coalesce.estimation.stepwise import stepwise
from coalesce.records import Alternative, CaptureTable, ModelFit

BY_BIC = "the best of all models by BIC"
BY_STEPS = "a model chosen step by step"


@dataclass(frozen=True, slots=True)
class Choice:
    """``best`` None: no model of the table has a total. ``near`` holds the alternatives, best first."""

    method: str
    best: ModelFit | None
    near: tuple[Alternative, ...]
    considered: int
    usable: int


def choose(table: CaptureTable, options: EstimateOptions) -> Choice:
    """The choice for a table of 3 to 8 lists. Raises BadUsage for others."""
    return by_bic(table, options) if len(table.lists) <= MOST_ENUMERATED else by_steps(table, options)


def by_bic(table: CaptureTable, options: EstimateOptions) -> Choice:
    """Among all models of 3 to 5 lists."""
    fits = fit_all(table, options.order)
    near = [fits.fit_of(place) for place in fits.ranked(within=_reach(options))]
    best = near[0] if near else None
    return Choice(BY_BIC, best, _alternatives(near), len(fits.space), int(fits.usable.sum()))


def by_steps(table: CaptureTable, options: EstimateOptions) -> Choice:
    """Step by step, for 3 to 8 lists, with its neighbours."""
    chosen = stepwise(table, options.threshold)
    around = [chosen, *(fit_model(table, model) for model in _neighbours(chosen.model))]
    usable = sorted((one for one in around if _has_total(one)), key=lambda one: (one.bic, str(one.model)))
    near = [one.told() for one in usable if one.bic <= usable[0].bic + _reach(options) or one is chosen]
    best = chosen.told() if _has_total(chosen) else None
    return Choice(BY_STEPS, best, _alternatives(near), len(around), len(usable))


def _reach(options: EstimateOptions) -> float:
    """Whichever setting asks for more: models whose range may be given instead of a total must stand among those told."""
    return max(options.alternatives, options.thresholds.near_bic)


def _neighbours(model: Model) -> list[Model]:
    pairs = [1 << i | 1 << j for i, j in combinations(range(model.lists), 2)]
    changed = [set(model.interactions) ^ {pair} for pair in pairs]
    return [Model(model.lists, tuple(sorted(interactions))) for interactions in changed]


def _has_total(fitted: Fitted) -> bool:
    return math.isfinite(fitted.unseen) and math.isfinite(fitted.bic)


def _alternatives(near: list[ModelFit]) -> tuple[Alternative, ...]:
    least = min((one.bic for one in near), default=0.0)
    told = [(one, one.total) for one in near if one.total is not None]
    return tuple(Alternative(one.generators, total, one.bic, one.bic - least) for one, total in told)
