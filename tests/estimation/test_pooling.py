"""Pooling over draws of the links: the mixture's ends, and the share that lies between draws."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalesce.estimation.pooling import linking_share, pool


def world(between: float, inside: float, rows: int = 400, size: int = 25) -> np.ndarray:
    rng = np.random.default_rng(7)
    return np.exp(7 + rng.normal(0, between, (rows, 1)) + rng.normal(0, inside, (rows, size)))


@pytest.mark.parametrize(("between", "inside"), [(0.0, 0.3), (0.2, 0.2), (0.3, 0.1)])
def test_the_share_is_that_of_the_variances(between: float, inside: float) -> None:
    expected = between**2 / (between**2 + inside**2)
    assert linking_share(world(between, inside)) == pytest.approx(expected, abs=0.05)


def test_alike_draws_add_nothing_and_alike_resamples_leave_all_to_linking() -> None:
    assert linking_share(np.tile(world(0, 0.3, 1, 50), (20, 1))) < 0.05
    assert linking_share(np.array([[10.0, 10.0], [20.0, 20.0]])) == 1.0
    assert linking_share(np.full((3, 3), 5.0)) == 0.0
    assert linking_share(np.array([[3.0, 4.0]])) == 0.0


def test_the_interval_is_the_mixtures() -> None:
    totals = np.arange(1.0, 1001.0).reshape(10, 100) + 500
    found = pool(totals, np.full((10, 100), 500))
    assert found is not None
    assert (found.interval95.low, found.interval95.high) == pytest.approx((525.975, 1475.025))
    assert (found.interval80.low, found.interval80.high) == pytest.approx((600.9, 1400.1))
    assert found.interval95.level == 0.95


def test_resamples_without_a_number_are_counted_and_too_many_of_them_give_no_interval() -> None:
    totals = np.array([[1000.0, np.nan, 1200.0], [np.inf, 1100.0, 1300.0]])
    found = pool(totals, np.full((2, 3), 900))
    assert found is not None
    assert found.without == 2
    assert found.totals.tolist() == [1000.0, 1100.0, 1200.0, 1300.0]
    totals[1] = np.nan
    assert pool(totals, np.full((2, 3), 900)) is None


@given(st.lists(st.lists(st.floats(0, 1e9), min_size=3, max_size=3), min_size=2, max_size=6))
def test_a_share_is_a_share(rows: list[list[float]]) -> None:
    assert 0.0 <= linking_share(np.array(rows)) <= 1.0
