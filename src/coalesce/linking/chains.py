"""Words that contradict each other: "same" joined two records through a chain, and someone called them different.

Invariant: every contradiction among the verdicts is found, each with a shortest chain that makes it; nothing is resolved
here: a human's next word on one of the pairs does that. Pure.
"""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass
from itertools import pairwise

from coalesce.linking.cluster_ties import Pair, Verdicts, conflicts
from coalesce.records import Verdict


@dataclass(frozen=True, slots=True)
class Contradiction:
    """``apart`` was called different; ``chain``: the pairs called the same that lead from its left to its right record."""

    apart: Pair
    chain: tuple[Pair, ...]


def contradictions(verdicts: Verdicts) -> list[Contradiction]:
    """All of them, by pair; of several shortest chains the first by the ids along it."""
    found = conflicts(verdicts)
    if not found:
        return []
    near: dict[str, set[str]] = defaultdict(set)
    for (left, right), word in verdicts.items():
        if word is Verdict.SAME:
            near[left].add(right)
            near[right].add(left)
    return [Contradiction((one.left, one.right), _chain(near, one.left, one.right)) for one in found]


def _chain(near: dict[str, set[str]], begin: str, end: str) -> tuple[Pair, ...]:
    """Breadth first, so that no chain is shorter."""
    came: dict[str, str] = {begin: begin}
    waiting = deque([begin])
    while waiting and end not in came:
        here = waiting.popleft()
        for there in sorted(near[here] - came.keys()):
            came[there] = here
            waiting.append(there)
    way = [end]
    while way[-1] != begin:
        way.append(came[way[-1]])
    way.reverse()
    return tuple((min(pair), max(pair)) for pair in pairwise(way))
