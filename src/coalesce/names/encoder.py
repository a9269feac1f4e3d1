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
from coalesce.names.ngrams import BEGIN, END, LONGEST, Alphabet, grams, places_of, written

SHIPPED = "encoder-1.bin"
_CHUNK = 512
_FEW = 12
_COLUMNS = 8
_BLOCK = 4
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
            by_length = sorted(rows, key=lambda place: len(tokens[place]))
            for start in range(0, len(rows), _CHUNK):
                chosen = by_length[start : start + _CHUNK]
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
        self._table = np.concatenate([weights.table, np.zeros((1, weights.table.shape[1]), np.float32)])
        self._row_of = dict(zip(written(weights.codes, self._alphabet), range(len(weights.codes)), strict=True))

    def vectors(self, tokens: list[str]) -> Floats:
        """Their points. They should be of like lengths: the longest sets what each costs."""
        w = self._weights
        pooled = self._pooled(*(self._few(tokens) if len(tokens) <= _FEW else self._many(tokens)))
        count = len(tokens)
        blocks = np.zeros((-(-count // _BLOCK), _BLOCK, pooled.shape[1]), np.float32)
        blocks.reshape(-1, pooled.shape[1])[:count] = pooled
        hidden = blocks @ w.inward
        hidden += w.bias
        np.maximum(hidden, 0, out=hidden)
        raw = (blocks @ w.across + hidden @ w.outward).reshape(len(blocks) * _BLOCK, -1)[:count]
        norms = np.sqrt((raw * raw).sum(axis=1, keepdims=True))
        vectors: Floats = raw / np.maximum(norms, np.float32(1e-12))
        return vectors

    def _pooled(self, rows: NDArray[np.intp], weights: Floats) -> Floats:
        """The sums of the embeddings, one after the other in a row. ``rows``: tokens by n-grams, filled up with the row
        of zeros; ``weights``: tokens by bases by n-grams."""
        sums: Floats = (weights @ self._table.take(rows, axis=0)).reshape(len(rows), -1)
        return sums

    def _many(self, tokens: list[str]) -> tuple[NDArray[np.intp], Floats]:
        found = grams(tokens, self._alphabet)
        codes = self._weights.codes
        rows = np.minimum(np.searchsorted(codes, found.codes), len(codes) - 1)
        known = codes[rows] == found.codes
        starts = np.concatenate(([0], np.cumsum(known)))[found.starts]
        counts = np.diff(starts)
        owners = np.repeat(np.arange(len(tokens)), counts)
        columns = np.arange(len(owners)) - np.repeat(starts[:-1], counts)
        filled = np.full((len(tokens), _width(counts.max())), len(codes))
        filled[owners, columns] = rows[known]
        weights = np.zeros((len(tokens), BASES, filled.shape[1]), np.float32)
        even = np.repeat(_even(counts), counts)
        for base, cosines in enumerate(_cosines(found.places[known])):
            weights[owners, base, columns] = cosines * even
        return filled, weights

    def _few(self, tokens: list[str]) -> tuple[NDArray[np.intp], Floats]:
        """The same for a handful of tokens, where looking up n-grams one by one is quicker."""
        every = [self._known(token) for token in tokens]
        width = _width(max(len(rows) for rows, _ in every))
        filled = np.full((len(tokens), width), len(self._weights.codes))
        weights = np.zeros((len(tokens), BASES, width), np.float32)
        for place, (rows, cosines) in enumerate(every):
            filled[place, : len(rows)] = rows
            weights[place, :, : len(rows)] = cosines * _even(np.array(len(rows)))
        return filled, weights

    def _known(self, token: str) -> tuple[list[int], Floats]:
        text = BEGIN + token.translate(self._alphabet.folds) + END
        rows, at = [], []
        for start in range(len(text)):
            for size in range(1, min(LONGEST, len(text) - start) + 1):
                row = self._row_of.get(text[start : start + size])
                if row is not None:
                    rows.append(row)
                    at.append(start * LONGEST + size - 1)
        return rows, _all_cosines(len(text)).take(at, axis=1)


def _width(most: int) -> int:
    """How many columns hold so many n-grams: always a multiple of the same number, for the sake of the invariant."""
    return -(-int(most) // _COLUMNS) * _COLUMNS


def _even(counts: NDArray[np.int64]) -> Floats:
    weights: Floats = (1 / np.sqrt(np.maximum(counts, 1))).astype(np.float32)
    return weights


def _cosines(places: Floats) -> Floats:
    weights: Floats = np.cos((np.float32(np.pi) * np.arange(BASES, dtype=np.float32))[:, None] * places)
    return weights


@lru_cache(maxsize=256)
def _all_cosines(length: int) -> Floats:
    """Bases by n-grams, of a token with its marks of that length; n-grams as ``places_of`` orders them."""
    return _cosines(places_of(length))


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
