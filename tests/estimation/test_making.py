"""The default maker: intervals, totals of the same kind, and nothing where a table says nothing."""

import numpy as np
import pytest

from coalesce.estimation.making import plain_bounds, totals_of
from coalesce.estimation.options import EstimateOptions
from coalesce.records import CaptureTable

TABLE = CaptureTable(("A", "B", "C"), (0, 200, 180, 60, 150, 50, 50, 20))
OPTIONS = EstimateOptions(resamples=2000)


def test_totals_are_as_likely_as_the_intervals_say() -> None:
    bounds = plain_bounds(TABLE, OPTIONS)
    assert bounds is not None
    totals = totals_of(TABLE, OPTIONS)
    assert len(totals) == len(bounds.totals) == 2000
    low, high = np.quantile(totals, (0.1, 0.9))
    assert low == pytest.approx(bounds.interval80.low, rel=0.05)
    assert high == pytest.approx(bounds.interval80.high, rel=0.05)
    assert bounds.opinions == ()


def test_a_table_that_says_nothing_has_neither() -> None:
    nothing = CaptureTable(("A", "B", "C"), (0, 20, 18, 0, 15, 0, 0, 0))
    assert plain_bounds(nothing, OPTIONS) is None
    assert len(totals_of(nothing, OPTIONS)) == 0
