"""The average for noised counts: it knows of the noise, says what the noise makes, and finds what is known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalesce.errors import BadUsage
from coalesce.estimation.average import model_average
from coalesce.estimation.noised import dropped, noised_average
from coalesce.records.capture import CaptureTable
from coalesce.records.series import NoisedPatterns, Share
from tests.estimation.noise import DEVIATION, independent, noised

TRUE = 3_000


def test_with_hardly_any_noise_it_is_the_average_without() -> None:
    counts = independent(TRUE, (0.3, 0.25, 0.4), seed=1)
    found = noised_average(NoisedPatterns("TR>SY", ("a", "b", "c"), counts, 0.05), 1)
    plain = model_average(CaptureTable(("a", "b", "c"), counts))
    assert found.total == pytest.approx(plain.total, rel=0.01)
    for one, other in ((found.interval80, plain.interval80), (found.interval95, plain.interval95)):
        assert (one.low, one.high) == pytest.approx((other.low, other.high), rel=0.02)
    assert found.noise_share < 0.05
    assert (found.considered, found.fitted) == (16, 16)


def test_it_finds_a_known_total() -> None:
    counts = independent(TRUE, (0.3, 0.25, 0.4, 0.2), seed=2)
    found = [noised_average(noised(counts, seed), 1) for seed in range(8)]
    held = [one.interval95.low <= TRUE <= one.interval95.high for one in found]
    assert sum(held) >= 7
    assert np.median([one.total for one in found]) == pytest.approx(TRUE, rel=0.1)
    assert all(one.near[0] <= one.total * 1.5 and one.near[1] >= one.total / 1.5 for one in found)


def test_the_share_of_the_noise_grows_with_it() -> None:
    counts = independent(800, (0.3, 0.25, 0.4), seed=3)
    found = [noised_average(NoisedPatterns("l", ("a", "b", "c"), counts, by), 1) for by in (0.1, 3.5, 15.0)]
    widths = [one.interval95.high - one.interval95.low for one in found]
    assert widths == sorted(widths)
    shares = [one.noise_share for one in found]
    assert shares == sorted(shares)
    assert shares[0] < 0.1
    assert 0.6 < shares[2] <= 1


def test_the_same_numbers_and_seed_give_the_same_answer() -> None:
    table = noised(independent(TRUE, (0.3, 0.25, 0.4), seed=4), 9)
    assert noised_average(table, 5) == noised_average(table, 5)
    assert noised_average(table, 5) != noised_average(table, 6)


def test_counts_below_nought_are_taken_as_they_are() -> None:
    found = noised_average(NoisedPatterns("l", ("a", "b", "c"), (0, 210, 180, 44, 160, 33, 29, -4), DEVIATION), 1)
    assert 600 < found.interval95.low < found.total < found.interval95.high < 10_000


def test_other_numbers_of_sources_have_no_average() -> None:
    with pytest.raises(BadUsage):
        noised_average(NoisedPatterns("l", ("a", "b"), (0, 9, 9, 9), DEVIATION), 1)


@given(st.lists(st.integers(-9, 400), min_size=15, max_size=15), st.integers(0, 3))
def test_leaving_a_source_out_is_that_of_a_table_with_the_noise_of_two(counts: list[int], which: int) -> None:
    table = NoisedPatterns("l", ("a", "b", "c", "d"), (0, *counts), 2.0)
    left = dropped(table, which)
    plain = CaptureTable(table.sources, tuple(max(count, 0) for count in table.counts)).drop(which)
    if min(counts) >= 0:
        assert left.counts == plain.counts
    assert left.sources == plain.lists
    assert left.deviation**2 == pytest.approx(8.0)


@pytest.mark.long
def test_intervals_hold_with_noise_in_them() -> None:
    """Data sets of our own populations of 3 to 5 lists, each with the noise of a figure: as `docs/figures.md` has it."""
    from scripts.measure_noised_estimates import measured

    rates = [rate for _, rate, _ in measured(10)]
    assert np.mean(rates) >= 0.94


def test_the_noise_here_is_that_of_a_series() -> None:
    assert pytest.approx(Share(0.08, 2).deviation) == DEVIATION
