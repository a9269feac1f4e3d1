"""The weight is the sum of what it is drawn from."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalesce.records import MatchWeight, WeightPart

WEIGHTS = st.floats(-50, 50)


def test_without_parts_the_prior_is_all() -> None:
    assert MatchWeight(-12.5, ()).total == -12.5


@given(WEIGHTS, st.lists(WEIGHTS, max_size=12))
def test_the_bars_of_the_waterfall_end_at_the_total(prior: float, weights: list[float]) -> None:
    weight = MatchWeight(prior, tuple(WeightPart("name", each, "why") for each in weights))
    level = prior
    for part in weight.parts:
        level += part.weight
    assert weight.total == pytest.approx(level, abs=1e-9)
