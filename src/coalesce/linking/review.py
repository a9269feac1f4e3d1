"""The review queue: which pair a human should look at next.

Invariant: undecided pairs only; the same links and verdicts give the same order; a pair's
place says how much its answer would tell, never how dangerous anybody is.

What a pair tells is the entropy of its probability (Shannon 1948: 1 bit at a half, none when sure), times the
number of records that the two sides' present groups would bring together.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from coalesce.linking.components import PlainLink, Verdicts
from coalesce.records import Verdict


@dataclass(frozen=True, slots=True)
class ReviewPair:
    """``information`` is in bits times records."""

    left: str
    right: str
    probability: float
    information: float


def queue(
    links: Iterable[PlainLink], verdicts: Verdicts, group_sizes: Mapping[str, int] | None = None
) -> list[ReviewPair]:
    """Undecided pairs, the most informative first. ``group_sizes`` tells how many records each record's person has now."""
    sizes = group_sizes or {}
    waiting = [
        ReviewPair(left, right, p, entropy(p) * (sizes.get(left, 1) + sizes.get(right, 1)))
        for left, right, p in links
        if verdicts.get((left, right), Verdict.UNSURE) is Verdict.UNSURE
    ]
    return sorted(waiting, key=lambda pair: (-pair.information, pair.left, pair.right))


def entropy(probability: float) -> float:
    """In bits: 1 at a half, 0 at 0 and 1."""
    if probability <= 0 or probability >= 1:
        return 0.0
    return -(probability * math.log2(probability) + (1 - probability) * math.log2(1 - probability))
