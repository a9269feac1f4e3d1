"""How often the right Latin token comes first on the held-out pairs.

Invariant: only held-out Latin tokens are scored as right answers; a source's pool is every distinct one of them, to
which training tokens may be added to make it harder.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from encoder_pairs import SOURCES, Pair

from coalesce.names.encoder import Encoder

_ROWS = 1024


@dataclass(frozen=True, slots=True)
class First:
    """Shares of the held-out pairs of one source. ``right``: a Latin spelling attested for the foreign form came first;
    ``strict``: the pair's own spelling did."""

    source: str
    pairs: int
    pool: int
    right: float
    strict: float

    def __str__(self) -> str:
        return f"{self.source}: {self.right:.4f} right first ({self.strict:.4f} strict), {self.pairs} pairs, pool of {self.pool}"


@dataclass(frozen=True, slots=True)
class Trial:
    """The held-out part of one source: foreign forms, the pool, and which of the pool is right for which form."""

    source: str
    pairs: list[Pair]
    foreign: list[str]
    pool: list[str]
    attested: dict[str, set[str]]

    def score(self, firsts: Sequence[str]) -> First:
        """Given the first of the pool for every foreign form."""
        first = dict(zip(self.foreign, firsts, strict=True))
        right = np.mean([first[pair.foreign] in self.attested[pair.foreign] for pair in self.pairs])
        strict = np.mean([first[pair.foreign] == pair.folded for pair in self.pairs])
        return First(self.source, len(self.pairs), len(self.pool), float(right), float(strict))


def trials(pairs: Sequence[Pair], widened: int = 0) -> Iterator[Trial]:
    """One trial a source. ``widened``: so many times the pool is added in training tokens of the source."""
    for source in SOURCES:
        held = [pair for pair in pairs if pair.source == source and pair.held_out]
        pool = {pair.folded for pair in held}
        others = sorted({pair.folded for pair in pairs if pair.source == source} - pool)
        pool |= set(np.random.default_rng(0).permutation(others)[: widened * len(pool)].tolist())
        attested: dict[str, set[str]] = defaultdict(set)
        for pair in pairs:
            if pair.source == source:
                attested[pair.foreign].add(pair.folded)
        yield Trial(source, held, sorted({pair.foreign for pair in held}), sorted(pool), attested)


def right_first(pairs: Sequence[Pair], encoder: Encoder) -> Iterator[First]:
    """The encoder alone, on the held-out pool and on one four times as large."""
    for widened in (0, 3):
        for trial in trials(pairs, widened):
            pool = encoder.vectors(trial.pool)
            foreign = encoder.vectors(trial.foreign)
            nearest = [
                place
                for start in range(0, len(foreign), _ROWS)
                for place in (foreign[start : start + _ROWS] @ pool.T).argmax(axis=1).tolist()
            ]
            yield trial.score([trial.pool[place] for place in nearest])
