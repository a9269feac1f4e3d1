"""One form for all the ways in which the same letters are stored."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalesce.names import normalise, script_of
from coalesce.names.normal import MOST_MARKS, few_marks, plain_digits, tightened


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("  Ali\t BEN  Ali ", "ali ben ali"),
        ("\u202bعلي\u202c\u200f", "علي"),
        ("م\u064fح\u064eم\u0651د", "محمد"),
        ("محـــمد", "محمد"),
        ("أحمد", "احمد"),
        ("إبراهیم", "ابراهيم"),
        ("مصطفى", "مصطفي"),
        ("کریم", "كريم"),
        ("فاطمة", "فاطمه"),
        ("ﻣﺤﻤﺪ", "محمد"),
        ("Ｆｕｌｌ", "full"),
        ("Straße", "strasse"),
        ("דָּוִד", "דוד"),
        ("soft\u00adhyphen", "softhyphen"),
    ],
)
def test_typing_is_folded(written: str, plain: str) -> None:
    assert normalise(written) == plain


@given(st.text(max_size=40))
def test_it_is_idempotent(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(st.text(max_size=40))
def test_blanks_are_single_and_inside(text: str) -> None:
    plain = normalise(text)
    assert plain == " ".join(plain.split())


@given(st.text(alphabet="АБВГДЕЖабвгдеё ", min_size=1))
def test_spelling_and_script_stay(text: str) -> None:
    assert script_of(normalise(text)) == script_of(text)
    assert normalise(text).replace(" ", "") == text.casefold().replace(" ", "")


def test_what_is_to_be_cut_has_no_room_taken_by_what_is_no_letter():
    assert tightened("  Ali  ", 40) == "  Ali  "
    assert tightened(" " * 50 + "Ali" + "." * 50 + "Ben", 40) == "Ali Ben"
    assert tightened("a" + "\u0323" * 50, 40) == "\u1ea1" + "\u0323" * 4
    assert len(tightened("ab" * 50, 40)) == 100


def test_thousands_of_marks_on_a_letter_are_not_put_in_order():
    many = "Zoe" + "\u0323\u0301" * 5000 + " Kemtari"
    assert len(few_marks(many)) == len("Zoe Kemtari") + MOST_MARKS
    assert len(normalise(many)) <= len("Zoe Kemtari") + MOST_MARKS
    assert normalise(normalise(many)) == normalise(many)
    assert few_marks("Zoe" + "\u0323" * MOST_MARKS) == "Zoe" + "\u0323" * MOST_MARKS
    assert few_marks("-" * 50 + "é" * 50) == "-" * 50 + "é" * 50


@given(st.text(max_size=40))
def test_digits_of_any_script_are_plain_and_nothing_else_is_changed(text):
    found = plain_digits(text)
    assert len(found) == len(text)
    for one, other in zip(text, found, strict=True):
        assert one == other if not one.isdecimal() else (other.isascii() and int(one) == int(other))


def test_digits_as_lists_write_them():
    assert plain_digits("٣ ۴ ५ ๖ \uff17 8 一 ²") == "3 4 5 6 7 8 一 ²"
    assert normalise("٣") == "٣", "the content keys of what is held were made so"
