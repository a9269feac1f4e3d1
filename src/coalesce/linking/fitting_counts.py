"""How frequent names, nations and places are on a node's own lists, counted by person.

Invariant: a term is known by its own count only where at least ten persons bear it; else the base model's word
stands, or that of everything unseen. The numbers tell of shares, never of one person.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from coalesce.linking.coding import words_of
from coalesce.linking.columns import Columns
from coalesce.linking.keys import blocking_bones
from coalesce.linking.model import EIGHTHS, MOST_EIGHTHS, Frequencies, Model

LEAST_BEARERS = 10
SMALLEST_NATION = 100
"""Persons of one nationality, for its own shares to count."""

Terms = Callable[[Columns], Iterable[str]]


def own_frequencies(model: Model, columns: Sequence[Columns], persons: NDArray[np.int64]) -> Model:
    """The model with the frequencies of these records; ``persons`` tells whose each one is."""
    nation = {
        person: each.nationalities[0]
        for each, person in zip(columns, persons.tolist(), strict=True)
        if each.nationalities
    }
    borne = _Borne(columns, persons.tolist(), nation)
    return replace(
        model,
        tokens=borne.told(_tokens, model.tokens, by_nation=True),
        skeletons=borne.told(_skeletons, model.skeletons, by_nation=True),
        blocking=borne.told(_consonants, model.blocking, by_nation=False),
        nationalities=borne.told(lambda each: each.nationalities, model.nationalities, by_nation=False),
        places=borne.told(lambda each: each.places, model.places, by_nation=False),
        residences=borne.told(lambda each: each.residences, model.residences, by_nation=False),
    )


def _tokens(columns: Columns) -> Iterable[str]:
    return (word for form in columns.forms for word in form)


def _skeletons(columns: Columns) -> Iterable[str]:
    return (bone for form in columns.skeletons for bone in form)


def _consonants(columns: Columns) -> Iterable[str]:
    """What keys are made of, which bring names of all scripts together."""
    return (bone for token in words_of(columns) for bone in blocking_bones(token))


class _Borne:
    """Who bears what."""

    def __init__(self, columns: Sequence[Columns], persons: Sequence[int], nation: Mapping[int, str]) -> None:
        self._columns, self._persons, self._nation = columns, persons, nation
        sizes = Counter(nation.values())
        self._sizes = {code: size for code, size in sizes.items() if size >= SMALLEST_NATION}

    def told(self, terms: Terms, base: Frequencies, by_nation: bool) -> Frequencies:
        """``by_nation``: what counts is the share in the nation where the term is most frequent, as for namesakes."""
        bearers: dict[str, set[int]] = defaultdict(set)
        spoke = set()
        for each, person in zip(self._columns, self._persons, strict=True):
            for term in terms(each):
                bearers[term].add(person)
                spoke.add(person)
        if not spoke:
            return base
        known = dict(base.known)
        for term, people in bearers.items():
            if len(people) >= LEAST_BEARERS:
                share = len(people) / len(spoke)
                known[term] = _eighths(max(share, *self._shares(people)) if by_nation else share)
        rest = [len(people) for people in bearers.values() if len(people) < LEAST_BEARERS]
        if not rest or len(spoke) < LEAST_BEARERS**2:
            return Frequencies(known, base.unseen)
        # with which share another person bears it too, on average over the bearers, as the shipped model was made
        unseen = sum(count * count for count in rest) / sum(rest) / len(spoke)
        return Frequencies(known, max(_eighths(unseen), min(base.unseen, _eighths(LEAST_BEARERS / len(spoke)))))

    def _shares(self, people: set[int]) -> list[float]:
        nations = Counter(self._nation.get(person, "") for person in people)
        found = [count / self._sizes[code] for code, count in nations.items() if code in self._sizes]
        return [0.0, *found]


def _eighths(share: float) -> int:
    return min(max(round(-math.log2(share) * EIGHTHS), 0), MOST_EIGHTHS)
