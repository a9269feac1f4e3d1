"""Measures against numbers worked out by hand."""

import pytest

from coalesce.linking.evaluation import (
    Accuracy,
    Rate,
    cluster_accuracy,
    false_links,
    pair_accuracy,
    pairs_of,
    reliability,
    truth_groups,
)

TRUTH = {"a": "1", "b": "1", "c": "1", "d": "2", "e": "2", "f": "3"}


def test_wilson_interval_as_published() -> None:
    """Newcombe (1998), Statistics in Medicine 17, table I: 81 of 263 and 0 of 20."""
    low, high = Rate(81, 263).interval
    assert (round(low, 4), round(high, 4)) == (0.2553, 0.3662)
    low, high = Rate(0, 20).interval
    assert (round(low, 4), round(high, 4)) == (0.0, 0.1611)


def test_a_rate_without_cases() -> None:
    assert Rate(0, 0).value is None
    assert Rate(0, 0).interval == (0.0, 1.0)


def test_pairs() -> None:
    found = pair_accuracy([("a", "b"), ("a", "f")], TRUTH)
    assert found == Accuracy(right=1, claimed=2, true=4)
    assert (found.precision, found.recall) == (0.5, 0.25)
    assert found.f1 == pytest.approx(2 / 6)


def test_clusters_count_only_when_whole() -> None:
    assert cluster_accuracy([("a", "b"), ("c",), ("e", "d"), ("f",)], TRUTH) == Accuracy(1, 2, 2)


def test_nothing_claimed_and_nothing_there() -> None:
    empty = Accuracy(0, 0, 0)
    assert empty.precision == empty.recall == empty.f1 == 1


def test_groups_and_their_pairs() -> None:
    assert truth_groups(TRUTH) == [("a", "b", "c"), ("d", "e"), ("f",)]
    assert pairs_of([("b", "a", "c"), ("f",)]) == {("a", "b"), ("a", "c"), ("b", "c")}


def test_reliability_bins() -> None:
    stated = [(("a", "b"), 0.95), (("a", "f"), 0.93), (("d", "e"), 1.0), (("a", "d"), 0.05)]
    low, high = reliability(stated, TRUTH)
    assert (low.low, low.found) == (0.0, Rate(0, 1))
    assert (high.low, high.found) == (0.9, Rate(2, 3))
    assert high.stated == pytest.approx(0.96)


def test_false_links_by_kind() -> None:
    kind = dict.fromkeys("abc", "Arab") | dict.fromkeys("def", "Latn")
    found = false_links([("a", "b"), ("a", "d"), ("d", "e")], TRUTH, kind)
    assert found == {"Arab": Rate(1, 2), "Latn": Rate(1, 2)}
