"""When no number is given of noised patterns: the rules of ``refusals``, told without a number that is not published.

Invariant: each rule looks at noised numbers alone, knows how far noise reaches, and names no count, no model and no list
that a total hangs on: these stay in the own view.
"""

from __future__ import annotations

import math

from coalesce.estimation.models import FEWEST
from coalesce.estimation.noised import NoisedAverage
from coalesce.estimation.options import Thresholds
from coalesce.records.estimate import Interval, Refusal
from coalesce.records.series import NoisedPatterns, Series

NORMAL = 1.96
"""Standard deviations of a normal distribution that hold 19 in 20."""

_MORE = "a series over more months, or a wider choice of lists, so that more people are on two sources"


def few_sources(table: NoisedPatterns, limits: Thresholds) -> Refusal | None:
    """Two sources cannot tell dependence from size."""
    fewest = max(limits.fewest_lists, FEWEST)
    if len(table.sources) >= fewest:
        return None
    reason = f"the series has {len(table.sources)} sources; an estimate needs {fewest}"
    return Refusal("few_lists", reason, f"a series with {fewest} sources or more, each of its own kind")


def not_shown(table: NoisedPatterns, series: Series) -> Refusal | None:
    """A number below the threshold of the series is not told, and neither is what is made of it."""
    if sum(table.counts) >= series.shown_from:
        return None
    reason = (
        f"fewer than {series.shown_from} people were seen, and numbers of the series are shown from {series.shown_from}"
    )
    return Refusal("not_shown", reason, "a leg that more people took, or a series over more months")


def few_on_two(table: NoisedPatterns, limits: Thresholds) -> Refusal | None:
    """What is unseen is told by who is seen twice."""
    if sum(count for pattern, count in enumerate(table.counts) if pattern.bit_count() > 1) >= limits.fewest_on_two:
        return None
    return Refusal("few_on_two", f"fewer than {limits.fewest_on_two} people are on two or more sources", _MORE)


def no_overlap(table: NoisedPatterns) -> Refusal | None:
    """A source whose overlap with all others lies within the reach of the noise may have none."""
    alone = []
    for which, name in enumerate(table.sources):
        shared = [
            count for pattern, count in enumerate(table.counts) if pattern >> which & 1 and pattern.bit_count() > 1
        ]
        if sum(shared) <= reach(table, len(shared)):
            alone.append(f"'{name}'")
    if not alone:
        return None
    reason = f"as far as the noise lets one tell, nobody of {', '.join(alone)} is on another source"
    return Refusal("no_overlap", reason, "a series that leaves that source out, or counts it as one with another")


def derived(table: NoisedPatterns, limits: Thresholds, series: Series) -> Refusal | None:
    """A source that lies within another was copied from it, or feeds it; one that noise may have made large is not judged."""
    sources, least = range(len(table.sources)), series.shown_from + reach(table, len(table.counts) // 2)
    for one in sources:
        size = _sum(table, 1 << one)
        for other in sources:
            if one == other or size < least or _sum(table, 1 << one | 1 << other) < limits.derived_share * size:
                continue
            reason = f"nearly everybody of '{table.sources[one]}' is on '{table.sources[other]}' too"
            return Refusal("derived_lists", reason, "a series that counts both as one source")
    return None


def reach(table: NoisedPatterns, cells: int) -> float:
    """How far noise moves the sum of so many counts, 19 times in 20."""
    return NORMAL * table.deviation * math.sqrt(cells)


def _sum(table: NoisedPatterns, pattern: int) -> int:
    """People on all sources of the pattern."""
    return sum(count for at, count in enumerate(table.counts) if at & pattern == pattern)


def noise_dominates(share: float, limits: Thresholds) -> Refusal | None:
    """Where the noise makes most of the width, the estimate would tell of the noise."""
    if share <= limits.noise_share:
        return None
    reason = f"{share:.0%} of the interval's width comes from the noise"
    return Refusal("noise_dominates", reason, f"fewer sources, {_MORE}")


def too_wide(interval95: Interval, limits: Thresholds) -> Refusal | None:
    """An interval that spans more than a factor of ten helps nobody to decide."""
    if interval95.high <= limits.most_ratio * interval95.low:
        return None
    return Refusal(
        "too_wide", f"the ends of the 95 % interval differ by more than a factor of {limits.most_ratio:g}", _MORE
    )


def models_disagree(found: NoisedAverage, limits: Thresholds) -> Refusal | None:
    """Models that explain the counts about equally well must not be told apart by a coin."""
    if found.near[1] <= limits.near_factor * found.near[0]:
        return None
    reason = f"models that explain the counts about equally well differ by more than a factor of {limits.near_factor:g}"
    return Refusal("models_disagree", reason, _MORE)


def hangs_on_one_source(without: list[float], interval80: Interval, limits: Thresholds) -> Refusal | None:
    """A total that one source makes or breaks; the interval is widened as in ``refusals.hangs_on_one_list``."""
    half = 0.5 * (limits.left_out_width - 1) * math.log(interval80.high / interval80.low)
    low, high = interval80.low * math.exp(-half), interval80.high * math.exp(half)
    if all(low <= total <= high for total in without):
        return None
    reason = "leaving one source out moves the total beyond the 80 % interval"
    return Refusal("hangs_on_one_list", reason, "members can see in their own views which list that may be")


def no_interval() -> Refusal:
    """Nothing could be fitted."""
    return Refusal("no_interval", "no interval can be put around a total: no model fits these counts", _MORE)
