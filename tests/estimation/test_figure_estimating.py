"""A figure's estimate as it is told: rounded, with its noise, or refused."""

from __future__ import annotations

from dataclasses import replace

import pytest

from coalesce.estimation import Thresholds
from coalesce.estimation.figure_estimating import METHOD, estimate_figure
from coalesce.records.series import NoisedPatterns
from tests.estimation.noise import DEVIATION, independent, noised
from tests.series_made import made_series

LIMITS, SERIES = Thresholds(), made_series()
TRUE = 4_000
SOUND = noised(independent(TRUE, (0.4, 0.35, 0.45), seed=1), 1)


def test_a_known_total_is_found_and_told_rounded() -> None:
    found = estimate_figure(SERIES, SOUND, LIMITS)
    assert found.refusals == ()
    assert found.total is not None
    assert found.interval95 is not None
    assert found.interval80 is not None
    assert found.interval95[0] <= found.interval80[0] <= found.total <= found.interval80[1] <= found.interval95[1]
    assert found.interval95[0] <= TRUE <= found.interval95[1]
    assert all(number % 5 == 0 for number in (found.total, *found.interval80, *found.interval95, found.seen))
    assert found.seen == pytest.approx(sum(SOUND.counts), abs=2.5)
    assert found.seen_moved_by == 19
    assert found.moved_by is not None
    assert 0 < found.moved_by < (found.interval95[1] - found.interval95[0]) / 2
    assert (found.method, found.considered, found.period) == (METHOD, 16, "2013-01/2014-09")
    assert "none can be left out" in found.warnings[0]


def test_the_factor_for_linking_widens_the_interval_and_nothing_else() -> None:
    plain, wide = (estimate_figure(replace(SERIES, node="n", linking_error=by), SOUND, LIMITS) for by in (0.0, 0.2))
    assert plain.interval95 is not None
    assert wide.interval95 is not None
    assert wide.interval95[0] == pytest.approx(0.8 * plain.interval95[0], rel=0.02)
    assert wide.interval95[1] == pytest.approx(1.2 * plain.interval95[1], rel=0.02)


def test_the_same_definition_and_numbers_give_the_same_answer() -> None:
    assert estimate_figure(SERIES, SOUND, LIMITS) == estimate_figure(SERIES, SOUND, LIMITS)


def test_where_noise_dominates_nothing_is_told_but_its_share() -> None:
    found = estimate_figure(SERIES, noised(independent(220, (0.5, 0.5, 0.6, 0.5, 0.5), seed=2), 2), LIMITS)
    assert "noise_dominates" in [one.code for one in found.refusals]
    assert found.noise_share is not None
    assert found.noise_share > 0.5
    assert found.total is found.interval80 is found.interval95 is found.moved_by is None
    assert found.seen is not None


def test_a_source_that_makes_or_breaks_the_total_is_not_told_over() -> None:
    people = independent(6_000, (0.3, 0.3, 0.3, 0.3), seed=3)
    alike = [count + (2_500 if pattern == 7 else 0) for pattern, count in enumerate(people)]
    found = estimate_figure(SERIES, noised(alike, 3), LIMITS)
    assert "hangs_on_one_list" in [one.code for one in found.refusals]
    sound = estimate_figure(SERIES, noised(people, 3), LIMITS)
    assert sound.refusals == ()


@pytest.mark.parametrize(
    ("sources", "counts", "codes"),
    [
        (("a", "b"), (0, 90, 90, 40), ["few_lists"]),
        (("a", "b"), (0, 1, 1, 1), ["few_lists", "not_shown"]),
        (("a", "b", "c"), (0, 5, 4, 3, -2, 1, 0, 2), ["not_shown", "no_overlap"]),
        (("a", "b", "c"), (0, 300, 300, 4, 300, 2, -3, -1), ["few_on_two", "no_overlap"]),
        (("a", "b", "c"), (0, 0, 300, 90, 300, 4, 60, 40), ["derived_lists"]),
    ],
)
def test_what_is_refused_before_anything_is_fitted(
    sources: tuple[str, ...], counts: tuple[int, ...], codes: list[str]
) -> None:
    found = estimate_figure(SERIES, NoisedPatterns("TR>SY", sources, counts, DEVIATION), LIMITS)
    assert [one.code for one in found.refusals if one.code in codes] == codes
    assert found.total is found.noise_share is found.model is None
    assert (found.seen is None) == ("not_shown" in codes)
