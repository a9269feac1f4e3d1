"""The letter n-grams of name tokens, many tokens at once, with where in the token each stands.

Invariant: what is said of a token depends on that token alone, never on the others of the call.

A token is read between a begin and an end mark; every run of 1 to ``LONGEST`` signs is one n-gram (a mark alone
is none). An n-gram is a number: its signs are the digits, in base 64, the first the highest. The place of an
n-gram runs from 0 (begin) to 1 (end) and is that of its middle.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LONGEST = 4
"""Letters and marks of the longest n-gram."""

BEGIN, END = "\x02", "\x03"
"""The marks around a token, where its n-grams are written as text."""
_FIRST_LETTER = 3
_BASE = 64


@dataclass(frozen=True, slots=True)
class Alphabet:
    """The letters that one tower knows (fewer than 61, in the file's order) and what is folded into them."""

    letters: str
    folds: dict[int, str]
    digits: NDArray[np.uint8]

    @classmethod
    def of(cls, letters: str, folds: str = "") -> Alphabet:
        """``folds``: ``letter=letters`` pairs parted by blanks."""
        digits = np.zeros(max(map(ord, letters), default=0) + 2, np.uint8)
        for place, sign in enumerate((BEGIN, END, *letters), 1):
            digits[ord(sign)] = place
        if len(letters) > _BASE - _FIRST_LETTER:
            raise ValueError(f"an alphabet has at most {_BASE - _FIRST_LETTER} letters, not {len(letters)}")
        return cls(letters, str.maketrans(dict(pair.split("=") for pair in folds.split())), digits)


@dataclass(frozen=True, slots=True)
class Grams:
    """The n-grams of tokens, one token after the other: ``codes[starts[i]:starts[i + 1]]`` are those of token i."""

    codes: NDArray[np.int64]
    places: NDArray[np.float32]
    starts: NDArray[np.int64]


def grams(tokens: Sequence[str], alphabet: Alphabet) -> Grams:
    """Their n-grams; those that hold a letter outside the alphabet are left out."""
    text = BEGIN + (END + BEGIN).join(tokens) + END
    if alphabet.folds:
        text = text.translate(alphabet.folds)
    signs = np.frombuffer(text.encode("utf-32-le"), np.uint32)
    digits = alphabet.digits[np.minimum(signs, len(alphabet.digits) - 1)].astype(np.int64)
    ends = np.flatnonzero(digits == 2)
    lengths = np.diff(ends, prepend=-1)
    left = np.repeat(ends, lengths) - np.arange(len(digits))  # signs behind this one in its token
    codes = np.zeros((len(digits), LONGEST), np.int64)
    codes[:, 0] = digits
    valid = np.empty(codes.shape, bool)
    valid[:, 0] = digits >= _FIRST_LETTER
    whole = digits > 0
    for size in range(1, LONGEST):
        following = np.zeros_like(digits)
        following[:-size] = digits[size:]
        codes[:, size] = codes[:, size - 1] * _BASE + following
        whole = whole & (following > 0) & (left >= size)
        valid[:, size] = whole
    length = np.repeat(lengths, lengths)
    places = _places(length - 1 - left, length)
    counts = np.add.reduceat(valid.sum(axis=1), ends - lengths + 1)
    starts = np.zeros(len(tokens) + 1, np.int64)
    np.cumsum(counts, out=starts[1:])
    return Grams(codes[valid], places[valid], starts)


def places_of(length: int) -> NDArray[np.float32]:
    """Where the n-grams of a token stand that has so many signs, its marks among them: by first sign, then by size."""
    return _places(np.arange(length), np.full(length, length)).ravel()


def written(codes: NDArray[np.int64], alphabet: Alphabet) -> list[str]:
    """The n-grams of these codes as text, with their marks."""
    signs = np.array(["", BEGIN, END, *alphabet.letters])
    parts = [signs[codes >> shift & _BASE - 1] for shift in range(6 * (LONGEST - 1), -1, -6)]
    return ["".join(run) for run in zip(*(part.tolist() for part in parts), strict=True)]


def _places(starts: NDArray[np.int64], lengths: NDArray[np.int64]) -> NDArray[np.float32]:
    middle = starts[:, None] + np.arange(1, LONGEST + 1) / 2
    return (middle / lengths[:, None]).astype(np.float32)
