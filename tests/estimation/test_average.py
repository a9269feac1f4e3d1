"""The average over all models: symmetric, honest about the unseen, and pooled over draws of the links."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coalesce.errors import BadInput, BadUsage
from coalesce.estimation.average import AverageOptions, model_average
from coalesce.estimation.choosing import fit_model
from coalesce.estimation.models import Model
from coalesce.records.capture import CaptureTable

NAMES = ("A", "B", "C", "D", "E")
COUNTS = (0, 120, 90, 25, 70, 14, 9, 4, 60, 11, 0, 2, 8, 1, 3, 0)


def test_order_of_lists_does_not_matter() -> None:
    table = CaptureTable(NAMES[:4], COUNTS)
    found = model_average(table)
    for order in list(permutations(range(4)))[::7]:
        moved = [0] * 16
        for pattern, count in enumerate(COUNTS):
            moved[sum(1 << at for at, was in enumerate(order) if pattern >> was & 1)] = count
        other = model_average(CaptureTable(NAMES[:4], tuple(moved)))
        assert other.total == pytest.approx(found.total, rel=1e-6)
        assert other.interval95.high == pytest.approx(found.interval95.high, rel=1e-5)


@settings(max_examples=40)
@given(st.lists(st.integers(0, 200), min_size=15, max_size=15))
def test_intervals_lie_within_each_other_and_above_the_people_seen(cells: list[int]) -> None:
    cells = [cell + (pattern in (1, 2, 3, 4, 8)) for pattern, cell in enumerate(cells, start=1)]
    table = CaptureTable(NAMES[:4], (0, *cells))
    found = model_average(table)
    narrow, wide = found.interval80, found.interval95
    assert table.n_observed <= wide.low < narrow.low < found.total < narrow.high < wide.high
    assert sum(share.probability for share in found.shares) <= 1 + 1e-9


def test_independent_lists_of_many_people_give_back_their_number() -> None:
    people, shares = 50_000, (0.2, 0.3, 0.1, 0.15)
    counts = [0] * 16
    for pattern in range(1, 16):
        chance = np.prod([share if pattern >> at & 1 else 1 - share for at, share in enumerate(shares)])
        counts[pattern] = round(people * float(chance))
    found = model_average(CaptureTable(NAMES[:4], tuple(counts)))
    assert found.total == pytest.approx(people, rel=0.02)
    assert found.interval95.low < people < found.interval95.high


def test_five_lists_look_at_all_models(benchmark_table: CaptureTable) -> None:
    found = model_average(benchmark_table, most=10_000)
    assert 1000 < len(found.shares) <= 2 * 6212
    assert found.shares[0].probability >= found.shares[-1].probability
    assert {share.common_sd for share in found.shares} == {0.0, 0.5}


def test_six_lists_and_more_are_one_model_under_priors_of_many_widths() -> None:
    counts = np.random.default_rng(1).poisson([0 if s == 0 else 200 * 0.2 ** (s.bit_count() - 1) for s in range(256)])
    found = model_average(CaptureTable(tuple("ABCDEFGH"), tuple(map(int, counts))))
    assert len({(share.pair_sd, share.common_sd) for share in found.shares}) == len(found.shares) > 1
    assert {share.generators.count(",") for share in found.shares} == {8 * 7 // 2 - 1}
    assert found.interval95.low < found.interval80.low < found.total < found.interval80.high < found.interval95.high


def test_how_many_lists() -> None:
    for lists in (2, 9):
        with pytest.raises(BadUsage, match="3 to 8 lists"):
            model_average(CaptureTable(tuple("ABCDEFGHI"[:lists]), (0, *([5] * ((1 << lists) - 1)))))


def test_a_prior_that_allows_no_dependence_gives_independence(benchmark_table: CaptureTable) -> None:
    """Against the fit of the lists' own effects alone."""
    found = model_average(benchmark_table, AverageOptions(pair_sd=1e-3, more_sd=1e-3, common_sd=1e-3))
    independent = fit_model(benchmark_table, Model(5)).total
    assert found.total == pytest.approx(independent, rel=1e-3)
    free = model_average(benchmark_table)
    assert found.interval95.high - found.interval95.low < free.interval95.high - free.interval95.low


@pytest.fixture
def benchmark_table() -> CaptureTable:
    """Five lists with some overlap."""
    rng = np.random.default_rng(5)
    counts = rng.poisson([0 if s == 0 else 300 * 0.15 ** (s.bit_count() - 1) for s in range(32)])
    return CaptureTable(NAMES, tuple(int(count) for count in counts))


@pytest.mark.parametrize(
    "counts", [(0, 30, 20, 0, 25, 0, 0, 0), (0, 30, 20, 5, 0, 0, 0, 0)], ids=["no overlap", "a list of nobody"]
)
def test_refuses_where_nothing_can_be_said(counts: tuple[int, ...]) -> None:
    with pytest.raises(BadInput, match="somebody on each list"):
        model_average(CaptureTable(NAMES[:3], counts))
