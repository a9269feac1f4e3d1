"""Dates stay as partial as they came; periods are months only where the whole span lies in one."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from coalesce.dates import MAX_YEAR, MIN_YEAR, FixedClock, PartialDate, Period, SystemClock
from coalesce.errors import BadDate

DAYS = st.dates(date(MIN_YEAR, 1, 1), date(MAX_YEAR, 12, 31))
SPANS = st.builds(lambda a, b, circa: PartialDate(min(a, b), max(a, b), circa), DAYS, DAYS, st.booleans())
YEARS = st.integers(MIN_YEAR, MAX_YEAR)
MONTHS = st.integers(1, 12)
DATES = st.one_of(
    SPANS,
    st.builds(PartialDate.of, YEARS, circa=st.booleans()),
    st.builds(PartialDate.of, YEARS, MONTHS, circa=st.booleans()),
    DAYS.map(lambda day: PartialDate(day, day)),
)
PERIODS = st.one_of(st.just(Period(None)), st.builds(Period, YEARS), st.builds(Period, YEARS, MONTHS))


# Reading -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "first", "last", "precision"),
    [
        ("1989", date(1989, 1, 1), date(1989, 12, 31), "year"),
        ("1988-02", date(1988, 2, 1), date(1988, 2, 29), "month"),
        ("1989-2", date(1989, 2, 1), date(1989, 2, 28), "month"),
        ("1989-03-14", date(1989, 3, 14), date(1989, 3, 14), "day"),
        (" 14.03.1989 ", date(1989, 3, 14), date(1989, 3, 14), "day"),
        ("3/14/1989", date(1989, 3, 14), date(1989, 3, 14), "day"),
        ("14-3-1989", date(1989, 3, 14), date(1989, 3, 14), "day"),
        ("05.05.1989", date(1989, 5, 5), date(1989, 5, 5), "day"),
        ("1970/1975", date(1970, 1, 1), date(1975, 12, 31), "range"),
        ("2014-06/2014-08-03", date(2014, 6, 1), date(2014, 8, 3), "range"),
        ("١٩٨٩", date(1989, 1, 1), date(1989, 12, 31), "year"),
    ],
)
def test_written_forms(text: str, first: date, last: date, precision: str) -> None:
    read = PartialDate.parse(text)
    assert (read.earliest, read.latest, read.precision, read.circa) == (first, last, precision, False)


@pytest.mark.parametrize("text", ["1989~", "1989-03~", "1989-03-14 ~", "14.03.1989~", "1970~/1975", "1970/1975~"])
def test_a_tilde_says_about(text: str) -> None:
    assert PartialDate.parse(text).circa


@pytest.mark.parametrize(
    "text",
    ["", "~", "/", "1989/", "/1989", "89", "1989-13", "1989-00", "1989-02-29", "1989-04-31", "31.02.1989", "13.13.1989",
     "1499", "2201", "0000", "99999", "1975/1970", "1989-03-14T00:00", "March 1989", "1989-3-14-2", "1989/1990/1991",
     "-1989", "1989\x00", "1.1.89"],
)  # fmt: skip
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(BadDate):
        PartialDate.parse(text)


@pytest.mark.parametrize("text", ["1989/" * 5_000 + "1989", "1" * 1_000_000, "~" * 1_000_000, "/" * 1_000_000])
def test_a_hostile_date_is_refused_like_any_other(text: str) -> None:
    with pytest.raises(BadDate):
        PartialDate.parse(text)


def test_an_ambiguous_date_is_refused_until_the_list_says_how_it_writes() -> None:
    with pytest.raises(BadDate, match="day_first"):
        PartialDate.parse("03.04.1989")
    assert PartialDate.parse("03.04.1989", day_first=True) == PartialDate.of(1989, 4, 3)
    assert PartialDate.parse("03.04.1989", day_first=False) == PartialDate.of(1989, 3, 4)


def test_the_declared_order_holds_inside_a_range_too() -> None:
    spring = PartialDate.parse("03.04.1989/05.04.1989", day_first=True)
    assert spring == PartialDate(date(1989, 4, 3), date(1989, 4, 5))


def test_a_declared_order_is_not_bent_to_make_a_date() -> None:
    with pytest.raises(BadDate):
        PartialDate.parse("14.03.1989", day_first=False)


@given(st.text(max_size=30))
@example("1989/1989/1989")
def test_reading_gives_a_date_or_says_that_it_is_none(text: str) -> None:
    try:
        read = PartialDate.parse(text)
    except BadDate:
        return
    assert read.earliest <= read.latest


@given(DATES)
@example(PartialDate.parse("1970/1975~"))
def test_writing_and_reading_give_the_same(when: PartialDate) -> None:
    assert PartialDate.parse(str(when)) == when


# Spans ----------------------------------------------------------------------------------------


def test_a_range_cannot_end_before_it_begins() -> None:
    with pytest.raises(BadDate, match="before it begins"):
        PartialDate(date(1990, 1, 2), date(1990, 1, 1))
    with pytest.raises(BadDate):
        PartialDate.span(PartialDate.of(1990), PartialDate.of(1989))


@given(DATES, DATES)
def test_overlapping_is_sharing_a_day(left: PartialDate, right: PartialDate) -> None:
    shared = max(left.earliest, right.earliest) <= min(left.latest, right.latest)
    assert left.overlaps(right) == right.overlaps(left) == shared
    assert left.overlaps(left)


@given(st.dates(), st.dates())
def test_every_span_has_a_precision_and_is_written(one: date, other: date) -> None:
    when = PartialDate(min(one, other), max(one, other))
    assert when.precision in {"day", "month", "year", "range"}
    assert str(when)


@given(YEARS, MONTHS, st.booleans())
def test_precision_is_that_of_the_source(year: int, month: int, circa: bool) -> None:
    assert PartialDate.of(year, circa=circa).precision == "year"
    assert PartialDate.of(year, month, circa=circa).precision == "month"
    assert PartialDate.of(year, month, 28, circa).precision == "day"


# Periods --------------------------------------------------------------------------------------


@given(DATES)
def test_a_period_is_a_month_only_where_every_day_lies_in_it(when: PartialDate) -> None:
    period = Period.of(when)
    years = {when.earliest.year, when.latest.year}
    months = {(when.earliest.year, when.earliest.month), (when.latest.year, when.latest.month)}
    assert period.year == (years.pop() if len(years) == 1 else None)
    assert period.month == (months.pop()[1] if len(months) == 1 else None)


@given(PERIODS)
def test_a_written_period_reads_back(period: Period) -> None:
    assert Period.parse(str(period)) == period


@pytest.mark.parametrize("text", ["", "2014-13", "2014-00", "2014-7", "XXXX-07", "14-07", "2014-07-01", "2014-xx"])
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(BadDate):
        Period.parse(text)


def test_periods_sort_by_month_then_unknown_month_then_unknown_year() -> None:
    written = ["2013-12", "2014-01", "2014-12", "2014-XX", "2015-01", "XXXX"]
    periods = [Period.parse(text) for text in reversed(written)]
    assert [str(period) for period in sorted(periods, key=Period.sort_key)] == written
    assert Period.parse("2014") == Period(2014)


# Clocks ---------------------------------------------------------------------------------------


def test_the_system_clock_tells_utc() -> None:
    clock = SystemClock()
    before = datetime.now(UTC)
    told = clock.now()
    assert before <= told <= datetime.now(UTC)
    assert told.utcoffset() == timedelta(0)
    assert clock.today() in {before.date(), datetime.now(UTC).date()}


def test_a_fixed_clock_stands_where_it_is_put() -> None:
    clock = FixedClock(datetime(2014, 9, 5, 23, 30, tzinfo=UTC))
    assert clock.now() == datetime(2014, 9, 5, 23, 30, tzinfo=UTC)
    assert clock.today() == date(2014, 9, 5)
    clock.moment += timedelta(hours=1)
    assert clock.today() == date(2014, 9, 6)
