"""How far reviewers agree who judged the same pairs: observed agreement and Cohen's kappa, each with its interval.

Invariant: of each reviewer the first word on a pair counts, before what was said later could move it; both words are
about the same versions. No number stands without its interval, and none is about speed. Pure.

Sources: Cohen (1960), A coefficient of agreement for nominal scales (kappa); Fleiss, Cohen and Everitt (1969), Large
sample standard errors of kappa and weighted kappa (its standard error); Wilson (1927) for shares. With few pairs, or
where all agree, the standard error is too small or zero: the interval is then widened to what Wilson's bounds of the observed
agreement give, agreement by chance held.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations

from coalesce.linking.controls import Z95, wilson
from coalesce.records import Verdict

OWN_WORDS = "a reason of one's own"
"""What stands for every reason that is none of the usual: it may name somebody."""

BETWEEN = "; "
"""Between a usual reason and the note that follows it."""


@dataclass(frozen=True, slots=True)
class Said:
    """One word, for this purpose: ``about`` is the pair with the versions judged."""

    about: tuple[str, str, int, int]
    reviewer: str
    verdict: Verdict
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Share:
    """``agreed`` of ``of``, with the bounds of the 95 % interval."""

    agreed: int
    of: int
    low: float
    high: float

    @property
    def share(self) -> float | None:
        """None of nothing."""
        return self.agreed / self.of if self.of else None


@dataclass(frozen=True, slots=True)
class Agreement:
    """Of two reviewers, by name. ``kappa`` is None where both said one and the same word of every pair: chance explains all."""

    reviewers: tuple[str, str]
    observed: Share
    kappa: float | None
    low: float
    high: float
    said: Mapping[tuple[Verdict, Verdict], int]


def agreements(words: Iterable[Said], among: str | None = None) -> list[Agreement]:
    """Of every two reviewers who judged a pair both, by name; with ``among`` only those of this reviewer."""
    both: dict[tuple[str, str], Counter[tuple[Verdict, Verdict]]] = defaultdict(Counter)
    for first in _first(words).values():
        for one, other in combinations(sorted(first), 2):
            both[one, other][first[one].verdict, first[other].verdict] += 1
    return [agreement(names, both[names]) for names in sorted(both) if among in (None, *names)]


def agreement(names: tuple[str, str], said: Mapping[tuple[Verdict, Verdict], int]) -> Agreement:
    """Of two reviewers, from how often they said which words of a pair."""
    count = sum(said.values())
    agreed = sum(number for (one, other), number in said.items() if one is other)
    observed = Share(agreed, count, *wilson(agreed, count))
    share = {words: number / count for words, number in said.items()}
    rows = {verdict: sum(p for (one, _), p in share.items() if one is verdict) for verdict in Verdict}
    columns = {verdict: sum(p for (_, other), p in share.items() if other is verdict) for verdict in Verdict}
    chance = sum(rows[verdict] * columns[verdict] for verdict in Verdict)
    if math.isclose(chance, 1.0):
        return Agreement(names, observed, None, -1.0, 1.0, dict(said))
    kappa = (agreed / count - chance) / (1 - chance)
    half = Z95 * _error(share, (rows, columns), (kappa, chance), count)
    held = [(bound - chance) / (1 - chance) for bound in (observed.low, observed.high)]
    low, high = min(kappa - half, held[0]), max(kappa + half, held[1])
    return Agreement(names, observed, kappa, max(low, -1.0), min(high, 1.0), dict(said))


def by_reason(words: Iterable[Said], usual: Collection[str], among: str | None = None) -> dict[str, Share]:
    """Of the words with each reason, on how many pairs judged twice the other reviewers said the same; most used first."""
    agreed: Counter[str] = Counter()
    of: Counter[str] = Counter()
    for first in _first(words).values():
        for one, other in combinations(sorted(first), 2):
            for speaker, hearer in ((one, other), (other, one)):
                if among in (None, speaker):
                    reason = first[speaker].reason.partition(BETWEEN)[0]
                    reason = reason if reason in usual else OWN_WORDS
                    of[reason] += 1
                    agreed[reason] += first[speaker].verdict is first[hearer].verdict
    ordered = sorted(of, key=lambda reason: (-of[reason], reason))
    return {reason: Share(agreed[reason], of[reason], *wilson(agreed[reason], of[reason])) for reason in ordered}


def _first(words: Iterable[Said]) -> dict[tuple[str, str, int, int], dict[str, Said]]:
    """The first word of each reviewer on each pair."""
    found: dict[tuple[str, str, int, int], dict[str, Said]] = defaultdict(dict)
    for word in sorted(words, key=lambda word: (word.at, word.reviewer)):
        found[word.about].setdefault(word.reviewer, word)
    return found


def _error(
    share: Mapping[tuple[Verdict, Verdict], float],
    margins: tuple[Mapping[Verdict, float], Mapping[Verdict, float]],
    of: tuple[float, float],
    count: int,
) -> float:
    """The large-sample standard error of kappa (Fleiss, Cohen and Everitt 1969, formula 13)."""
    (rows, columns), (kappa, chance) = margins, of
    agreeing = sum(
        share.get((verdict, verdict), 0.0) * (1 - (rows[verdict] + columns[verdict]) * (1 - kappa)) ** 2
        for verdict in Verdict
    )
    apart = sum(p * (columns[one] + rows[other]) ** 2 for (one, other), p in share.items() if one is not other)
    variance = agreeing + (1 - kappa) ** 2 * apart - (kappa - chance * (1 - kappa)) ** 2
    return math.sqrt(max(variance, 0.0) / count) / (1 - chance)
