"""``estimate``: a capture table in, an Estimate out; or the reasons why no number is given.

Promise: the same table, options and seed give the same answer. The identifying assumption stands in ``ASSUMPTION``: it
cannot be checked from the lists, and every estimate leans on it.
"""

from __future__ import annotations

from itertools import combinations

from coalesce.errors import BadUsage
from coalesce.estimation import refusals as rules
from coalesce.estimation.choice import Choice, choose
from coalesce.estimation.diagnostics import dependences, leave_one_out
from coalesce.estimation.intervals import average_bounds
from coalesce.estimation.models import FEWEST, MOST
from coalesce.estimation.options import Bounds, EstimateOptions, IntervalMaker
from coalesce.records import CaptureTable, Estimate, LeftOut, ModelFit, Refusal

ASSUMPTION = (
    "Whether somebody on no list is like the people on the lists cannot be seen from the lists. Every number here assumes "
    "that the lists do not all depend on each other at once: what the people on some lists show about the gaps of the "
    "others holds for the people on none."
)

FEW = 30
"""People on two or more lists below which a word of care is said."""


def estimate(
    table: CaptureTable, options: EstimateOptions | None = None, intervals: IntervalMaker = average_bounds
) -> Estimate:
    """All people, seen and unseen, with intervals, alternatives and diagnostics; or refusals. Raises BadUsage for over 8
    lists and for source groups that are not of the table.
    """
    asked = options or EstimateOptions()
    merged = table.merged(asked.sources)
    if len(merged.lists) > MOST:
        raise BadUsage(
            f"{len(merged.lists)} lists are too many, at most {MOST}: leave some out, or count some as one source"
        )
    few = rules.few_lists(merged, merged.lists != table.lists, asked.thresholds)
    if few:
        return Estimate.refused(asked.kind, merged, few, asked.seed, dependences(merged))
    limits = asked.thresholds
    chosen = choose(merged, asked)
    before = [*asked.against, rules.few_on_two(merged, limits), rules.no_overlap(merged), rules.derived(merged, limits)]
    before.append(rules.no_model(chosen.best is not None))
    disagree = rules.models_disagree(chosen.near, limits)
    before.append(disagree[0] if disagree else None)
    early = tuple(reason for reason in before if reason)
    left_out = leave_one_out(merged, asked)
    bounds, late = (
        _bounded(merged, asked, intervals, (chosen.best, left_out))
        if not early or _anyway(asked, chosen)
        else (None, ())
    )
    return _answer(merged, asked, (chosen, bounds, left_out), (early + late, disagree[1] if disagree else None))


def _anyway(options: EstimateOptions, chosen: Choice) -> bool:
    return not options.refuse and chosen.best is not None


def _bounded(
    table: CaptureTable,
    options: EstimateOptions,
    intervals: IntervalMaker,
    told: tuple[ModelFit | None, tuple[LeftOut, ...]],
) -> tuple[Bounds | None, tuple[Refusal, ...]]:
    """The intervals, and what they say against telling the total."""
    bounds = intervals(table, options)
    best, left_out = told
    found = [rules.no_interval(bounds)]
    if bounds is not None:
        found.append(rules.too_wide(bounds.interval95, options.thresholds))
        found.append(rules.total_outside(best.total if best else None, bounds))
        found.append(rules.hangs_on_one_list(left_out, bounds.interval80, options.thresholds))
        found.append(rules.linking_uncertain(bounds.linking_share, options.thresholds))
    return bounds, tuple(reason for reason in found if reason)


def _answer(
    table: CaptureTable,
    options: EstimateOptions,
    found: tuple[Choice, Bounds | None, tuple[LeftOut, ...]],
    against: tuple[tuple[Refusal, ...], tuple[float, float] | None],
) -> Estimate:
    chosen, bounds, left_out = found
    reasons, span = against
    told = chosen.best if not reasons or not options.refuse else None
    shown = bounds if told else None
    warnings = _warnings(table, bounds, left_out)
    return Estimate(
        kind=options.kind,
        lists=table.lists,
        n_observed=table.n_observed,
        total=told.total if told else None,
        interval80=shown.interval80 if shown else None,
        interval95=shown.interval95 if shown else None,
        method=f"{chosen.method}; {bounds.method}" if bounds else chosen.method,
        model=chosen.best.generators if chosen.best else None,
        bic=chosen.best.bic if chosen.best else None,
        models_considered=chosen.considered,
        models_usable=chosen.usable,
        alternatives=chosen.near,
        refusals=reasons if options.refuse else (),
        warnings=warnings if options.refuse else (*warnings, *(reason.reason for reason in reasons)),
        seed=options.seed,
        resamples=options.resamples if bounds else 0,
        span=span,
        opinions=shown.opinions if shown else (),
        left_out=left_out,
        dependences=dependences(table),
        linking_share=bounds.linking_share if bounds else None,
    )


def _warnings(table: CaptureTable, bounds: Bounds | None, left_out: tuple[LeftOut, ...]) -> tuple[str, ...]:
    said = []
    apart = [(i, j) for i, j in combinations(range(len(table.lists)), 2) if not table.overlap(i, j)]
    if apart:
        pairs = ", ".join(f"'{table.lists[i]}' and '{table.lists[j]}'" for i, j in apart)
        said.append(f"nobody is on both {pairs}")
    if table.on_two_or_more < FEW:
        said.append(f"only {table.on_two_or_more} people are on two or more lists: the estimate rests on them")
    if len(table.lists) == FEWEST:
        said.append("with three lists none can be left out to see how much the total hangs on it")
    if gone := [one.list for one in left_out if one.total is None]:
        said.append(f"without {', '.join(f'{name!r}' for name in gone)} no model has a total")
    if bounds and bounds.lost > 0:
        said.append(
            f"{bounds.lost:.1%} of the tables drawn anew have no model with a total, and are left out of the intervals"
        )
    return tuple(said)
