"""Windows of whole months over periods of every width."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from coalesce.dates import Period
from coalesce.flows.windows import windows

PERIODS = (Period(2014, 2), Period(2014, 3), Period(2014, 12), Period(2014), Period(None))
DAYS = st.none() | st.dates(date(2013, 1, 1), date(2015, 12, 31))


def test_without_a_window_everything_lies_in_it() -> None:
    sure, possible = windows(PERIODS, None, None)
    assert sure.all()
    assert possible.all()


def test_a_year_lies_surely_where_all_of_it_does() -> None:
    sure, possible = windows(PERIODS, date(2014, 3, 20), date(2014, 12, 1))
    assert sure.tolist() == [False, True, True, False, False]
    assert possible.tolist() == [False, True, True, True, True]
    assert windows(PERIODS, date(2014, 1, 31), date(2014, 12, 1))[0].tolist() == [True, True, True, True, False]


@given(DAYS, DAYS)
def test_what_is_sure_is_possible(since: date | None, until: date | None) -> None:
    sure, possible = windows(PERIODS, since, until)
    assert not (sure & ~possible).any()
