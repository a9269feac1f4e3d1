"""Each rule by itself: just below its threshold, and just above."""

from __future__ import annotations

from dataclasses import replace

import pytest

from coalesce.estimation import Bounds, Thresholds, refusals
from coalesce.records import Alternative, CaptureTable, Interval, LeftOut, Refusal

LIMITS = Thresholds()
SOUND = CaptureTable(("A", "B", "C"), (0, 90, 80, 14, 70, 12, 11, 4))


def code(refusal: Refusal | None) -> str | None:
    """Which; and that it says why and what would lift it."""
    assert refusal is None or (len(refusal.reason) > 20 and len(refusal.lifts) > 20)
    return refusal.code if refusal else None


def test_fewer_than_three_lists() -> None:
    two = SOUND.drop(0)
    assert code(refusals.few_lists(SOUND, False, LIMITS)) is None
    assert code(refusals.few_lists(two, False, LIMITS)) == "few_lists"
    assert code(refusals.few_lists(two, False, replace(LIMITS, fewest_lists=1))) == "few_lists"
    assert code(refusals.few_lists(SOUND, False, replace(LIMITS, fewest_lists=4))) == "few_lists"
    merged = refusals.few_lists(two, True, LIMITS)
    assert merged is not None
    assert "one source" in merged.reason


@pytest.mark.parametrize(("shared", "refused"), [(9, "few_on_two"), (10, None)])
def test_few_people_on_two_lists(shared: int, refused: str | None) -> None:
    table = CaptureTable(("A", "B", "C"), (0, 90, 80, shared - 2, 70, 1, 1, 0))
    assert code(refusals.few_on_two(table, LIMITS)) == refused


def test_a_list_that_shares_nobody() -> None:
    alone = CaptureTable(("A", "B", "C"), (0, 90, 80, 20, 70, 0, 0, 0))
    found = refusals.no_overlap(alone)
    assert code(found) == "no_overlap"
    assert found is not None
    assert "'C'" in found.reason
    assert code(refusals.no_overlap(SOUND)) is None


@pytest.mark.parametrize(("outside", "refused"), [(5, "derived_lists"), (6, None)])
def test_a_list_that_lies_within_another(outside: int, refused: str | None) -> None:
    table = CaptureTable(("A", "B", "C"), (0, outside, 300, 95, 70, 0, 9, 5))
    assert code(refusals.derived(table, LIMITS)) == refused


def test_a_handful_within_another_list_is_chance() -> None:
    assert code(refusals.derived(CaptureTable(("A", "B", "C"), (0, 0, 300, 9, 70, 0, 9, 0)), LIMITS)) is None


def test_models_that_say_different_things() -> None:
    best, second = Alternative("[1,2,3]", 1000, 50, 0), Alternative("[12,3]", 2001, 52, 2)
    found = refusals.models_disagree((best, second), LIMITS)
    assert found is not None
    assert code(found[0]) == "models_disagree"
    assert found[1] == (1000, 2001)
    assert refusals.models_disagree((best, replace(second, total=2000)), LIMITS) is None
    assert refusals.models_disagree((best, replace(second, behind=2.001)), LIMITS) is None
    assert refusals.models_disagree((), LIMITS) is None


def test_nothing_to_read_a_total_from() -> None:
    assert code(refusals.no_model(False)) == "no_model"
    assert code(refusals.no_model(True)) is None
    bounds = Bounds(Interval(0.8, 2, 3), Interval(0.95, 1, 4), "any")
    assert code(refusals.no_interval(None)) == "no_interval"
    assert code(refusals.no_interval(bounds)) is None


@pytest.mark.parametrize(("high", "refused"), [(1000, None), (1001, "too_wide")])
def test_an_interval_too_wide(high: float, refused: str | None) -> None:
    assert code(refusals.too_wide(Interval(0.95, 100, high), LIMITS)) == refused


def test_a_total_that_hangs_on_one_list() -> None:
    within, around = LeftOut("A", 110, 50), Interval(0.8, 100, 200)
    planned = replace(LIMITS, left_out_width=1)
    assert code(refusals.hangs_on_one_list((within, LeftOut("B", None, 9, "no_model")), around, planned)) is None
    found = refusals.hangs_on_one_list((within, LeftOut("B", 99, 40)), around, planned)
    assert code(found) == "hangs_on_one_list"
    assert found is not None
    assert "'B'" in found.reason
    assert "'A'" not in found.reason
    of_average = LeftOut("B", 99, 40, middle=150)
    assert code(refusals.hangs_on_one_list((of_average,), around, planned)) is None
    wide = replace(LIMITS, left_out_width=2)  # 71 to 283
    assert code(refusals.hangs_on_one_list((LeftOut("B", 72, 40),), around, wide)) is None
    assert code(refusals.hangs_on_one_list((LeftOut("B", 284, 40),), around, wide)) == "hangs_on_one_list"


@pytest.mark.parametrize(("share", "refused"), [(None, None), (0.5, None), (0.51, "linking_uncertain")])
def test_width_that_comes_from_linking(share: float | None, refused: str | None) -> None:
    assert code(refusals.linking_uncertain(share, LIMITS)) == refused


@pytest.mark.parametrize(
    ("total", "refused"),
    [(999.0, "total_outside"), (1000.0, None), (4000.0, None), (4001.0, "total_outside"), (None, None)],
)
def test_a_chosen_model_outside_of_the_interval(total: float | None, refused: str | None) -> None:
    bounds = Bounds(Interval(0.8, 1500, 3000), Interval(0.95, 1000, 4000), "any")
    assert code(refusals.total_outside(total, bounds)) == refused
