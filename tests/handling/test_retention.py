"""Nothing is kept without an end; who may have been a minor when seen is the owner's alone."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from handling.worlds import MEMBERS, days, handlings, purposes, reader
from hypothesis import given
from hypothesis import strategies as st

from coalesce.dates import PartialDate
from coalesce.errors import BadField
from coalesce.handling import (
    DEFAULT_YEARS,
    Handling,
    Purpose,
    decide,
    minor_when_seen,
    narrowed_for_minor,
    retention_end,
)

TODAY = date(2014, 9, 5)


def on(*texts: str) -> list[PartialDate]:
    return [PartialDate.parse(text) for text in texts]


def test_a_list_without_an_end_gets_five_years() -> None:
    assert DEFAULT_YEARS == 5
    assert retention_end(None, TODAY) == date(2019, 9, 5)
    assert retention_end(None, TODAY, years=2) == date(2016, 9, 5)
    assert retention_end(None, date(2012, 2, 29), years=1) == date(2013, 2, 28)
    assert retention_end(None, date(2012, 2, 29), years=4) == date(2016, 2, 29)


@given(st.dates(TODAY, date(2034, 9, 5)))
def test_an_end_that_was_asked_for_stands(asked: date) -> None:
    assert retention_end(asked, TODAY) == asked


@pytest.mark.parametrize(
    ("born", "seen", "minor"),
    [
        (on("1996-09-06"), on("2014-09-05"), True),  # a day before the eighteenth birthday
        (on("1996-09-05"), on("2014-09-05"), False),  # on it
        (on("1996"), on("2014-09"), True),  # perhaps: born on the last day of the year
        (on("1995"), on("2014-01"), False),  # in no case
        (on("1990", "1998"), on("2014"), True),  # several births: the latest decides
        (on("1980"), [], False),  # seen on no date: today
        (on("1996-09-06"), [], True),
        (on("1996-09-05"), [], False),
        (on("1996-01-01"), on("2014-06", "2013-01-05"), True),  # the first sighting decides
        (on("1990/1997"), on("2014-12"), True),
        (on("1996-06-15"), on("2014"), True),  # seen that year, perhaps before the birthday
        ([], on("2014"), False),  # no birth date: nobody is presumed a minor
        ([], [], False),
    ],
)
def test_the_doubt_is_the_childs(born: list[PartialDate], seen: list[PartialDate], minor: bool) -> None:
    assert minor_when_seen(born, seen, TODAY) == minor


def test_who_is_born_on_29_february_is_a_minor_until_the_end_of_february() -> None:
    assert minor_when_seen(on("1996-02-29"), on("2014-02-28"), TODAY)
    assert not minor_when_seen(on("1996-02-29"), on("2014-03-01"), TODAY)
    assert not minor_when_seen(on("2000-02-29"), on("2018-03-01"), TODAY)


@given(st.dates(date(1990, 1, 1), date(2000, 1, 1)), st.integers(0, 40 * 365))
def test_exact_dates_are_reckoned_as_birthdays(birth: date, age_in_days: int) -> None:
    seen = birth + timedelta(days=age_in_days)
    had_birthday = (seen.month, seen.day) >= (birth.month, birth.day)
    age = seen.year - birth.year - (not had_birthday)
    assert minor_when_seen([PartialDate(birth, birth)], [PartialDate(seen, seen)], TODAY) == (age < 18)


@given(handlings, purposes, days)
def test_a_minor_is_seen_and_counted_by_its_owner_alone(handling: Handling, purpose: Purpose, today: date) -> None:
    narrowed = narrowed_for_minor(handling)
    assert not any(decide(narrowed, "NL", reader(member), purpose, today) for member in MEMBERS if member != "NL")
    assert narrowed.figures_to == frozenset()
    own = decide(narrowed, "NL", reader("NL"), purpose, today)
    assert own == decide(handling, "NL", reader("NL"), purpose, today)
    assert (narrowed.keep_until, narrowed.tlp, narrowed.code) == (handling.keep_until, handling.tlp, handling.code)


def test_retention_is_never_endless_nor_already_over() -> None:
    today = date(2014, 9, 30)
    assert retention_end(date(2034, 9, 30), today) == date(2034, 9, 30)
    for asked in (date(2034, 10, 1), date(9999, 12, 31), date(2014, 9, 29)):
        with pytest.raises(BadField):
            retention_end(asked, today)
    assert retention_end(None, today, years=50, most=20) == date(2034, 9, 30)
