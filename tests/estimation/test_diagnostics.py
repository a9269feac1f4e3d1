"""What leaving a list out gives, and odds ratios against the closed form."""

from __future__ import annotations

import math

import pytest
from hypothesis import given

from coalesce.estimation import EstimateOptions, dependences, fit_all, leave_one_out
from coalesce.records import CaptureTable
from tests.estimation.drawn import tables
from tests.estimation.test_estimating import SOUND


def test_without_a_list_the_best_model_of_the_others_speaks() -> None:
    found = leave_one_out(SOUND, EstimateOptions())
    for which, one in enumerate(found):
        rest = SOUND.drop(which)
        fits = fit_all(rest)
        assert (one.list, one.n_observed) == (SOUND.lists[which], rest.n_observed)
        assert one.total == pytest.approx(fits.totals[fits.ranked()[0]])


def test_of_three_lists_none_can_be_left_out() -> None:
    assert leave_one_out(SOUND.drop(0), EstimateOptions()) == ()


def test_a_list_that_ties_the_others_together() -> None:
    star = CaptureTable(("A", "B", "C", "D"), (0, 40, 30, 9, 25, 8, 0, 0, 20, 7, 0, 0, 0, 0, 0, 0))
    without = {one.list: one for one in leave_one_out(star, EstimateOptions())}
    assert without["A"].total is None
    assert without["A"].refusal == "no_model"


def test_an_odds_ratio_is_that_of_the_people_of_the_other_lists() -> None:
    table = CaptureTable(("A", "B", "C"), (0, 70, 60, 15, 50, 12, 8, 6))
    pair = dependences(table)[0]
    assert (pair.left, pair.right, pair.overlap) == ("A", "B", 21)
    ratio = (6.5 * 50.5) / (12.5 * 8.5)
    assert pair.odds_ratio == pytest.approx(ratio)
    assert pair.interval95 is not None
    spread = 1.959964 * math.sqrt(1 / 6.5 + 1 / 50.5 + 1 / 12.5 + 1 / 8.5)
    assert pair.interval95.low == pytest.approx(ratio * math.exp(-spread))
    assert pair.interval95.high == pytest.approx(ratio * math.exp(spread))


def test_too_few_people_give_no_ratio() -> None:
    apart = CaptureTable(("A", "B", "C"), (0, 9, 8, 4, 7, 0, 0, 0))
    assert dependences(apart)[0].odds_ratio is None


@given(tables())
def test_a_ratio_lies_in_its_interval(table: CaptureTable) -> None:
    for pair in dependences(table):
        assert (pair.odds_ratio is None) == (pair.interval95 is None)
        if pair.interval95 is not None and pair.odds_ratio is not None:
            assert 0 < pair.interval95.low < pair.odds_ratio < pair.interval95.high
