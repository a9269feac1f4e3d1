"""Levels through marks, against what two partial dates, numbers and places plainly say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalesce.linking.agreement import code
from coalesce.linking.columns import Columns
from coalesce.linking.comparisons import NOTHING, REASONS, Comparison
from coalesce.linking.marks import (
    SILENT,
    birth_marks,
    document_marks,
    level,
    nationality_marks,
    place_marks,
    residence_marks,
)
from coalesce.linking.model import Frequencies, Model

BIRTH = REASONS[Comparison.BIRTH_DATE]


@pytest.mark.parametrize(
    ("left", "right", "reason"),
    [
        ("19890314", "19890314", "same birth date"),
        ("19890314", "198903", "birth month agrees as far as told"),
        ("198903", "198903", "birth month agrees as far as told"),
        ("19890314", "1989", "birth year agrees as far as told"),
        ("198903", "1989", "birth year agrees as far as told"),
        ("1989", "1989", "birth year agrees as far as told"),
        ("19890304", "19890403", "day and month of birth are swapped"),
        ("19890314", "19890315", "one part of the birth date differs"),
        ("19890314", "19890514", "one part of the birth date differs"),
        ("19890314", "19880314", "one part of the birth date differs"),
        ("19890314", "19891122", "same birth year, other day and month"),
        ("198903", "198904", "same birth year, other day and month"),
        ("1989", "1990", "birth years are next to each other, as far as told"),
        ("19890314", "1990", "birth years are next to each other, as far as told"),
        ("1989", "1985/1988", "birth years are next to each other, as far as told"),
        ("1986/1990", "1985/1988", "birth years are next to each other, as far as told"),
        ("1989~", "1991", "birth years are next to each other, as far as told"),
        ("19890314", "19900520", "birth years are next to each other, both dates whole"),
        ("19890314", "19910520", "birth years are two to five apart"),
        ("1989", "1994", "birth years are two to five apart"),
        ("1989~", "1995", "birth years are two to five apart"),
        ("1989", "1995", "birth years are more than five apart"),
        ("1989~", "1998", "birth years are more than five apart"),
    ],
)
def test_birth_dates(left: str, right: str, reason: str) -> None:
    one, other = birth_marks((left,)), birth_marks((right,))
    assert BIRTH[level(one, other)] == BIRTH[level(other, one)] == reason


def test_of_several_dates_the_best_counts() -> None:
    assert BIRTH[level(birth_marks(("1970", "19890314")), birth_marks(("1950", "19890314")))] == "same birth date"


@pytest.mark.parametrize(
    ("left", "right", "found"),
    [
        ("A1234567|SY", "A1234567|SY", 3),
        ("A1234567|SY", "A1234567|TR", 2),
        ("A1234567|", "A1234567|TR", 2),
        ("A1234567|", "A1234568|TR", 1),
        ("A1234567|", "A1234576|TR", 1),
        ("A1234567|", "A123456|TR", 1),
        ("A1234567|", "A1234599|TR", 0),
        ("X1234|", "X1235|", 0),
    ],
)
def test_documents(left: str, right: str, found: int) -> None:
    assert level(document_marks((left,)), document_marks((right,))) == found


def test_a_silent_side_gives_no_level() -> None:
    assert level(SILENT, birth_marks(("1989",))) == level(birth_marks(("1989",)), SILENT) == NOTHING


def test_a_range_too_wide_says_nothing() -> None:
    assert birth_marks(("1930/1999",)) == SILENT
    assert level(birth_marks(("1930/1999", "1989")), birth_marks(("1989",))) == level(*[birth_marks(("1989",))] * 2)


def test_rarer_nationalities_have_higher_levels() -> None:
    shares = Frequencies({"TN": 8, "FR": 40}, 64)
    marks = {code: nationality_marks((code,), shares) for code in ("TN", "FR", "NZ")}
    assert [level(marks[code], marks[code]) for code in ("TN", "FR", "NZ")] == [1, 2, 3]
    assert level(marks["TN"], marks["FR"]) == 0


def test_places() -> None:
    shares = Frequencies({"blkt": 8, "hmlt": 48}, 80)
    town = place_marks(("blkt",), ("SY",), shares)
    assert level(town, place_marks(("blkt",), ("TR",), shares)) == 2
    assert level(town, place_marks(("mrdn",), ("SY",), shares)) == 1
    assert level(place_marks(("blkt",), (), shares), place_marks((), ("SY",), shares)) == 0
    assert [level(one, one) for one in (place_marks((name,), (), shares) for name in ("hmlt", "nwhr"))] == [3, 4]


def test_residences() -> None:
    shares = Frequencies({"lndn": 16}, 80)
    one, other = ("lndn", "sw1", "4dj", "4dj+sw1"), ("lndn", "sw1", "7zz", "7zz+sw1")
    assert level(residence_marks(one, (), shares), residence_marks(one, (), shares)) == 5
    assert level(residence_marks(one, (), shares), residence_marks(other, (), shares)) == 4
    assert level(residence_marks(("lndn",), (), shares), residence_marks(one, (), shares)) == 2
    assert level(residence_marks(("rk",), ("SY",), shares), residence_marks(("hms",), ("SY",), shares)) == 1
    assert level(residence_marks(("rk",), (), shares), residence_marks(("hms",), (), shares)) == 0


@given(st.data())
def test_levels_are_symmetric_and_in_range(
    any_columns: st.SearchStrategy[Columns], model: Model, data: st.DataObject
) -> None:
    left, right = (code(data.draw(any_columns), model).marks for _ in range(2))
    for comparison, reasons in REASONS.items():
        found = level(left[comparison], right[comparison])
        assert found == level(right[comparison], left[comparison])
        assert NOTHING <= found < len(reasons)
