"""Percentiles of resamples: ends in order, seeded, and given up where most resamples have no total."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from coalesce.estimation import EstimateOptions
from coalesce.estimation.percentiles import percentile_bounds
from coalesce.records import CaptureTable
from tests.estimation.published import published
from tests.estimation.test_estimating import SOUND


def test_ends_are_those_of_the_totals() -> None:
    options = EstimateOptions(resamples=80)
    found = percentile_bounds(SOUND, options)
    assert found is not None
    assert len(found.totals) == 80
    assert found.lost == 0
    assert np.allclose(
        [found.interval95.low, found.interval80.low, found.interval80.high, found.interval95.high],
        np.quantile(found.totals, [0.025, 0.1, 0.9, 0.975]),
    )
    same, other = percentile_bounds(SOUND, options), percentile_bounds(SOUND, replace(options, seed=7))
    assert same is not None
    assert other is not None
    assert (same.totals == found.totals).all()
    assert (other.totals != found.totals).any()


def test_no_interval_where_most_resamples_have_no_total() -> None:
    apart = CaptureTable(("A", "B", "C"), (0, 9, 8, 0, 7, 0, 0, 0))
    assert percentile_bounds(apart, EstimateOptions(resamples=60)) is None


def test_six_lists_are_chosen_anew_step_by_step(shared_data: Path) -> None:
    found = percentile_bounds(published(shared_data, "UKdat"), EstimateOptions(resamples=120))
    assert found is not None
    assert found.interval95.low < 11418 < found.interval95.high
    assert found.interval95.low > 9000
