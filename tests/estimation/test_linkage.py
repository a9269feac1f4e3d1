"""Totals over draws of the links."""

import numpy as np
import pytest

from coalesce.estimation.linkage import over_draws
from coalesce.records import CaptureTable

LISTS = ("A", "B", "C")
ONE, OTHER = (0, 30, 20, 10, 40, 8, 6, 3), (0, 31, 20, 9, 40, 9, 6, 3)


def fake(table: CaptureTable, times: int, seed: int) -> np.ndarray:
    """A quarter of the people of list A more than are seen, in order, with the seed in the digits."""
    return np.sort(table.n_observed + table.size(0) / 4 + seed / 100 + np.arange(times) / 1000)


def test_each_draw_has_totals_of_its_own_table() -> None:
    told: list[float] = []
    found = over_draws(np.array([ONE, OTHER, ONE]), LISTS, 4, fake, told.append)
    assert found.seen.tolist() == [117, 118, 117]
    assert found.totals.shape == (3, 4)
    assert np.all(np.abs(found.totals[1] - (118 + 52 / 4)) < 0.1)
    assert len(set(found.totals[[0, 2]].ravel().tolist())) == 8, "draws of one table do not share totals"
    assert abs(found.totals[0].mean() - found.totals[2].mean()) < 0.01
    assert told == [0.5, 1.0]


def test_missing_totals_are_dealt_to_all_draws_alike() -> None:
    def half(table: CaptureTable, times: int, seed: int) -> np.ndarray:
        return fake(table, times, seed)[: times // 2]

    found = over_draws(np.array([ONE, ONE]), LISTS, 10, half, lambda _: None)
    assert np.isnan(found.totals).sum(axis=1).tolist() == [5, 5]
    pooled = found.pooled()
    assert pooled is not None
    assert pooled.without == 10


def test_draws_that_differ_widen_the_interval_and_are_told() -> None:
    apart = np.array([[0, *(n * factor for n in ONE[1:])] for factor in (10, 10, 20, 20)])

    def noisy(table: CaptureTable, times: int, seed: int) -> np.ndarray:
        return table.n_observed * (1 + np.exp(np.random.default_rng(seed).normal(0, 0.05, times)))

    pooled = over_draws(apart, LISTS, 50, noisy, lambda _: None).pooled()
    assert pooled is not None
    assert pooled.linking_share > 0.9
    assert pooled.interval95.low == pytest.approx(2340, rel=0.1)
    assert pooled.interval95.high == pytest.approx(4680, rel=0.1)
    alike = over_draws(np.array([ONE] * 4), LISTS, 50, noisy, lambda _: None).pooled()
    assert alike is not None
    assert alike.linking_share < 0.1
