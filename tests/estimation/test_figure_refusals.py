"""Each rule against telling a figure's estimate by itself: just below its threshold, and just above; none names a number."""

from __future__ import annotations

import re
from dataclasses import replace

from coalesce.estimation import Thresholds
from coalesce.estimation import figure_refusals as rules
from coalesce.estimation.noised import NoisedAverage
from coalesce.records import Interval, Refusal
from coalesce.records.series import NoisedPatterns
from tests.estimation.noise import DEVIATION
from tests.series_made import made_series

LIMITS = Thresholds()
SERIES = made_series()
SOUND = NoisedPatterns("TR>SY", ("a", "b", "c"), (0, 211, 180, 44, 163, 33, 29, 9), DEVIATION)
FOUND = NoisedAverage(
    900.0, Interval(0.8, 800, 1_000), Interval(0.95, 700, 1_200), 0.3, "[1,2,3]", 16, 16, (800, 1_000)
)


def code(refusal: Refusal | None) -> str | None:
    """Which; and that it says why and what would lift it, and tells no count."""
    assert refusal is None or (len(refusal.reason) > 20 and len(refusal.lifts) > 20)
    assert refusal is None or not {"211", "180", "163"} & set(re.findall(r"\d+", refusal.reason))
    return refusal.code if refusal else None


def with_counts(*counts: int) -> NoisedPatterns:
    return replace(SOUND, counts=(0, *counts))


def test_a_sound_table_has_nothing_against_it() -> None:
    assert rules.few_sources(SOUND, LIMITS) is rules.not_shown(SOUND, SERIES) is rules.few_on_two(SOUND, LIMITS) is None
    assert rules.no_overlap(SOUND) is rules.derived(SOUND, LIMITS, SERIES) is None
    assert rules.noise_dominates(0.5, LIMITS) is rules.models_disagree(FOUND, LIMITS) is None
    assert (
        rules.too_wide(FOUND.interval95, LIMITS) is rules.hangs_on_one_source([850], FOUND.interval80, LIMITS) is None
    )


def test_two_sources_are_too_few() -> None:
    two = NoisedPatterns("TR>SY", ("a", "b"), (0, 200, 200, 50), DEVIATION)
    assert code(rules.few_sources(two, replace(LIMITS, fewest_lists=1))) == "few_lists"
    assert code(rules.few_sources(SOUND, replace(LIMITS, fewest_lists=4))) == "few_lists"


def test_numbers_below_the_threshold_of_the_series_are_not_told() -> None:
    assert code(rules.not_shown(with_counts(10, 5, 1, 4, 1, 0, -2), SERIES)) == "not_shown"
    assert rules.not_shown(with_counts(10, 5, 1, 4, 1, 0, -1), SERIES) is None


def test_few_people_on_two_sources() -> None:
    assert code(rules.few_on_two(with_counts(90, 90, 4, 90, 4, 2, -1), LIMITS)) == "few_on_two"
    assert rules.few_on_two(with_counts(90, 90, 4, 90, 4, 2, 0), LIMITS) is None


def test_an_overlap_within_the_reach_of_the_noise_may_be_none() -> None:
    assert rules.reach(SOUND, 3) == 1.96 * DEVIATION * 3**0.5
    found = rules.no_overlap(with_counts(200, 200, 90, 200, 6, 4, 2))
    assert code(found) == "no_overlap"
    assert found is not None
    assert "'c'" in found.reason
    assert "'a'" not in found.reason
    assert rules.no_overlap(with_counts(200, 200, 90, 200, 6, 5, 2)) is None


def test_a_source_within_another_and_not_by_noise() -> None:
    assert code(rules.derived(with_counts(2, 200, 90, 200, 1, 30, 10), LIMITS, SERIES)) == "derived_lists"
    assert rules.derived(with_counts(8, 200, 90, 200, 1, 30, 10), LIMITS, SERIES) is None
    assert rules.derived(with_counts(0, 200, 20, 200, 1, 30, 4), LIMITS, SERIES) is None, "25 people may be noise"


def test_noise_that_makes_most_of_the_width() -> None:
    found = rules.noise_dominates(0.51, LIMITS)
    assert code(found) == "noise_dominates"
    assert found is not None
    assert "51%" in found.reason, "the share is told"


def test_what_is_too_wide_or_hangs_on_little() -> None:
    assert code(rules.too_wide(Interval(0.95, 100, 1_001), LIMITS)) == "too_wide"
    assert code(rules.models_disagree(replace(FOUND, near=(400, 801)), LIMITS)) == "models_disagree"
    assert code(rules.hangs_on_one_source([900, 1_150], FOUND.interval80, LIMITS)) == "hangs_on_one_list"
    assert rules.hangs_on_one_source([900, 1_150], FOUND.interval80, replace(LIMITS, left_out_width=3)) is None
    assert code(rules.no_interval()) == "no_interval"
