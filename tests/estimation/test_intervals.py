"""The default, the opinions beside it, and answers pooled over draws of the links."""

from __future__ import annotations

import numpy as np
import pytest

from coalesce.estimation.average import model_average
from coalesce.estimation.bootstrap import BootstrapOptions
from coalesce.estimation.choosing import fit_all
from coalesce.estimation.intervals import (
    AVERAGE,
    average_bounds,
    bootstrap_opinions,
    default_intervals,
    second_opinions,
)
from coalesce.estimation.options import EstimateOptions
from coalesce.records.capture import CaptureTable

TABLE = CaptureTable(("A", "B", "C", "D"), (0, 120, 90, 25, 70, 14, 9, 4, 60, 11, 0, 2, 8, 1, 3, 0))
FEW = BootstrapOptions(times=40)


def six() -> CaptureTable:
    """A table of six lists."""
    counts = np.random.default_rng(1).poisson([0 if s == 0 else 200 * 0.2 ** (s.bit_count() - 1) for s in range(64)])
    return CaptureTable(tuple("ABCDEF"), tuple(map(int, counts)))


def test_the_default_is_the_average_for_few_lists_and_many() -> None:
    for table in (TABLE, six()):
        found = default_intervals(table)
        assert found.method == AVERAGE
        assert found.interval95 == model_average(table).interval95
        assert (
            found.interval95.low < found.interval80.low < found.middle < found.interval80.high < found.interval95.high
        )


def test_bootstrap_opinions_stand_around_the_model_that_bic_prefers() -> None:
    opinions, resampled = bootstrap_opinions(TABLE, FEW)
    fits = fit_all(TABLE)
    assert {opinion.total for opinion in opinions} == {fits.totals[fits.ranked()[0]]}
    assert [opinion.method for opinion in opinions] == ["percentiles, chosen by BIC", "BCa, chosen by BIC"]
    assert len(resampled.totals) == 40
    stepped, _ = bootstrap_opinions(TABLE, BootstrapOptions(times=20, stepwise=True))
    assert stepped[0].method == "percentiles, chosen step by step"


def test_second_opinions() -> None:
    stepped, graphs = second_opinions(TABLE)
    assert stepped.model
    assert graphs.interval95
    assert graphs.interval80
    assert graphs.interval95.low <= graphs.interval80.low
    assert len(second_opinions(six())) == 1


def test_the_maker_gives_the_default_and_tells_the_others() -> None:
    options = EstimateOptions(resamples=30)
    found = average_bounds(TABLE, options)
    assert found is not None
    assert (found.method, len(found.totals)) == (AVERAGE, 30)
    assert found.interval95 == default_intervals(TABLE).interval95
    assert [opinion.interval95 is None for opinion in found.opinions] == [False, False, False, True, False]
    assert average_bounds(CaptureTable(("A", "B", "C"), (0, 9, 8, 0, 7, 0, 0, 0)), options) is None


def test_totals_to_pool_are_as_spread_as_the_intervals_say() -> None:
    one = default_intervals(TABLE)
    drawn = one.totals(20_000, 4)
    assert np.quantile(drawn, [0.1, 0.5, 0.9]) == pytest.approx(
        [one.interval80.low, one.middle, one.interval80.high], rel=0.02
    )
    assert np.array_equal(drawn, one.totals(20_000, 4))
