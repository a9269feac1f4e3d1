"""Numbers, and what they count."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalesce.commitments.extraction.amounts import amounts, number_at
from coalesce.commitments.extraction.marks import Label
from tests.commitments.extraction.reading import parsed


def counted(text: str) -> list[tuple[str, str, str | None, str | None]]:
    marks = amounts(parsed(text), frozenset())
    return [(str(mark.number), mark.text, mark.unit, mark.value) for mark in marks if mark.label is Label.QUANTITY]


def sums(text: str) -> list[tuple[str, str | None]]:
    return [(str(m.number), m.currency) for m in amounts(parsed(text), frozenset()) if m.label is Label.MONEY]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("400", 400), ("1,000", 1000), ("2.5 million", 2_500_000), ("22 million", 22_000_000), ("six", 6), ("twenty-one", 21),
        ("two hundred thousand", 200_000), ("a dozen", 12), ("15-million", 15_000_000), ("3bn", 3_000_000_000),
    ],
)  # fmt: skip
def test_numbers_in_figures_and_words(text: str, number: int) -> None:
    found = number_at(parsed(text), 0)
    assert found is not None
    assert found.value == number


@given(st.integers(0, 999_999_999))
def test_every_whole_number_is_read_as_it_is_written(number: int) -> None:
    for text in (str(number), f"{number:,}"):
        found = number_at(parsed(text), 0)
        assert found is not None
        assert found.value == Decimal(number)


def test_what_a_number_counts() -> None:
    text = "eight F/A-18F Super Hornet fighter jets, one aerial refuelling aircraft, 400 personnel and 230 tonnes of supplies"
    assert counted(text) == [
        ("8", "eight F/A-18F Super Hornet fighter jets", "F/A-18F Super Hornet fighter jets", "combat aircraft"),
        ("1", "one aerial refuelling aircraft", "aerial refuelling aircraft", "tanker aircraft"),
        ("400", "400 personnel", "personnel", "personnel"),
        ("230", "230 tonnes of supplies", "tonnes of supplies", None),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "in 2014 troops", "58 percent of Danes", "Resolution 2178 was read", "No. 4 Squadron", "page 3 of it", "the F-16 flew",
        "nine countries gave", "one of them", "12th of them", "400 kilometres north", "28 agreed",
    ],
)  # fmt: skip
def test_what_counts_nothing(text: str) -> None:
    assert counted(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("$15-million", [("15000000", None)]), ("US$ 25.5 million", [("25500000", "USD")]), ("U.S.$5m", [("5000000", "USD")]),
        ("NZ$14.5 million", [("14500000", "NZD")]), ("EUR 40 million", [("40000000", "EUR")]), ("£3m", [("3000000", "GBP")]),
        ("3 million euros", [("3000000", "EUR")]), ("5 million Kuwaiti dinars", [("5000000", "KWD")]),
        ("30 million kroner", [("30000000", None)]), ("2 million dollars", [("2000000", None)]),
        ("$192 million US dollars", [("192000000", "USD")]), ("USD$2 million", [("2000000", "USD")]),
        ("20 million U.S. dollars", [("20000000", "USD")]), ("120 million kronor", [("120000000", "SEK")]),
        ("€9 million, of which 6 million is new", [("9000000", "EUR"), ("6000000", None)]), ("6 million is new", []),
    ],
)  # fmt: skip
def test_money_with_the_currency_that_is_said(text: str, found: list[tuple[str, str | None]]) -> None:
    assert sums(text) == found


def test_bounds_ranges_and_time() -> None:
    marks = {mark.text: mark for mark in amounts(parsed("up to 143 troops, 50 to 60 men, for two years"), frozenset())}
    assert marks["143 troops"].qualifier == "up to"
    assert (marks["50 to 60 men"].number, marks["50 to 60 men"].qualifier) == (50, "50 to 60")
    years = marks["two years"]
    assert (years.label, years.number, years.unit, years.qualifier) == (Label.DURATION, 2, "year", "for")


def test_one_by_its_article() -> None:
    assert counted("an aerial-refueling aircraft and an aircraft carrier") == [
        ("1", "an aerial-refueling aircraft", "aerial-refueling aircraft", "tanker aircraft"),
        ("1", "an aircraft carrier", "aircraft carrier", "ships"),
    ]


def test_a_type_with_a_stroke_and_a_calibre() -> None:
    assert counted("up to eight F/A-18 aircraft") == [("8", "eight F/A-18 aircraft", "F/A-18 aircraft", "aircraft")]
    assert [one[0] for one in counted("18 more 155 mm howitzers")] == ["18"]
