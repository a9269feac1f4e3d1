"""Resamples have the table's size and its seed, and the choice does not depend on threads."""

from __future__ import annotations

import numpy as np

from coalesce.estimation import Search, choose_again, fit_all, resample
from tests.estimation.test_search import FIVE


def test_as_many_people_and_only_patterns_that_somebody_showed() -> None:
    drawn = resample(FIVE, 50, seed=2)
    assert (drawn.sum(axis=1) == FIVE.n_observed).all()
    assert not drawn[:, np.array(FIVE.counts) == 0].any()
    assert (drawn == resample(FIVE, 50, seed=2)).all()
    assert (drawn != resample(FIVE, 50, seed=3)).any()
    assert np.allclose(drawn.mean(axis=0), FIVE.counts, atol=5 * np.sqrt(np.array(FIVE.counts).max() / 50))


def test_threads_share_the_work_and_change_nothing() -> None:
    fits, drawn = fit_all(FIVE), resample(FIVE, 70, seed=4)
    one = choose_again(fits, drawn, Search(top=3, window=6.0, threads=1))
    two = choose_again(fits, drawn, Search(top=3, window=6.0, threads=3))
    assert (one.which == two.which).all()
    assert np.array_equal(one.totals, two.totals, equal_nan=True)
    assert (one.totals[:, 0] > FIVE.n_observed).all()
    assert (np.diff(np.where(np.isfinite(one.bics), one.bics, 1e9), axis=1) >= 0).all()
