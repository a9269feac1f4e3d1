"""The order in which pairs are asked about."""

import random

import pytest

from coalesce.linking.review import entropy, queue
from coalesce.records import Verdict

LINKS = [("a", "b", 0.5), ("c", "d", 0.9), ("e", "f", 0.99), ("g", "h", 0.08)]


def test_the_most_informative_first() -> None:
    assert [pair.left for pair in queue(LINKS, {})] == ["a", "c", "g", "e"]


def test_larger_groups_weigh_more() -> None:
    sizes = dict.fromkeys("ef", 20)
    assert queue(LINKS, {}, sizes)[0].left == "e"


def test_decided_pairs_are_not_asked_again_and_undecided_ones_are() -> None:
    verdicts = {("a", "b"): Verdict.SAME, ("c", "d"): Verdict.DIFFERENT, ("e", "f"): Verdict.UNSURE}
    assert {pair.left for pair in queue(LINKS, verdicts)} == {"e", "g"}


def test_the_order_of_the_input_does_not_matter() -> None:
    ties = [(f"a{number}", f"b{number}", 0.5) for number in range(9)]
    mixed = random.Random(1).sample(ties, 9)
    assert queue(mixed, {}) == queue(ties, {})


def test_entropy() -> None:
    assert entropy(0.5) == 1
    assert entropy(0) == entropy(1) == 0
    assert entropy(0.25) == pytest.approx(0.811278, abs=1e-6)
