"""Frequent names that a word in another script may be: those whose learned points lie nearest to its own.

Invariant: a function of the word and of the model's known tokens alone; none for a word whose script the encoder does not
know, and at most ``MOST``. Nothing depends on what a store holds.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import numpy as np

from coalesce.names.encoder import load_encoder

MOST = 1
"""A second one adds six times as many candidates for a sixth of what the first finds."""

LEAST = 0.6
"""Cosine. Below this a nearest name is rarely the same name."""

_REMEMBERED = 65_536


class NearestTokens:
    """The known tokens of one model as points."""

    def __init__(self, known: Iterable[str]) -> None:
        self._encoder = load_encoder()
        self._tokens = sorted(token for token in known if token == token.lower())  # Han and Hangul are spelt otherwise
        self._points = self._encoder.vectors(self._tokens)
        self.of = lru_cache(maxsize=_REMEMBERED)(self._nearest)
        """The known tokens nearest to a word's own letters, the nearest first."""

    def _nearest(self, source: str) -> tuple[str, ...]:
        if not self._tokens or not self._encoder.knows(source):
            return ()
        likeness = self._points @ self._encoder.vectors([source])[0]
        found = sorted((-round(float(likeness[at]), 5), self._tokens[at]) for at in np.flatnonzero(likeness >= LEAST))
        return tuple(token for _, token in found[:MOST])
