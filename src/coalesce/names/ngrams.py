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

_BEGIN, _END = "\x02", "\x03"
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
        for place, sign in enumerate((_BEGIN, _END, *letters), 1):
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
    text = _BEGIN + (_END + _BEGIN).join(tokens) + _END
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
    middle = (length - 1 - left)[:, None] + np.arange(1, LONGEST + 1) / 2
    places = (middle / length[:, None]).astype(np.float32)
    counts = np.add.reduceat(valid.sum(axis=1), ends - lengths + 1)
    starts = np.zeros(len(tokens) + 1, np.int64)
    np.cumsum(counts, out=starts[1:])
    return Grams(codes[valid], places[valid], starts)
