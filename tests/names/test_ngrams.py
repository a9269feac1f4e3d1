"""N-grams: which there are, where they stand, and that a token's do not depend on its neighbours."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalesce.names.ngrams import LONGEST, Alphabet, Grams, grams

LATIN = Alphabet.of("abcdefghijklmnopqrstuvwxyz", "ß=ss")
words = st.text(st.sampled_from("abcxyzß9é"), max_size=12)


def of(found: Grams, place: int) -> tuple[list[int], list[float]]:
    part = slice(int(found.starts[place]), int(found.starts[place + 1]))
    return found.codes[part].tolist(), found.places[part].tolist()


def plainly(token: str) -> set[tuple[int, float]]:
    """The same by hand, one n-gram after the other."""
    signs = [1, *(ord(letter) - ord("a") + 3 if letter in LATIN.letters else 0 for letter in token), 2]
    found = set()
    for size in range(1, LONGEST + 1):
        for start in range(len(signs) - size + 1):
            run = signs[start : start + size]
            if 0 in run or run in ([1], [2]):
                continue
            code = 0
            for sign in run:
                code = code * 64 + sign
            found.add((code, round((start + size / 2) / len(signs), 5)))
    return found


@given(st.lists(words, min_size=1, max_size=6))
def test_each_token_has_its_runs_of_letters_and_marks(tokens: list[str]) -> None:
    found = grams(tokens, LATIN)
    for place, token in enumerate(tokens):
        codes, places = of(found, place)
        pairs = [(code, round(where, 5)) for code, where in zip(codes, places, strict=True)]
        assert set(pairs) == plainly(token.replace("ß", "ss"))
        assert len(pairs) == len(set(pairs))


@given(st.lists(words, min_size=1, max_size=6))
def test_neighbours_have_no_say(tokens: list[str]) -> None:
    together = grams(tokens, LATIN)
    for place, token in enumerate(tokens):
        assert of(together, place) == of(grams([token], LATIN), 0)


def test_an_empty_token_has_only_its_marks() -> None:
    assert of(grams([""], LATIN), 0) == ([1 * 64 + 2], [0.5])


def test_places_run_from_begin_to_end() -> None:
    places = grams(["muhammad"], LATIN).places
    assert 0 < places.min() < places.max() < 1
    assert np.isclose(places.mean(), 0.5, atol=0.01)


def test_an_alphabet_is_bounded() -> None:
    with pytest.raises(ValueError, match="at most 61"):
        Alphabet.of("".join(map(chr, range(0x4E00, 0x4E00 + 62))))
