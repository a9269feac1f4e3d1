"""Name tokens of Arabic, Cyrillic, Hebrew and Latin letters as points of one space: near means written for one name.

Invariant: the point of a token depends on the token and the shipped file alone, not on the other tokens of a call.
A token that the encoder knows has length 1; one of another script, or of mixed scripts, is the zero point: the
encoder knows nothing of it, and its similarity to everything is 0.

The file is made by scripts/train_encoder.py from public pairs; docs/models/encoder.md is its card. Source of the
method: two towers over letter n-grams (Huang et al. 2013, "Learning deep structured semantic models"), trained
by contrast.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from importlib import resources
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from coalesce.errors import BadFile, Where
from coalesce.names.encoder_file import BASES, Floats, Weights, unpack
from coalesce.names.ngrams import Alphabet, grams

SHIPPED = "encoder-1.bin"
_CHUNK = 2048
_BLOCK = 8
"""Tokens that go through the layers together. Always as many, so that a token meets the same sums in every call."""


class Encoder:
    """Points of tokens. A foreign token is given as ``normalise`` leaves its letters, a Latin one as ``romanise``
    does (a to z); a Hebrew token may keep its geresh, as an apostrophe."""

    def __init__(self, towers: dict[str, Weights]) -> None:
        self._towers = {script: _Tower(weights) for script, weights in towers.items()}
        self.dimensions: int = next(iter(towers.values())).outward.shape[1]
        """How many numbers a point has."""
        self._scripts: dict[str, str] = {}
        for script, weights in towers.items():
            known = weights.letters + "".join(pair[0] for pair in weights.folds.split())
            self._scripts.update((sign, script) for sign in known if sign.isalpha())
        self._signs = {
            script: frozenset(weights.letters + "".join(pair[0] for pair in weights.folds.split()))
            for script, weights in towers.items()
        }

    def knows(self, token: str) -> bool:
        """Whether every letter is of one script that the encoder was trained on."""
        return self._script(token) is not None

    def vectors(self, tokens: Sequence[str]) -> Floats:
        """One row of length 1 a token; a row of zeros for one that the encoder does not know."""
        found = np.zeros((len(tokens), self.dimensions), np.float32)
        places: dict[str, list[int]] = defaultdict(list)
        for place, token in enumerate(tokens):
            if (script := self._script(token)) is not None:
                places[script].append(place)
        for script, rows in places.items():
            tower = self._towers[script]
            for start in range(0, len(rows), _CHUNK):
                chosen = rows[start : start + _CHUNK]
                found[chosen] = tower.vectors([tokens[place] for place in chosen])
        return found

    def _script(self, token: str) -> str | None:
        script = self._scripts.get(token[:1])
        return script if script is not None and self._signs[script].issuperset(token) else None


class _Tower:
    """One script's way from letters to points."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self._alphabet = Alphabet.of(weights.letters, weights.folds)

    def vectors(self, tokens: list[str]) -> Floats:
        w = self._weights
        pooled = self._pooled(tokens)
        count = len(tokens)
        blocks = np.zeros((-(-count // _BLOCK), _BLOCK, pooled.shape[1]), np.float32)
        blocks.reshape(-1, pooled.shape[1])[:count] = pooled
        hidden = np.maximum(blocks @ w.inward + w.bias, 0)
        raw = (blocks @ w.across + hidden @ w.outward).reshape(len(blocks) * _BLOCK, -1)[:count]
        norms = np.sqrt((raw * raw).sum(axis=1, keepdims=True))
        vectors: Floats = raw / np.maximum(norms, np.float32(1e-12))
        return vectors

    def _pooled(self, tokens: list[str]) -> Floats:
        """The sums of the embeddings, one after the other in a row."""
        found = grams(tokens, self._alphabet)
        codes = self._weights.codes
        rows = np.minimum(np.searchsorted(codes, found.codes), len(codes) - 1)
        known = codes[rows] == found.codes
        starts = np.concatenate(([0], np.cumsum(known)))[found.starts]
        counts = np.diff(starts)
        rows, places = rows[known], found.places[known]
        even = np.repeat((1 / np.sqrt(counts)).astype(np.float32), counts)
        embedded = self._weights.table[rows] * even[:, None]
        sums = [
            np.add.reduceat(embedded if base == 0 else embedded * _cosine(base, places), starts[:-1])
            for base in range(BASES)
        ]
        return np.concatenate(sums, axis=1)


def _cosine(base: int, places: NDArray[np.float32]) -> Floats:
    weights: Floats = np.cos(np.float32(np.pi * base) * places)[:, None]
    return weights


@lru_cache(maxsize=1)
def load_encoder() -> Encoder:
    """The shipped encoder, read once. Raises BadFile where its file is damaged."""
    return read_encoder(Path(str(resources.files("coalesce.names") / "data" / SHIPPED)))


def read_encoder(path: Path) -> Encoder:
    """The encoder of a file. Raises BadFile where it is absent or damaged."""
    try:
        return Encoder(unpack(path.read_bytes()))
    except OSError as fault:
        raise _damaged(path, fault.strerror or "no such file") from fault
    except (ValueError, KeyError, TypeError) as fault:
        raise _damaged(path, str(fault)) from fault


def _damaged(path: Path, why: str) -> BadFile:
    reason = f"the name encoder cannot be read ({why}): install Coalesce again, or train it with `make encoder`"
    return BadFile(reason, Where(path.name))
