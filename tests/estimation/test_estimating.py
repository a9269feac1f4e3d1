"""From a table to an answer: sound lists give a total, others their reasons; the same for every order of the lists."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coalesce.errors import BadInput, BadUsage
from coalesce.estimation import Bounds, EstimateOptions, Thresholds, estimate
from coalesce.records import CaptureTable, Interval
from tests.estimation.drawn import reordered, tables
from tests.estimation.published import published

QUICK = EstimateOptions(resamples=60, thresholds=Thresholds(left_out_width=4))
SOUND = CaptureTable(
    ("A", "B", "C", "D"), (0, 470, 440, 120, 390, 101, 96, 31, 250, 64, 58, 20, 55, 15, 13, 6)
)  # invented


def test_sound_lists_give_a_total_with_its_intervals() -> None:
    found = estimate(SOUND, QUICK)
    assert found.refusals == ()
    assert found.total is not None
    assert found.interval80 is not None
    assert found.interval95 is not None
    assert SOUND.n_observed < found.interval95.low <= found.interval80.low < found.total
    assert found.total < found.interval80.high <= found.interval95.high
    assert found.alternatives[0].total == found.total
    assert found.alternatives[0].generators == found.model
    assert all(one.behind <= 6 for one in found.alternatives)
    assert (found.models_considered, found.models_usable) == (113, 113)
    assert [one.list for one in found.left_out] == list("ABCD")
    assert len(found.dependences) == 6
    assert found == estimate(SOUND, replace(QUICK, threads=1))
    other = estimate(SOUND, replace(QUICK, seed=2))
    assert found.interval95 == other.interval95  # the average draws nothing
    assert found.opinions != other.opinions  # the bootstrap does
    assert [one.method.split(",")[0] for one in found.opinions] == [
        "average over all models",
        "percentiles",
        "BCa",
        "built step by step",
        "average over decomposable graphs",
    ]


@pytest.mark.parametrize(
    ("name", "refused", "among"),
    [
        ("Ned_5", {"total_outside"}, [148789]),
        ("UKdat_5", {"models_disagree"}, [25311, 28822, 22991, 12262]),
        ("Artificial_3", {"few_on_two", "no_overlap"}, [296, 396]),
    ],
)
def test_published_tables_that_say_too_little(
    name: str, refused: set[str], among: list[int], shared_data: Path
) -> None:
    found = estimate(published(shared_data, name), EstimateOptions(resamples=300))
    assert found.total is found.interval80 is found.interval95 is None
    assert {one.code for one in found.refusals} >= refused
    totals = [round(one.total) for one in found.alternatives]
    assert set(among) <= set(totals)
    assert found.bic == pytest.approx(found.alternatives[0].bic)
    assert (found.span is not None) == (name == "UKdat_5")


def test_six_lists_are_chosen_step_by_step_with_neighbours(shared_data: Path) -> None:
    found = estimate(published(shared_data, "UKdat"), replace(QUICK, refuse=False))
    assert found.model == "[12,13,24,25,35,36,45]"
    assert round(found.total or 0, 2) == 11417.99
    assert found.models_considered == 16
    assert "[12,13,25,35,36,45]" in {one.generators for one in found.alternatives}
    assert found.interval95 is not None


def test_lists_of_one_source_count_as_one() -> None:
    merged = estimate(SOUND, replace(QUICK, sources=(("A", "C"),)))
    assert merged.lists == ("A+C", "B", "D")
    assert merged.n_observed == SOUND.n_observed
    two = estimate(SOUND, replace(QUICK, sources=(("A", "C"), ("B", "D"))))
    assert [one.code for one in two.refusals] == ["few_lists"]
    assert "one source" in two.refusals[0].reason
    with pytest.raises(BadInput, match="'X'"):
        estimate(SOUND, replace(QUICK, sources=(("A", "X"),)))


def test_more_lists_than_any_model_has() -> None:
    with pytest.raises(BadUsage, match="at most 8"):
        estimate(CaptureTable(tuple("ABCDEFGHI"), (0, *[1] * 511)), QUICK)


def test_an_interval_maker_is_asked_and_what_it_says_of_linking_counts() -> None:
    def maker(table: CaptureTable, options: EstimateOptions) -> Bounds:
        return Bounds(Interval(0.8, 2000, 9000), Interval(0.95, 1900, 9500), "by hand", linking_share=0.6)

    found = estimate(SOUND, QUICK, maker)
    assert [one.code for one in found.refusals] == ["linking_uncertain"]
    assert found.linking_share == 0.6
    assert found.total is None
    kept = estimate(SOUND, replace(QUICK, refuse=False), maker)
    assert kept.interval95 == Interval(0.95, 1900, 9500)
    assert any("60%" in warning for warning in kept.warnings)
    assert kept.refusals == ()
    assert [one.code for one in estimate(SOUND, QUICK, lambda table, options: None).refusals] == ["no_interval"]


@settings(max_examples=25)
@given(tables(3, 4), st.data())
def test_any_table_is_answered_and_no_order_matters(table: CaptureTable, data: st.DataObject) -> None:
    order = data.draw(st.permutations(range(len(table.lists))))
    options = replace(QUICK, resamples=8)
    one, other = estimate(table, options), estimate(reordered(table, order), options)
    assert one.alternatives or one.refusals
    assert (one.total is None) == bool(one.refusals)
    early = {"few_lists", "few_on_two", "no_overlap", "derived_lists", "no_model", "models_disagree"}
    assert {each.code for each in one.refusals} & early == {each.code for each in other.refusals} & early
    assert np.allclose([each.bic for each in one.alternatives], [each.bic for each in other.alternatives], atol=1e-6)


def test_nobody_at_all_is_a_refusal() -> None:
    found = estimate(CaptureTable(("A", "B", "C"), (0,) * 8), QUICK)
    assert {one.code for one in found.refusals} >= {"few_on_two", "no_model"}
    assert found.alternatives == ()
