"""A definition is its bytes; the grid follows from it alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from coalesce.dates import Period
from coalesce.records.series import Kind, Share, quarter, series_of
from tests.series_made import made_series


def test_a_definition_survives_its_bytes_and_its_digest_follows_every_part() -> None:
    made = made_series()
    assert series_of(made.body()) == made
    assert made_series().digest == made.digest
    changed = [
        replace(made, until=Period(2014, 8)),
        replace(made, audience=("FR",)),
        replace(made, patterns=Share(0.08, 3)),
        replace(made, sources=made.sources[:1]),
        replace(made, linking_error=0.06),
    ]
    assert len({one.digest for one in (made, *changed)}) == 6
    assert all(series_of(one.body()) == one for one in changed)


def test_the_grid_holds_every_leg_month_quarter_and_pattern() -> None:
    made = made_series()
    grid = made.grid()
    by = {kind: [cell for cell in grid if cell.kind is kind] for kind in Kind}
    assert len(by[Kind.LEG_MONTHS]) == 3 * (21 + 1), "21 months, and 2013 with its month unknown"
    assert len(by[Kind.ORIGIN_QUARTERS]) == 3 * 7, "two origins and the others"
    assert len(by[Kind.PATTERNS]) == 3 * 3
    assert len({cell.key for cell in grid}) == len(grid)


def test_a_period_closes_with_its_last_day_or_as_much_later_as_is_settled() -> None:
    closes = {cell.period: cell.closes for cell in made_series().grid()}
    assert closes["2013-12"] == closes["2013-XX"] == closes["2013-Q4"] == date(2013, 12, 31)
    assert closes["2014-02"] == date(2014, 2, 28)
    assert closes["2013-01/2014-09"] == closes["2014-Q3"] == date(2014, 9, 30)
    late = {cell.period: cell.closes for cell in made_series(settling=10).grid()}
    assert late["2014-02"] == date(2014, 3, 10)


def test_a_quarter_that_the_window_cuts_closes_with_the_window() -> None:
    closes = {cell.period: cell.closes for cell in made_series(until=Period(2014, 8)).grid()}
    assert closes["2014-Q3"] == date(2014, 8, 31)


def test_what_no_budget_is_kept_for_is_not_in_the_grid() -> None:
    nothing = Share(0.0, 2)
    grid = made_series(origin_quarters=nothing, patterns=nothing).grid()
    assert {cell.kind for cell in grid} == {Kind.LEG_MONTHS}
    assert made_series(leg_months=Share(0.0, 6), patterns=nothing, origin_quarters=nothing).grid() == ()


def test_the_noise_follows_from_the_share() -> None:
    made = made_series()
    assert [round(made.share(kind).deviation, 1) for kind in Kind] == [5.0, 4.5, 3.5]
    assert made.rho == pytest.approx(0.25)


def test_quarters() -> None:
    assert [quarter(Period(2014, month)) for month in (1, 3, 4, 9, 12)] == [
        "2014-Q1", "2014-Q1", "2014-Q2", "2014-Q3", "2014-Q4",
    ]  # fmt: skip
