"""Han and Hangul words spelt so that letters alone tell them apart."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from coalesce.linking.near import by_letter
from coalesce.names.own_letters import kana_letters, own_letters, sound, spelling

HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=1, max_size=4)
HANGUL = st.text(st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3), min_size=1, max_size=4)


@given(st.one_of(HAN, HANGUL), st.one_of(HAN, HANGUL))
def test_two_words_have_one_spelling_only_where_they_are_the_same_letters(one: str, other: str) -> None:
    assert (spelling(own_letters(one)) == spelling(own_letters(other))) == (own_letters(one) == own_letters(other))
    assert spelling(own_letters(one)).isascii()
    assert not spelling(own_letters(one)).islower()


@given(HAN, HAN)
def test_han_words_are_never_a_letter_apart(one: str, other: str) -> None:
    first, second = own_letters(one), own_letters(other)
    assume(first != second)
    assert not by_letter(spelling(first), spelling(second)) or abs(len(first) - len(second)) > 0


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [("지영", "지연", True), ("지영", "지훈", False), ("김", "긴", False), ("정은", "중은", True)],
)
def test_hangul_is_near_by_one_jamo(one: str, other: str, near: bool) -> None:
    assert by_letter(spelling(own_letters(one)), spelling(own_letters(other))) is near


def test_other_scripts_have_no_letters_of_their_own_here() -> None:
    assert kana_letters("さとう") == "さとう"
    assert kana_letters("くみ子") == kana_letters("김") == kana_letters("wei") == ""
    assert own_letters("wei") == own_letters("さとう") == own_letters("محمد") == ""


def test_letters_are_heard_as_mandarin_and_korean() -> None:
    assert sound("王秀英") == "wangxiuying"
    assert sound(own_letters("김")) == "gim"
