"""The tables hold what the romaniser can look up, and nothing else."""

import pytest

from coalesce.names import normalise
from coalesce.names.tables import (
    ARABIC,
    ARABIC_NO_ARTICLE,
    ARABIC_WORDS,
    CYRILLIC,
    HEBREW,
    HEBREW_FINAL,
    HEBREW_INITIAL,
)

LETTERS = {"arabic": ARABIC, "cyrillic": CYRILLIC, "hebrew": HEBREW, "initial": HEBREW_INITIAL, "final": HEBREW_FINAL}


@pytest.mark.parametrize("name", LETTERS)
def test_keys_are_single_letters_as_normalising_leaves_them(name: str) -> None:
    for letter in LETTERS[name]:
        assert len(letter) == 1
        assert normalise(letter) == letter, f"U+{ord(letter):04X} never reaches the table"


@pytest.mark.parametrize("name", LETTERS)
def test_values_are_lower_case_ascii(name: str) -> None:
    for latin in LETTERS[name].values():
        assert latin == "" or (latin.isascii() and latin.isalpha() and latin.islower())


def test_whole_words_are_in_their_normal_form() -> None:
    for word in (*ARABIC_WORDS, *ARABIC_NO_ARTICLE):
        assert normalise(word) == word


def test_words_that_keep_their_article_begin_with_it() -> None:
    assert all(word.startswith("ال") for word in ARABIC_NO_ARTICLE)
