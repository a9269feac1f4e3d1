"""Dates in English words."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalesce.intake.worded_dates import parse_worded


@pytest.mark.parametrize(
    ("words", "written"),
    [
        ("10 Dec 1948", "1948-12-10"),
        ("30 Nov 1955.", "1955-11-30"),
        ("Mar 1945", "1945-03"),
        ("Nov. 1973 ", "1973-11"),
        ("September 1958", "1958-09"),
        ("1946", "1946"),
        ("circa 1951", "1951~"),
        ("Approximately 1951", "1951~"),
        ("circa 07 Jul 1966", "1966-07-07~"),
        ("1929 to 1930", "1929/1930"),
        ("01 Jan 1953 to 31 Dec 1954", "1953/1954"),
        ("26 Sep 1946 to 07 Dec 1946", "1946-09-26/1946-12-07"),
        ("circa 1979-1982", "1979/1982~"),
        ("Between Aug. and Sep. 1977", "1977-08-01/1977-09-30"),
    ],
)
def test_forms_of_real_lists(words: str, written: str) -> None:
    assert str(parse_worded(words)) == written


@pytest.mark.parametrize(
    "words",
    [
        "",
        "30 Feb 1970",
        "24/06/1402 (Hijri Calendar)",
        "29 years old",
        "12 Foo 1970",
        "1990 to 1980",
        "1970 or so",
        "junk 1970",
    ],
)
def test_what_is_not_wholly_understood_gives_nothing(words: str) -> None:
    assert parse_worded(words) is None


@given(st.dates())
def test_every_day_written_in_words_is_read_back(day: date) -> None:
    found = parse_worded(day.strftime("%d %b ") + f"{day.year:04}")
    if 1500 <= day.year <= 2200:
        assert found is not None
        assert found.earliest == found.latest == day
    else:
        assert found is None
