"""Quantiles of a mixture against the normal distribution and against draws."""

from __future__ import annotations

import numpy as np
import pytest

from coalesce.estimation.mixture import Mixture


def one(seen: float, middle: float, spread: float) -> Mixture:
    """A mixture of a single part."""
    return Mixture(seen, np.array([1.0]), np.array([middle]), np.array([spread]))


def test_quantiles_of_one_log_normal_part() -> None:
    mixture = one(100.0, np.log(50.0), 0.5)
    assert mixture.total(0.5) == pytest.approx(150)
    interval = mixture.interval(0.95)
    assert interval.low == pytest.approx(100 + 50 * np.exp(-1.959964 * 0.5), rel=1e-6)
    assert interval.high == pytest.approx(100 + 50 * np.exp(1.959964 * 0.5), rel=1e-6)


def test_draws_are_seeded_and_spread_as_the_quantiles_say() -> None:
    mixture = Mixture(100.0, np.array([0.3, 0.7]), np.log([50.0, 400.0]), np.array([0.1, 0.4]))
    drawn = mixture.draws(40_000, 7)
    assert np.array_equal(drawn, mixture.draws(40_000, 7))
    assert np.quantile(drawn, [0.025, 0.2, 0.5, 0.975]) == pytest.approx(
        [mixture.total(share) for share in (0.025, 0.2, 0.5, 0.975)], rel=0.02
    )


def test_wide_parts_do_not_overflow() -> None:
    mixture = Mixture(10.0, np.array([0.5, 0.5]), np.array([2.0, 30.0]), np.array([0.01, 20.0]))
    assert np.isfinite(mixture.interval(0.95).high)
    assert mixture.interval(0.95).low >= 10
