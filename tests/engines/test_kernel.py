"""The compiled arithmetic against the functions that it stands for, also as plain Python."""

from __future__ import annotations

import random

import numpy as np
import pytest

from coalesce.engines import kernel
from coalesce.linking.marks import Marks, level
from coalesce.linking.near import by_letter


def names_of(words: list[str]) -> kernel.Names:
    """Words that nothing but their letters brings near each other."""
    letters = np.frombuffer("".join(words).encode(), dtype=np.uint8)
    told = np.ones(len(words), dtype=np.uint8)
    none = np.zeros(len(words) + 1, dtype=np.int64)
    return kernel.Names(
        told, told == 0, told, told, letters, np.cumsum([0, *map(len, words)]), none, none[:0], none, none[:0]
    )


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
    runs = [run for side in sides for run in (side.asserts, side.accepts)]
    ends = np.cumsum([0, *map(len, runs)])
    spans = np.column_stack([ends[:-1:2], ends[1::2], ends[1::2], ends[2::2]])
    marked = kernel.Marked(spans, np.array([mark for run in runs for mark in run], dtype=np.int64))
    of = [at if side.asserts else -1 for at, side in enumerate(sides)]
    for one, left in enumerate(sides):
        for other, right in enumerate(sides):
            assert kernel.level(marked, of[one], of[other]) == level(left, right)
