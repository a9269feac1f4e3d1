"""What a probability leaves open, and which pairs are alike."""

import pytest

from coalesce.linking.review import MOST_ALIKE, alike, entropy
from coalesce.records import MatchWeight, WeightPart


def test_entropy() -> None:
    assert entropy(0.5) == 1
    assert entropy(0) == entropy(1) == 0
    assert entropy(0.25) == pytest.approx(0.811278, abs=1e-6)


def weighed(prior: float, **parts: tuple[float, str]) -> MatchWeight:
    return MatchWeight(prior, tuple(WeightPart(name, *part) for name, part in parts.items()))


THIS = weighed(
    -12, name=(7, "2 of 2 name tokens agree"), birth_date=(4, "birth year agrees as far as told"), sex=(0.2, "same sex")
)


def test_pairs_of_like_evidence_are_found_the_most_alike_first() -> None:
    near = weighed(
        -12, name=(8, "all agree"), birth_date=(4, "birth year agrees as far as told"), sex=(0.2, "same sex")
    )
    other_sex = weighed(
        -12, name=(7, "x"), birth_date=(4, "birth year agrees as far as told"), sex=(0, "one side says nothing")
    )
    other_name = weighed(-12, name=(2, "x"), birth_date=(4, "same birth date"), sex=(0.2, "same sex"))
    judged = {("c", "d"): other_sex, ("a", "b"): near, ("e", "f"): other_name}
    assert alike(THIS, judged) == [("a", "b"), ("c", "d")]


def test_a_pair_of_far_weight_is_not_alike_though_its_comparisons_say_the_same() -> None:
    assert (
        alike(THIS, {("a", "b"): weighed(-20, **{part.comparison: (part.weight, part.reason) for part in THIS.parts})})
        == []
    )


def test_no_more_than_the_few_most_alike_are_given_in_an_order_that_does_not_depend_on_the_input() -> None:
    judged = {(f"a{number}", f"b{number}"): THIS for number in range(9)}
    shuffled = dict(reversed(judged.items()))
    assert alike(THIS, judged) == alike(THIS, shuffled) == sorted(judged)[:MOST_ALIKE]
