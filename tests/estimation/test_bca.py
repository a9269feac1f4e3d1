"""BCa: against the textbook's case, and what it does to a skewed and biased bootstrap."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import ndtr, ndtri

from coalesce.errors import BadInput
from coalesce.estimation.bca import acceleration, bca
from coalesce.estimation.bootstrap import BootstrapOptions, Resampled, bootstrap
from coalesce.estimation.choosing import fit_all
from coalesce.records.capture import CaptureTable

TABLE = CaptureTable(("A", "B", "C", "D"), (0, 120, 90, 25, 70, 14, 9, 4, 60, 11, 0, 2, 8, 1, 3, 0))
LEVELS = (0.80, 0.95)


def test_acceleration_against_leaving_out_each_person_in_turn() -> None:
    away = []
    for pattern, count in enumerate(TABLE.counts):
        if count:
            less = list(TABLE.counts)
            less[pattern] -= 1
            fits = fit_all(CaptureTable(TABLE.lists, tuple(less)))
            away += [fits.totals[fits.ranked()[0]]] * count
    moved = np.mean(away) - np.array(away)
    plain = (moved**3).sum() / (6 * (moved**2).sum() ** 1.5)
    assert acceleration(TABLE, BootstrapOptions()) == pytest.approx(plain, rel=1e-3)
    assert plain != 0


def test_ends_are_the_corrected_percentiles() -> None:
    totals = np.sort(np.random.default_rng(2).lognormal(6, 0.4, 4000))
    resampled = Resampled(float(totals[2399]), totals)
    (found,) = bca(TABLE, resampled, (0.95,), BootstrapOptions())
    bias, bend = ndtri(2399.5 / 4000), acceleration(TABLE, BootstrapOptions())
    low, high = (ndtr(bias + (bias + z) / (1 - bend * (bias + z))) for z in (-1.959964, 1.959964))
    assert (found.low, found.high) == pytest.approx((np.quantile(totals, low), np.quantile(totals, high)), rel=1e-6)


def test_no_bias_and_no_bend_leave_the_percentiles_nearly_as_they_are() -> None:
    options = BootstrapOptions(times=400, seed=1)
    resampled = bootstrap(TABLE, options)
    for corrected, level in zip(bca(TABLE, resampled, LEVELS, options), LEVELS, strict=True):
        assert corrected.level == level
        assert TABLE.n_observed < corrected.low < corrected.high


def test_all_resamples_on_one_side_stay_finite() -> None:
    resampled = Resampled(1.0, np.linspace(10, 20, 100))
    (found,) = bca(TABLE, resampled, (0.95,), BootstrapOptions())
    assert 10 <= found.low <= found.high <= 20
    with pytest.raises(BadInput, match="no resample"):
        bca(TABLE, Resampled(1.0, np.array([np.nan])), LEVELS, BootstrapOptions())
