"""Which model speaks, and who stands beside it."""

from __future__ import annotations

from coalesce.estimation import EstimateOptions, fit_all
from coalesce.estimation.choice import by_bic, by_steps, choose
from coalesce.estimation.options import Thresholds
from coalesce.records import CaptureTable
from tests.estimation.test_estimating import SOUND


def test_the_best_by_bic_with_all_that_are_near() -> None:
    found = choose(SOUND, EstimateOptions(alternatives=4))
    fits = fit_all(SOUND)
    ranked = fits.ranked(4)
    assert [one.generators for one in found.near] == [str(fits.space.models[at]) for at in ranked]
    assert found.best == fits.fit_of(ranked[0])
    assert found.near[0].behind == 0
    assert found == by_bic(SOUND, EstimateOptions(alternatives=4))


def test_models_that_count_as_equally_good_are_told_however_few_alternatives_are_asked_for() -> None:
    wide = EstimateOptions(alternatives=0, thresholds=Thresholds(near_bic=30))
    assert choose(SOUND, wide).near == choose(SOUND, EstimateOptions(alternatives=30)).near
    assert len(choose(SOUND, wide).near) > 1
    assert by_steps(SOUND, wide).near == by_steps(SOUND, EstimateOptions(alternatives=30)).near


def test_a_wider_space_has_more_models() -> None:
    assert choose(SOUND, EstimateOptions(order=2)).considered == 64


def test_step_by_step_the_neighbours_are_told() -> None:
    found = by_steps(SOUND, EstimateOptions(alternatives=100))
    assert found.best is not None
    assert found.considered == 1 + 6
    assert found.best.generators in {one.generators for one in found.near}
    assert [one.behind for one in found.near] == sorted(one.behind for one in found.near)


def test_no_model_at_all() -> None:
    apart = CaptureTable(("A", "B", "C"), (0, 9, 8, 0, 7, 0, 0, 0))
    for way in (by_bic, by_steps):
        found = way(apart, EstimateOptions())
        assert found.best is None
        assert found.near == ()
