"""Where the window may go from where it is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from coalesce.dates import Period
from coalesce.web.flow_steps import Steps, month_text, number_of, steps

YEAR = [Period(2014, month) for month in range(1, 13)]


def test_without_a_window_the_first_month_comes_next() -> None:
    assert steps(None, [*YEAR, Period(2014), Period(None)]) == Steps(None, ("2014-01", "2014-01"), None, None)
    assert steps(None, [Period(2014)]) == Steps(None, None, None, None)


def test_a_window_moves_by_a_month_within_what_is_drawn() -> None:
    found = steps((Period(2014, 3), Period(2014, 5)), YEAR)
    assert found == Steps(
        ("2014-02", "2014-04"), ("2014-04", "2014-06"), ("2013-12", "2014-02"), ("2013-03", "2013-05")
    )
    assert steps((Period(2014, 1), Period(2014, 2)), YEAR).before is None
    assert steps((Period(2014, 11), Period(2014, 12)), YEAR).after is None


@given(st.integers(0, 11), st.integers(0, 11))
def test_no_step_changes_the_length_or_leaves_the_months(one: int, other: int) -> None:
    first, last = sorted((one, other))
    found = steps((YEAR[first], YEAR[last]), YEAR)
    texts = [str(month) for month in YEAR]
    for step in (found.before, found.after):
        if step:
            assert texts.index(step[1]) - texts.index(step[0]) == last - first
    assert (found.before is None) == (first == 0)
    assert (found.after is None) == (last == 11)


def test_months_as_texts() -> None:
    assert month_text(number_of(Period(2014, 12))) == "2014-12"
    assert month_text(number_of(Period(2015, 1))) == "2015-01"
