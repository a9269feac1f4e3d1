"""``estimate_figure``: the noised patterns of one leg in, an estimate as it is published out; or the reasons against it.

Promise: a function of the definition, the noised numbers and the thresholds alone; the same gives the same answer, since
what is drawn is seeded by the definition's digest. Numbers are rounded as the series rounds, intervals outwards, after the
series' one factor for errors of linking was put to their ends.
"""

from __future__ import annotations

import math

from coalesce.errors import BadInput
from coalesce.estimation import figure_refusals as rules
from coalesce.estimation.models import FEWEST
from coalesce.estimation.noised import NoisedAverage, dropped, noised_average
from coalesce.estimation.options import Thresholds
from coalesce.records.estimate import Interval, Refusal
from coalesce.records.figure_estimate import FigureEstimate
from coalesce.records.series import NoisedPatterns, Series

METHOD = "average over all models, the noise as a known error"

_DIGITS = 12
"""Hexadecimal digits of the digest that make the seed."""


def estimate_figure(series: Series, table: NoisedPatterns, limits: Thresholds) -> FigureEstimate:
    """All people of one leg over the whole window of the series, with intervals; or refusals."""
    before = [rules.few_sources(table, limits), rules.not_shown(table, series)]
    if before[0] is None:
        before += [rules.few_on_two(table, limits), rules.no_overlap(table), rules.derived(table, limits, series)]
    against = tuple(reason for reason in before if reason)
    if against:
        return _told(series, table, None, against)
    seed = int(series.digest[:_DIGITS], 16)
    try:
        found = noised_average(table, seed, limits.near_bic)
    except BadInput:
        return _told(series, table, None, (rules.no_interval(),))
    after = [
        rules.noise_dominates(found.noise_share, limits),
        rules.too_wide(found.interval95, limits),
        rules.models_disagree(found, limits),
        rules.hangs_on_one_source(_without_each(table, seed), found.interval80, limits),
    ]
    return _told(series, table, found, tuple(reason for reason in after if reason))


def _without_each(table: NoisedPatterns, seed: int) -> list[float]:
    """The total without each source, as far as there is one."""
    found = []
    for which in range(len(table.sources)) if len(table.sources) > FEWEST else ():
        try:
            found.append(noised_average(dropped(table, which), seed).total)
        except BadInput:
            continue
    return found


def _told(
    series: Series, table: NoisedPatterns, found: NoisedAverage | None, refusals: tuple[Refusal, ...]
) -> FigureEstimate:
    seen = sum(table.counts)
    shown = found if not refusals else None
    reach = None
    if shown:
        half = (shown.interval95.high - shown.interval95.low) / 2
        reach = _up(half * math.sqrt(shown.noise_share), series.rounded_to)
    return FigureEstimate(
        leg=table.leg,
        period=series.window,
        sources=table.sources,
        seen=_near(seen, series.rounded_to) if seen >= series.shown_from else None,
        seen_moved_by=math.ceil(rules.reach(table, len(table.counts) - 1)),
        total=_near(shown.total, series.rounded_to) if shown else None,
        interval80=_outwards(series, shown.interval80, shown.total) if shown else None,
        interval95=_outwards(series, shown.interval95, shown.total) if shown else None,
        moved_by=reach,
        noise_share=found.noise_share if found else None,
        method=METHOD if found else "none",
        model=found.model if found else None,
        considered=found.considered if found else 0,
        fitted=found.fitted if found else 0,
        refusals=refusals,
        warnings=("with three sources none can be left out to see how much the total hangs on it",)
        if shown and len(table.sources) == FEWEST
        else (),
    )


def _outwards(series: Series, interval: Interval, total: float) -> tuple[int, int]:
    """With the factor for linking, rounded outwards; it holds the rounded total."""
    step, told = series.rounded_to, _near(total, series.rounded_to)
    low = math.floor(interval.low * (1 - series.linking_error) / step) * step
    return min(low, told), max(_up(interval.high * (1 + series.linking_error), step), told)


def _near(value: float, step: int) -> int:
    return math.floor(value / step + 0.5) * step


def _up(value: float, step: int) -> int:
    return math.ceil(value / step) * step
