"""The compiled arithmetic against the functions that it stands for, also as plain Python."""

from __future__ import annotations

import random

import numpy as np
import pytest

from coalesce.engines import kernel
from coalesce.linking.marks import Marks, level
from coalesce.linking.near import by_letter


def names_of(words: list[str]) -> kernel.Names:
    """One record a word; each word has a bone of its own."""
    letters = np.frombuffer("".join(words).encode(), dtype=np.uint8)
    spelt = np.cumsum([0, *map(len, words)])
    count = len(words)
    starts, ones = np.arange(count + 1), np.ones(count, dtype=np.int64)
    marks = np.arange(1, count + 1, dtype=np.int64) << 8
    near = np.arange(count, dtype=np.int32)
    none = np.zeros(count + 1, dtype=np.int64)
    return kernel.Names(starts, ones, starts, marks, marks, near, near.astype(np.int16), letters, spelt, none, none[:0])


@pytest.mark.parametrize("plain", [False, True])
def test_words_are_near_by_a_letter_as_the_reference_says(plain: bool) -> None:
    rng = random.Random(9)
    words = sorted({"".join(rng.choices("abk", k=rng.randint(1, 8))) for _ in range(160)})
    names = names_of(words)
    asked = kernel.by_letter.py_func if plain else kernel.by_letter  # type: ignore[attr-defined]  # numba's
    found = {(one, other) for one in range(len(words)) for other in range(len(words)) if asked(names, one, other)}
    expected = {
        (one, other) for one, word in enumerate(words) for other, second in enumerate(words) if by_letter(word, second)
    }
    assert found == expected
    assert len(expected) > 300


def test_the_level_is_the_highest_in_common() -> None:
    rng = random.Random(3)
    sides = [
        Marks(
            *(tuple(sorted({rng.randrange(4) << 48 | rng.randrange(5) for _ in range(rng.randrange(6))})) for _ in "ab")
        )
        for _ in range(60)
    ]
    sides = [side if side.asserts else Marks() for side in sides]
    of = np.array([at if side.asserts else -1 for at, side in enumerate(sides)], dtype=np.int32)
    flat = [
        (np.cumsum([0, *map(len, runs)]), np.array([mark for run in runs for mark in run], dtype=np.int64))
        for runs in ([side.asserts for side in sides], [side.accepts for side in sides])
    ]
    marked = kernel.Marked(of, *flat[0], *flat[1])
    for one, left in enumerate(sides):
        for other, right in enumerate(sides):
            assert kernel.level(marked, one, other) == level(left, right)
