"""Hierarchical log-linear models: which lists depend on each other.

Promise: every model of k lists holds each list's own effect, and with an interaction all that lie within it; the one
that holds them all is no model, since it can say nothing of the unseen. A model is written by its largest
interactions, ``[135,12,24,34]``: lists are numbered from 1; larger come first.

Invariant: in a ``ModelSpace`` a model stands behind each that it contains.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coalesce.errors import BadUsage

FEWEST, MOST_ENUMERATED = 3, 5
"""Lists of which all models are looked at. Six lists have over seven million models."""

MOST = 8
"""Lists of a model, by any way of choosing."""

DEFAULT_ORDER = 3
"""Lists in one interaction, at most: 6,212 models of five lists. Four-way interactions make it 6,893."""


@dataclass(frozen=True, slots=True)
class Model:
    """One model: the bit masks of its interactions of two and more lists, sorted by size and then by value."""

    lists: int
    interactions: tuple[int, ...] = ()

    @property
    def parameters(self) -> int:
        """One for the size of all, one for each list, one for each interaction."""
        return 1 + self.lists + len(self.interactions)

    @property
    def generators(self) -> tuple[int, ...]:
        """The interactions and lists that lie within no other, as bit masks; larger first."""
        every = [1 << which for which in range(self.lists)] + list(self.interactions)
        largest = [s for s in every if not any(s != t and s & t == s for t in every)]
        return tuple(sorted(largest, key=lambda s: (-s.bit_count(), numbers(s))))

    def row(self, width: int | None = None) -> NDArray[np.int64]:
        """The sets of the model from the empty one, filled up with -1."""
        sets = [0, *(1 << which for which in range(self.lists)), *self.interactions]
        return np.array(sets + [-1] * ((width or len(sets)) - len(sets)), np.int64)

    def __str__(self) -> str:
        return f"[{','.join(numbers(s) for s in self.generators)}]"


@dataclass(frozen=True, slots=True)
class ModelSpace:
    """All models up to an order. Row i of ``rows`` holds the sets of model i; ``parents[i]`` lacks one interaction (-1:
    none); ``larger[i]`` are those with one interaction more, ended by -1; ``parameters[i]`` counts them.
    """

    lists: int
    order: int
    models: tuple[Model, ...]
    rows: NDArray[Any]
    parents: NDArray[Any]
    larger: NDArray[Any]
    parameters: NDArray[Any]

    def __len__(self) -> int:
        return len(self.models)


def numbers(pattern: int) -> str:
    """``135`` for the set of the first, third and fifth list."""
    return "".join(str(which + 1) for which in range(pattern.bit_length()) if pattern >> which & 1)


def model_of(lists: int, generators: Iterable[int]) -> Model:
    """The model that holds these sets of lists (bit masks) and all within them. Raises BadUsage for the whole."""
    closed: set[int] = set()
    for generator in generators:
        if not 0 <= generator < 1 << lists:
            raise BadUsage(f"a model of {lists} lists has no interaction {numbers(generator)}")
        part = generator
        while part:
            closed.add(part)
            part = (part - 1) & generator
    if (1 << lists) - 1 in closed and lists > 1:
        raise BadUsage("a model in which all lists depend on each other can say nothing of the unseen")
    return Model(lists, tuple(sorted((s for s in closed if s.bit_count() > 1), key=_by_size)))


def parse(text: str, lists: int) -> Model:
    """The model written ``[135,12,24,34]``. Raises BadUsage."""
    inside = text.strip().removeprefix("[").removesuffix("]")
    masks = []
    for word in inside.split(",") if inside else []:
        digits = word.strip()
        if not digits.isdecimal() or any(not 1 <= int(digit) <= lists for digit in digits):
            raise BadUsage(f"'{text}' is no model of {lists} lists: write it as [12,3], list numbers from 1")
        masks.append(sum({1 << int(digit) - 1 for digit in digits}))
    return model_of(lists, masks)


@lru_cache(maxsize=16)
def all_models(lists: int, order: int = DEFAULT_ORDER) -> ModelSpace:
    """Every model of 3 to 5 lists with interactions of at most ``order`` lists. Raises BadUsage for others."""
    if not FEWEST <= lists <= MOST_ENUMERATED:
        raise BadUsage(f"all models are looked at for {FEWEST} to {MOST_ENUMERATED} lists, not for {lists}")
    sets = sorted((s for s in range(1 << lists) if 1 < s.bit_count() <= min(order, lists - 1)), key=_by_size)
    needs = [sum(1 << j for j, t in enumerate(sets) if t != s and t & s == t) for s in sets]
    found, larger = _grow(needs)
    place = {code: at for at, code in enumerate(found)}
    models = tuple(Model(lists, tuple(s for at, s in enumerate(sets) if code >> at & 1)) for code in found)
    width = max(model.parameters for model in models)
    above = np.full((len(found), len(sets) + 1), -1)
    parents = np.full(len(found), -1)
    for at in range(len(found) - 1, -1, -1):
        places = [place[code] for code in larger[at]]
        above[at, : len(places)] = places
        parents[places] = at
    return ModelSpace(
        lists,
        order,
        models,
        np.array([model.row(width) for model in models]),
        parents,
        above,
        np.array([model.parameters for model in models]),
    )


def _grow(needs: list[int]) -> tuple[list[int], list[list[int]]]:
    """Every downward closed choice as a code, smaller ones first, and the codes with one interaction more of each."""
    level, found, larger = [0], [0], []
    while level:
        following = set()
        for code in level:
            more = [code | 1 << at for at, need in enumerate(needs) if code & need == need and not code >> at & 1]
            larger.append(more)
            following.update(more)
        level = sorted(following)
        found += level
    return found, larger


def _by_size(pattern: int) -> tuple[int, int]:
    return pattern.bit_count(), pattern
