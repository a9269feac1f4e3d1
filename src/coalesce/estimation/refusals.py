"""When no number is given, and what would lift that: each rule by itself.

Invariant: a rule gives a Refusal with its reason in plain words and in the numbers of the table, or None; none of them
knows of another. The thresholds are settings.
"""

from __future__ import annotations

import math
from itertools import permutations

from coalesce.estimation.models import FEWEST
from coalesce.estimation.options import Bounds, Thresholds
from coalesce.records import Alternative, CaptureTable, Interval, LeftOut, Refusal

LEAST_DERIVED = 10
"""A smaller list may lie within another by chance."""


def partial_capture() -> Refusal:
    """Of a table of people whose leg the lists together show: it was drawn by what it is to tell."""
    return Refusal(
        "partial_capture",
        "captured by any record, the table holds only people whose leg some list knows: who made the leg unknown to all "
        "lists is outside of it, and a total would be too small",
        "lists that capture a person by the leg itself (`--captured leg`)",
    )


def few_lists(table: CaptureTable, merged: bool, limits: Thresholds) -> Refusal | None:
    """Two lists cannot tell dependence from size."""
    lists, fewest = len(table.lists), max(limits.fewest_lists, FEWEST)
    if lists >= fewest:
        return None
    source = " once lists of one source count as one" if merged else ""
    return Refusal(
        "few_lists",
        f"there {'is 1 list' if lists == 1 else f'are {lists} lists'}{source}; fewer than {fewest} cannot "
        "tell lists that depend on each other from a small number of people",
        f"{fewest} lists or more, each from a source of its own",
    )


def few_on_two(table: CaptureTable, limits: Thresholds) -> Refusal | None:
    """What is unseen is told by who is seen twice."""
    shared = table.on_two_or_more
    if shared >= limits.fewest_on_two:
        return None
    return Refusal(
        "few_on_two",
        f"only {shared} people are on two or more lists; fewer than {limits.fewest_on_two} say too little",
        "longer lists, a longer period, or a wider leg, until more people are on two lists",
    )


def no_overlap(table: CaptureTable) -> Refusal | None:
    """A list that shares nobody with any other says nothing of the others' gaps."""
    lists = range(len(table.lists))
    alone = [table.lists[i] for i in lists if not any(table.overlap(i, j) for j in lists if j != i)]
    if not alone:
        return None
    return Refusal(
        "no_overlap",
        f"nobody of {_named(alone)} is on another list",
        "leave that list out, check that its people were linked, or count it as one source with another list",
    )


def derived(table: CaptureTable, limits: Thresholds) -> Refusal | None:
    """A list that lies within another was copied from it, or feeds it: its overlap tells nothing."""
    for one, other in permutations(range(len(table.lists)), 2):
        size, both = table.size(one), table.overlap(one, other)
        if size >= LEAST_DERIVED and both >= limits.derived_share * size:
            return Refusal(
                "derived_lists",
                f"{both} of the {size} people of '{table.lists[one]}' are on '{table.lists[other]}' too: "
                "one seems to be made from the other",
                "count both as one source",
            )
    return None


def no_model(found: bool) -> Refusal | None:
    """Nothing to read a total from."""
    if found:
        return None
    return Refusal(
        "no_model",
        "no model of these lists has a maximum of the likelihood that says how many are unseen",
        "more people on two and three lists at once, or fewer lists",
    )


def models_disagree(near: tuple[Alternative, ...], limits: Thresholds) -> tuple[Refusal, tuple[float, float]] | None:
    """Models that explain the table about equally well must not be told apart by a coin; gives their range too."""
    totals = [one.total for one in near if one.behind <= limits.near_bic]
    if not totals or max(totals) <= limits.near_factor * min(totals):
        return None
    span = min(totals), max(totals)
    refusal = Refusal(
        "models_disagree",
        f"{len(totals)} models explain the lists about equally well (within {limits.near_bic:g} units of BIC) and say from "
        f"{span[0]:,.0f} to {span[1]:,.0f}, more than a factor of {limits.near_factor:g}",
        "more people on several lists, or knowing which lists depend on each other",
    )
    return refusal, span


def no_interval(bounds: Bounds | None) -> Refusal | None:
    """Without an interval a total is not told."""
    if bounds is not None:
        return None
    return Refusal(
        "no_interval",
        "no interval can be put around a total: a list shows nobody, nobody is on two lists, or in half or more of the "
        "tables drawn anew from these people no model has a total",
        "more people on two and three lists at once, or fewer lists",
    )


def too_wide(interval95: Interval, limits: Thresholds) -> Refusal | None:
    """An interval that spans more than a factor of ten helps nobody to decide."""
    low, high = interval95.low, interval95.high
    if high <= limits.most_ratio * low:
        return None
    return Refusal(
        "too_wide",
        f"the 95 % interval runs from {low:,.0f} to {high:,.0f}, more than a factor of {limits.most_ratio:g}",
        "more people on two or more lists",
    )


def total_outside(total: float | None, bounds: Bounds) -> Refusal | None:
    """A chosen model whose total lies outside of the 95 % interval was chosen against the weight of the others."""
    low, high = bounds.interval95.low, bounds.interval95.high
    if total is None or low <= total <= high:
        return None
    return Refusal(
        "total_outside",
        f"the chosen model says {total:,.0f}, outside of the 95 % interval from {low:,.0f} to {high:,.0f} ({bounds.method})",
        "more people on several lists, or knowing which lists depend on each other",
    )


def hangs_on_one_list(left_out: tuple[LeftOut, ...], interval80: Interval, limits: Thresholds) -> Refusal | None:
    """A total that one list makes or breaks: without it the middle of the average lies beyond the 80 % interval (the chosen
    model's total where there is no average), which is widened about its middle, as logarithms, by ``left_out_width``.
    """
    half = 0.5 * (limits.left_out_width - 1) * math.log(interval80.high / interval80.low)
    low, high = interval80.low * math.exp(-half), interval80.high * math.exp(half)
    without = [(one.list, one.total if one.middle is None else one.middle) for one in left_out]
    moved = [(name, total) for name, total in without if total is not None and not low <= total <= high]
    if not moved:
        return None
    each = "; ".join(f"without '{name}' it is {total:,.0f}" for name, total in moved)
    wider = "" if limits.left_out_width == 1 else f", widened {limits.left_out_width:g} times"
    return Refusal(
        "hangs_on_one_list",
        f"leaving one list out moves the total beyond the 80 % interval{wider}, {low:,.0f} to {high:,.0f}: {each}",
        "look at how that list came about: a source of another kind of people, a duplicate, or links that were missed",
    )


def linking_uncertain(share: float | None, limits: Thresholds) -> Refusal | None:
    """Where most of the uncertainty comes from not knowing who is who, review comes first."""
    if share is None or share <= limits.linking_share:
        return None
    return Refusal(
        "linking_uncertain",
        f"{share:.0%} of the uncertainty (the variance of the logarithm of the unseen) comes from not knowing which records are one person",
        "review the open pairs, those between different lists first",
    )


def _named(lists: list[str]) -> str:
    return ", ".join(f"'{name}'" for name in lists)
