"""What comes out has the noise that was promised, and nothing but the noised number is used."""

from __future__ import annotations

import math
from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from coalesce.errors import BadUsage
from coalesce.flows.bounding import Bounded
from coalesce.flows.disclosure import changed, check_budget, draw, moved_by, noised, shown, shown_together, spends
from coalesce.handling import seal
from coalesce.records.series import GridCell, Kind, Share
from tests.series_made import made_series

SERIES = made_series()
CELL = GridCell(Kind.LEG_MONTHS, "TR>SY", None, "2014-03", date(2014, 3, 31))
SHARES = {kind: SERIES.share(kind) for kind in Kind}


def chance(step: int, deviation: float) -> float:
    """Of a discrete Gaussian: exp(-step^2 / 2 sd^2) over the sum of all."""
    weight = [math.exp(-(n**2) / (2 * deviation**2)) for n in range(200)]
    return weight[abs(step)] / (2 * sum(weight) - 1)


@pytest.mark.parametrize("kind", list(Kind))
def test_a_share_costs_what_it_says_by_opendp_s_own_account(kind: Kind) -> None:
    assert spends(SHARES[kind]) == pytest.approx(SHARES[kind].rho, rel=1e-9)


@pytest.mark.parametrize("kind", list(Kind))
def test_the_noise_is_a_discrete_gaussian(kind: Kind) -> None:
    """The audit of noise: the sampler as it is used, by a chi-square over single values. It fails once in 10^7 runs."""
    share, many = SHARES[kind], 6_000
    found = Counter(value - 100 for value in noised([100] * many, share))
    reach = math.ceil(2.2 * share.deviation)
    cells = range(-reach, reach + 1)
    expected = [many * chance(n, share.deviation) for n in cells]
    observed = [found[n] for n in cells]
    tail = many - sum(observed), many - sum(expected)
    assert stats.chisquare([*observed, tail[0]], [*expected, tail[1]], sum_check=False).pvalue > 1e-7


def test_noise_is_drawn_for_each_cell_by_itself_and_never_seeded() -> None:
    first, second = (noised([0] * 200, SHARES[Kind.LEG_MONTHS]) for _ in range(2))
    assert first != second
    assert len(set(first)) > 5
    assert all(isinstance(value, int) for value in first)


def test_every_cell_of_the_closing_gets_a_number_whatever_it_holds() -> None:
    grid = SERIES.grid()
    closing = [cell for cell in grid if cell.closes <= date(2013, 12, 31)]
    counts = dict.fromkeys((cell.key for cell in closing), 0)
    sealed = seal(Bounded(counts, {"x": ("a",)}, {}, {}))
    drawn = draw(sealed, SERIES, closing)
    assert drawn.values.keys() == {cell.key for cell in closing}
    assert any(drawn.values.values()), "an empty cell is noised too"
    assert repr(drawn.charges) == "Sealed(...)"
    assert drawn.charges.open_for("coalesce.store") == {"x": ("a",)}
    assert draw(sealed, SERIES, []).values == {}


@pytest.mark.parametrize(("kind", "most"), [(Kind.LEG_MONTHS, 10), (Kind.ORIGIN_QUARTERS, 9), (Kind.PATTERNS, 7)])
def test_noise_moves_a_number_by_at_most_that_19_times_in_20(kind: Kind, most: int) -> None:
    deviation = SHARES[kind].deviation
    assert moved_by(SHARES[kind]) == most
    within = sum(chance(n, deviation) for n in range(-most, most + 1))
    assert within >= 0.95 > within - 2 * chance(most, deviation)


@given(st.integers(-100, 5_000), st.sampled_from([1, 5, 10]), st.sampled_from([0.0, 0.05, 0.3]))
def test_what_is_shown_is_rounded_in_bounds_and_never_below_the_threshold(value: int, step: int, error: float) -> None:
    series = made_series(rounded_to=step, linking_error=error)
    cell = shown(series, CELL, value)
    assert cell.suppressed is (value < 20)
    if cell.low is None or cell.count is None or cell.high is None:
        assert (cell.low, cell.count, cell.high) == (None, None, None)
        return
    assert 0 <= cell.low <= cell.count <= cell.high
    assert cell.low % step == cell.count % step == cell.high % step == 0
    assert abs(cell.count - value) <= step / 2
    assert cell.low <= max(0, value - 10)
    assert cell.high >= value + 10 + math.floor(error * value)


