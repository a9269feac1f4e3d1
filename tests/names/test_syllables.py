"""East Asian words keep their vowels; all other names keep their consonants alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalesce.names.syllables import bones_with_vowels
from coalesce.names.words import words


def _bones(name: str) -> set[str]:
    return set(bones_with_vowels(words(name)))


@pytest.mark.parametrize(
    ("one", "other"), [("예준", "우진"), ("志偉", "哲維"), ("Kim Ye Jun", "Kim U Jin"), ("Haruto Sato", "Hiroto Sato")]
)
def test_two_given_names_of_the_same_consonants_are_told_apart(one: str, other: str) -> None:
    assert _bones(one) != _bones(other)
    assert [word.bone for word in words(one)][-1][:1] == [word.bone for word in words(other)][-1][:1]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("志偉 陳", "志伟 陈"),
        ("习 近平", "Xi Jinping Wang"),
        ("Park Geunhye", "Pak Keunhye"),
        ("Lee Hyunwoo", "이 현우"),
        ("Kim Jungsoo", "Gim Jeongsu"),
        ("Sato Yuuto", "Satoh Yuto Sato"),
    ],
)
def test_usual_spellings_of_one_name_have_one_bone(one: str, other: str) -> None:
    assert _bones(one) <= _bones(other)


@pytest.mark.parametrize("name", ["Ali Hasan", "Hasan Omar Hamid", "Anna Lena", "محمد علي", "Kim", "Иван Ли", ""])
def test_other_names_keep_their_consonants(name: str) -> None:
    assert bones_with_vowels(words(name)) == tuple(word.bone for word in words(name))


def test_a_word_that_is_not_of_the_language_keeps_its_consonants() -> None:
    assert _bones("Robert Kim") == {"rbrt", "kim"}


@given(st.text())
def test_each_word_has_a_bone(name: str) -> None:
    said = words(name)
    found = bones_with_vowels(said)
    assert len(found) == len(said)
    assert all(found)
