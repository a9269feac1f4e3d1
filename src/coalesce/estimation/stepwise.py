"""Choosing a model step by step, for six and more lists, where not all models can be looked at.

Promise: from each list's own effect alone, at every step the pair is added whose number of people on both lists is the
least likely under the present model, as long as that one-sided Poisson probability is below the threshold and the model
stays usable. The same table gives the same model.

Source: Chan, Silverman and Vincent (2021), JASA 116:1297, section 3.1; threshold .02 as there.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import pdtr, pdtrc

from coalesce.errors import BadUsage
from coalesce.estimation.choosing import EXACT, Fitted, cells_of, counts_of, fit_model, room_for
from coalesce.estimation.existence import GOOD, check
from coalesce.estimation.kernel import Cells, Room, fit, subset_sums, superset_sums
from coalesce.estimation.models import FEWEST, MOST, Model
from coalesce.records import CaptureTable

Array = NDArray[Any]

THRESHOLD = 0.02


@dataclass(frozen=True, slots=True)
class Step:
    """Where stepwise choosing ended: the pairs that were added, in their order, and how many people are unseen."""

    pairs: tuple[int, ...]
    unseen: float


def stepwise(table: CaptureTable, threshold: float = THRESHOLD) -> Fitted:
    """The model chosen step by step, fitted. Raises BadUsage for fewer than 3 or more than 8 lists.

    Where not even the lists' own effects can be told, that model comes back with its ``code``.
    """
    lists = len(table.lists)
    if not FEWEST <= lists <= MOST:
        raise BadUsage(f"models are fitted to {FEWEST} to {MOST} lists, not to {lists}")
    return fit_model(table, Model(lists, tuple(sorted(step_through(counts_of(table), threshold).pairs))))


def step_through(counts: Array, threshold: float = THRESHOLD, tolerance: float = EXACT) -> Step:
    """The same on counts by pattern, for resampled tables: NaN unseen where no model is usable."""
    cells = cells_of(counts)
    lists = cells.lists
    singles = [0, *(1 << which for which in range(lists))]
    every = np.array([1 << i | 1 << j for i, j in combinations(range(lists), 2)])
    beta = np.zeros(len(counts))
    room = room_for(len(counts), len(singles) + len(every))
    chosen: tuple[int, ...] = ()
    best = _usable(np.array(singles), cells, beta, room, (False, tolerance))
    while not math.isnan(best):
        free = np.array([pair for pair in every if pair not in chosen], np.int64)
        likely = surprise(cells.sums[free], _expected(beta, cells)[free])
        for at in np.argsort(likely, kind="stable"):
            if likely[at] >= threshold:
                return Step(chosen, best)
            trial = beta.copy()
            row = np.array([*singles, *chosen, int(free[at])])
            unseen = _usable(row, cells, trial, room, (True, tolerance))
            if not math.isnan(unseen):
                chosen, beta, best = (*chosen, int(free[at])), trial, unseen
                break
        else:
            return Step(chosen, best)
    return Step(chosen, best)


def surprise(seen: Array, expected: Array) -> Array:
    """One-sided Poisson probabilities: of so many or more where more were seen than expected, else of so few or fewer."""
    few = pdtr(seen, expected)
    many = np.where(seen > 0, pdtrc(seen - 1, expected), 1.0)
    return np.where(seen > expected, many, few)


def _usable(row: Array, cells: Cells, beta: Array, room: Room, options: tuple[bool, float]) -> float:
    if check(row, cells.counts, cells.sums, cells.lists) != GOOD:
        return math.nan
    return float(fit(row, cells, beta, room, options)[0])


def _expected(beta: Array, cells: Cells) -> Array:
    means = beta.copy()
    subset_sums(means, cells.lists)
    means = np.exp(means)
    means[0] = 0.0
    superset_sums(means, cells.lists)
    return means
