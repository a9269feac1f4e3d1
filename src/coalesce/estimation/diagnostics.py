"""How an estimate hangs on its lists: what each list left out would change, and how two lists go together.

Invariant: nothing here changes an estimate; the diagnostics are for readers and for refusing.
"""

from __future__ import annotations

import math
from itertools import combinations

from coalesce.errors import BadInput
from coalesce.estimation.average import AverageOptions, model_average
from coalesce.estimation.choice import by_bic, by_steps
from coalesce.estimation.models import FEWEST, MOST_ENUMERATED
from coalesce.estimation.options import EstimateOptions
from coalesce.records import CaptureTable, Dependence, Interval, LeftOut

_Z95 = 1.959964
HALF = 0.5
"""Added to each of the four numbers of an odds ratio (Haldane 1956, Anscombe 1956), so that none is zero."""


def leave_one_out(table: CaptureTable, options: EstimateOptions) -> tuple[LeftOut, ...]:
    """The total without each list, the model chosen anew in the same way, and the middle of the average over all models
    without it, which is what the interval is made of; nothing for three lists, of which two would stay.

    A list may be what ties the others together: without it there may be no total, and then the reason stands there.
    """
    if len(table.lists) <= FEWEST:
        return ()
    return tuple(_without(table, which, options) for which in range(len(table.lists)))


def _without(table: CaptureTable, which: int, options: EstimateOptions) -> LeftOut:
    rest = table.drop(which)
    way = by_bic if len(table.lists) <= MOST_ENUMERATED else by_steps
    best = way(rest, options).best if rest.n_observed else None
    if best is None:
        return LeftOut(table.lists[which], None, rest.n_observed, "no_model")
    return LeftOut(table.lists[which], best.total, rest.n_observed, middle=_middle(rest, options))


def _middle(rest: CaptureTable, options: EstimateOptions) -> float | None:
    try:
        return model_average(rest, AverageOptions(order=options.order), most=0).total
    except BadInput:
        return None


def dependences(table: CaptureTable) -> tuple[Dependence, ...]:
    """Each two lists: their overlap, and their odds ratio among the people of the other lists with its 95 % interval."""
    return tuple(_together(table, i, j) for i, j in combinations(range(len(table.lists)), 2))


def _together(table: CaptureTable, one: int, other: int) -> Dependence:
    both = 1 << one | 1 << other
    cells = [0, 0, 0, 0]
    for pattern, count in enumerate(table.counts):
        if pattern & ~both:
            cells[(pattern >> one & 1) + 2 * (pattern >> other & 1)] += count
    neither, left, right, shared = cells
    names = table.lists[one], table.lists[other], table.overlap(one, other)
    if not (left + shared and right + shared and neither + left and neither + right):
        return Dependence(*names, None, None)
    log_ratio = math.log((shared + HALF) * (neither + HALF) / ((left + HALF) * (right + HALF)))
    spread = _Z95 * math.sqrt(sum(1 / (cell + HALF) for cell in cells))
    around = Interval(0.95, math.exp(log_ratio - spread), math.exp(log_ratio + spread))
    return Dependence(*names, math.exp(log_ratio), around)
