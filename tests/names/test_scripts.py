"""Scripts of names: what the letters say, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalesce.names import script_of
from coalesce.names.scripts import letter_script


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("Jean-Luc O'Brien", "Latn"),
        ("Ångström", "Latn"),
        ("محمد علي", "Arab"),
        ("ﻣﺤﻤﺪ", "Arab"),
        ("Владимир", "Cyrl"),
        ("נתניהו", "Hebr"),
        ("Γεώργιος", "Grek"),
        ("Նարեկ", "Armn"),
        ("გიორგი", "Geor"),
        ("金正恩", "Hani"),
        ("村上はるき", "Jpan"),
        ("カタカナ", "Jpan"),
        ("김정은", "Hang"),
        ("金정은", "Kore"),
        ("ፍትዊ", "Ethi"),
        ("रजनीकांत", "Deva"),
        ("", "Zyyy"),
        ("123 -", "Zyyy"),
        ("Али Ali", "Zyyy"),
        ("Мухаммад A.", "Cyrl"),
    ],
)
def test_the_script_that_holds_two_thirds_of_the_letters(text: str, script: str) -> None:
    assert script_of(text) == script


@given(st.text(max_size=30), st.text(alphabet="0123456789 .,-'()\u200f\u0301", max_size=10))
def test_signs_that_are_no_letters_have_no_say(text: str, signs: str) -> None:
    assert script_of(signs + text + signs) == script_of(text)


@given(st.characters(categories=["L"]))
def test_one_letter_is_a_text_of_its_script(letter: str) -> None:
    expected = {"Kana": "Jpan"}.get(letter_script(letter), letter_script(letter))
    assert script_of(letter) == expected