def test_bounds_stay_round_a_count_whose_noise_is_next_to_none() -> None:
    series = made_series(leg_months=Share(1.0, 1), rounded_to=50, shown_from=1, linking_error=0.0)
    assert moved_by(series.leg_months) == 1
    cell = shown(series, CELL, 26)
    assert (cell.low, cell.count, cell.high) == (0, 50, 50)


def test_a_budget_is_not_exceeded() -> None:
    check_budget(SERIES, 0.25)
    with pytest.raises(BadUsage, match=r"asks for 0\.25"):
        check_budget(SERIES, 0.24)
    nothing = made_series(patterns=Share(0.0, 2))
    check_budget(nothing, 0.17)


class Quieter(Share):
    """A share whose noise is too small for what it says."""

    @property
    def deviation(self) -> float:
        """Half of what it should be."""
        return Share(self.rho, self.most).deviation / 2


def test_noise_that_would_cost_more_than_it_says_is_refused() -> None:
    with pytest.raises(BadUsage, match=r"would spend more than rho 0\.08"):
        check_budget(made_series(patterns=Quieter(0.08, 2)), 0.25)


def test_a_guess_is_right_at_most_64_times_in_100() -> None:
    """The promise, exactly: the best guess between two worlds is right in half, and half of their distance, of all cases.

    One person moves 6, 2 and 2 cells by one; the sum of the log likelihood ratios is all that a guess can use.
    """
    weights = {0.0: 1.0}
    for kind in Kind:
        share = SHARES[kind]
        one = [(n, chance(n, share.deviation)) for n in range(-45, 46)]
        sums = {0: 1.0}
        for _ in range(share.most):
            added: Counter[int] = Counter()
            for total, p in sums.items():
                for n, q in one:
                    added[total + n] += p * q
            sums = dict(added)
        ratio = 1 / share.deviation**2
        moved: Counter[float] = Counter()
        for total, p in weights.items():
            for n, q in sums.items():
                if q > 1e-9:
                    moved[round(total + ratio * (n - share.most / 2), 3)] += p * q
        weights = dict(moved)
    right = 0.5 + 0.5 * sum(p * max(0.0, 1 - math.exp(llr)) for llr, p in weights.items())
    assert 0.63 < right < 0.64


def test_cells_together_have_the_noise_of_all_of_them() -> None:
    cells = [cell for cell in SERIES.grid() if (cell.kind, cell.leg) == (Kind.LEG_MONTHS, "TR>SY")][:9]
    values = dict.fromkeys((cell.key for cell in cells), 100)
    series = made_series(linking_error=0.0)
    assert shown_together(series, cells, values) == (870, 900, 930), "three times as far as one of them"
    one = shown(series, cells[0], 100)
    assert shown_together(series, cells[:1], values) == (one.low, one.count, one.high)
    assert shown_together(series, cells, dict.fromkeys(values, 2)) is None


def test_a_change_holds_the_noise_of_both_months_and_is_symmetric() -> None:
    assert changed(SERIES, 140, 100) == (10, 40, 70), "1.96 times 5.0 times the root of 2, and 5 of 100 of 240: 25.9"
    assert changed(SERIES, 100, 140) == (-70, -40, -10)
    assert changed(SERIES, 100, 100) == (-25, 0, 25)
    assert changed(SERIES, 19, 100) is changed(SERIES, 100, 19) is None


@given(st.integers(20, 2_000), st.integers(20, 2_000))
def test_a_change_holds_the_difference_of_the_noised_numbers(now: int, before: int) -> None:
    told = changed(SERIES, now, before)
    assert told is not None
    low, count, high = told
    assert low <= min(count, now - before)
    assert high >= max(count, now - before)
    assert abs(count - (now - before)) <= SERIES.rounded_to / 2
    assert low % SERIES.rounded_to == count % SERIES.rounded_to == high % SERIES.rounded_to == 0
