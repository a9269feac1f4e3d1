"""How good are links, measured where the truth is known.

Invariant: a rate is given with its 95 % interval and its counts, or not at all (None where
there is nothing to divide by).

Source of the interval: Wilson (1927), Probable inference, the law of succession, and statistical inference.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

Z95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Rate:
    """``hits`` of ``cases``, and where the true rate lies, 19 times in 20."""

    hits: int
    cases: int

    @property
    def value(self) -> float | None:
        """The rate, None without cases."""
        return self.hits / self.cases if self.cases else None

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's 95 % interval; (0, 1) without cases."""
        return wilson(self.value or 0.0, self.cases)


def wilson(share: float, cases: float, z: float = Z95) -> tuple[float, float]:
    """Wilson's interval (1927), of 95 % unless ``z`` says otherwise, for a share of so many independent cases; (0, 1) without cases."""
    if cases <= 0:
        return 0.0, 1.0
    centre = (share + z**2 / (2 * cases)) / (1 + z**2 / cases)
    half = z / (1 + z**2 / cases) * math.sqrt(share * (1 - share) / cases + z**2 / (4 * cases * cases))
    return max(centre - half, 0.0), min(centre + half, 1.0)


@dataclass(frozen=True, slots=True)
class Accuracy:
    """Precision, recall and their harmonic mean, with counts: right ones, those claimed, those there are."""

    right: int
    claimed: int
    true: int

    @property
    def precision(self) -> float:
        """Share of the claimed that is right; 1 where nothing is claimed."""
        return self.right / self.claimed if self.claimed else 1.0

    @property
    def recall(self) -> float:
        """Share of the true that is claimed; 1 where there is none."""
        return self.right / self.true if self.true else 1.0

    @property
    def f1(self) -> float:
        """2 right / (claimed + true); 1 where there is neither."""
        both = self.claimed + self.true
        return 2 * self.right / both if both else 1.0


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """Pairs with a stated probability in [low, high): the mean stated, and the rate found."""

    low: float
    high: float
    stated: float
    found: Rate


def pairs_of(groups: Iterable[Sequence[str]]) -> set[tuple[str, str]]:
    """Every pair that a partition puts together, left < right."""
    return {
        (left, right) for group in groups for at, left in enumerate(sorted(group)) for right in sorted(group)[at + 1 :]
    }


def truth_groups(truth: Mapping[str, str]) -> list[tuple[str, ...]]:
    """The true partition, from record -> person."""
    groups: dict[str, list[str]] = defaultdict(list)
    for record, person in truth.items():
        groups[person].append(record)
    return sorted(tuple(sorted(group)) for group in groups.values())


def pair_accuracy(claimed: Iterable[tuple[str, str]], truth: Mapping[str, str]) -> Accuracy:
    """Of the pairs claimed to be one person, against all pairs that are."""
    pairs = set(claimed)
    right = sum(truth[left] == truth[right] for left, right in pairs)
    true = sum(size * (size - 1) // 2 for size in Counter(truth.values()).values())
    return Accuracy(right, len(pairs), true)


def cluster_accuracy(groups: Iterable[Sequence[str]], truth: Mapping[str, str]) -> Accuracy:
    """Of whole people of two records or more: right only where exactly the true records are together."""
    claimed = {tuple(sorted(group)) for group in groups if len(group) > 1}
    true = {group for group in truth_groups(truth) if len(group) > 1}
    return Accuracy(len(claimed & true), len(claimed), len(true))


def reliability(
    stated: Iterable[tuple[tuple[str, str], float]], truth: Mapping[str, str], bins: int = 10
) -> list[ReliabilityBin]:
    """Bins of equal width over the stated probability; empty ones are left out."""
    held: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for (left, right), probability in stated:
        held[min(int(probability * bins), bins - 1)].append((probability, truth[left] == truth[right]))
    return [
        ReliabilityBin(
            number / bins,
            (number + 1) / bins,
            sum(p for p, _ in cases) / len(cases),
            Rate(sum(same for _, same in cases), len(cases)),
        )
        for number, cases in sorted(held.items())
    ]


def false_links(
    claimed: Iterable[tuple[str, str]], truth: Mapping[str, str], kind: Mapping[str, str]
) -> dict[str, Rate]:
    """By kind (of script, or origin): of the links claimed at a record of that kind, how many are false.

    A pair of two kinds counts in each.
    """
    wrong: Counter[str] = Counter()
    cases: Counter[str] = Counter()
    for left, right in set(claimed):
        for each in {kind[left], kind[right]}:
            cases[each] += 1
            wrong[each] += truth[left] != truth[right]
    return {each: Rate(wrong[each], cases[each]) for each in sorted(cases)}
