"""Why a probability is not higher, nor lower: lines that follow from the parts and the model's levels."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from coalesce.linking.comparisons import NOTHING, NOTHING_REASON, REASONS, Comparison
from coalesce.linking.model import load_model
from coalesce.linking.shortfall import MOST_LINES, shortfall
from coalesce.records import MatchWeight, WeightPart

MODEL = load_model()


def weighed(**levels: int) -> MatchWeight:
    """A weight of these levels; what is not named, nobody says."""
    parts = []
    for comparison in Comparison:
        level = levels.get(comparison, NOTHING)
        spoken = "2 of 2 name tokens agree" if comparison is Comparison.NAME else ""
        reason = NOTHING_REASON if level == NOTHING else spoken or REASONS[comparison][level]
        parts.append(WeightPart(str(comparison), MODEL.weight(comparison, level), reason))
    return MatchWeight(MODEL.prior, tuple(parts))


def test_what_takes_evidence_away_comes_first_with_what_would_be_stated_without() -> None:
    found = shortfall(weighed(name=5, birth_date=0, sex=0), MODEL).higher
    assert [line.comparisons for line in found[:2]] == [("birth_date",), ("sex",)]
    assert "takes 7.8 bits away (birth years are more than five apart)" in found[0].text
    without = weighed(name=5, sex=0).total
    assert found[0].probability == MODEL.calibration.probability(without)


def test_what_one_side_does_not_say_stands_in_one_line() -> None:
    found = shortfall(weighed(name=5, birth_date=9), MODEL).higher
    assert (
        found[0].text
        == "the document, the nationality, the sex, the birth place and the residence cannot be compared: one side says nothing"
    )
    assert found[0].comparisons == ("document", "nationality", "sex", "birth_place", "residence")
    assert found[0].probability is None


def test_what_would_lift_it_most_is_said_with_the_probability_of_that() -> None:
    found = shortfall(weighed(name=5, document=3, nationality=2, sex=1, birth_place=2), MODEL).higher
    most = next(line for line in found if line.text.startswith("if "))
    assert most.text == "if the birth dates agreed in full (same birth date)"
    whole = weighed(name=5, document=3, nationality=2, sex=1, birth_place=2, birth_date=9)
    assert most.probability is not None
    assert math.isclose(most.probability, MODEL.calibration.probability(whole.total))


def test_a_pair_that_agrees_in_all_has_nothing_to_be_lifted() -> None:
    whole = weighed(name=16, birth_date=9, document=3, nationality=2, sex=1, birth_place=4, residence=5)
    assert shortfall(whole, MODEL).higher == ()


def test_why_not_lower_names_the_two_weightiest() -> None:
    found = shortfall(weighed(name=5, birth_date=9, sex=1), MODEL).lower
    assert [line.comparisons for line in found] == [("birth_date",), ("name",)]
    assert found[0].probability is not None
    assert math.isclose(found[0].probability, MODEL.calibration.probability(weighed(name=5, sex=1).total))


def test_without_the_model_that_made_it_no_other_probability_is_stated() -> None:
    found = shortfall(weighed(name=5, birth_date=0), None)
    assert found.higher
    assert {line.probability for line in (*found.higher, *found.lower)} == {None}
    assert not any(line.text.startswith("if ") for line in found.higher)


LEVELS = st.fixed_dictionaries(
    {str(comparison): st.integers(NOTHING, len(MODEL.levels[comparison]) - 1) for comparison in Comparison}
)


@given(LEVELS)
def test_lines_are_few_and_each_moves_the_probability_its_own_way(levels: dict[str, int]) -> None:
    weight = weighed(**levels)
    found, stated = shortfall(weight, MODEL), MODEL.calibration.probability(weight.total)
    assert len(found.higher) <= MOST_LINES
    assert all(line.probability is None or line.probability >= stated for line in found.higher)
    assert all(line.probability is not None and line.probability <= stated for line in found.lower)
