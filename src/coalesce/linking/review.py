"""What one pair's probability leaves open, and which pairs judged before are like a pair.

Invariant: that pairs are alike is said of their evidence alone, and no word is carried from one to another.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from coalesce.linking.comparisons import Comparison
from coalesce.records import MatchWeight

MOST_ALIKE = 5
NEAR_PART, NEAR_TOTAL = 2.0, 4.0
"""Bits: so near are the names' weights of pairs that are alike, and so near are their whole weights."""


def entropy(probability: float) -> float:
    """In bits: 1 at a half, 0 at 0 and 1."""
    if probability <= 0 or probability >= 1:
        return 0.0
    return -(probability * math.log2(probability) + (1 - probability) * math.log2(1 - probability))


def alike(weight: MatchWeight, judged: Mapping[tuple[str, str], MatchWeight]) -> list[tuple[str, str]]:
    """Of the judged pairs those of like evidence, at most ``MOST_ALIKE``, the most alike first.

    Alike: more than half of the comparisons say the same (the name: nearly as much), and the whole weight is near.
    """
    ranked = []
    for pair, other in judged.items():
        apart, agreeing = abs(weight.total - other.total), _agreeing(weight, other)
        if apart <= NEAR_TOTAL and 2 * agreeing > len(weight.parts):
            ranked.append((-agreeing, apart, pair))
    return [pair for _, _, pair in sorted(ranked)[:MOST_ALIKE]]


def _agreeing(one: MatchWeight, other: MatchWeight) -> int:
    """How many comparisons say the same in both."""
    theirs = {part.comparison: part for part in other.parts}
    return sum(
        1
        for part in one.parts
        if (found := theirs.get(part.comparison)) is not None
        and (
            found.reason == part.reason
            if part.comparison != Comparison.NAME
            else abs(found.weight - part.weight) <= NEAR_PART
        )
    )
