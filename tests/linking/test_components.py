"""Components: who is tied to whom, which judgements contradict each other."""

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalesce.linking.components import BARRED, Conflict, Forest, Node, components, conflicts, log_odds
from coalesce.records import Verdict

SAME, DIFFERENT, UNSURE = Verdict.SAME, Verdict.DIFFERENT, Verdict.UNSURE


def _nodes(letters: str, closed: str = "") -> list[Node]:
    return [Node(letter, "L" if letter in closed else letter, letter in closed) for letter in letters]


def test_links_and_sames_tie_and_a_different_alone_does_not() -> None:
    found = components(
        _nodes("abcdef"),
        [("a", "b", 0.9), ("c", "d", 0.9)],
        {("c", "d"): DIFFERENT, ("d", "e"): SAME, ("e", "f"): UNSURE},
    )
    assert [part.records for part in found] == [("a", "b"), ("c",), ("d", "e"), ("f",)]


def test_units_and_bars() -> None:
    (part,) = components(
        _nodes("abcde", closed="cd"),
        [("a", "b", 0.9), ("b", "c", 0.9), ("c", "d", 0.9), *((each, "e", 0.6) for each in "bcd")],
        {("a", "b"): SAME, ("a", "c"): DIFFERENT},
        absent=0.5,
    )
    assert part.units == ((0, 1), (2,), (3,), (4,))
    assert part.odds[0, 1] <= BARRED / 2
    assert part.odds[1, 2] <= BARRED / 2
    assert part.odds[0, 2] == 0
    assert np.array_equal(part.odds, part.odds.T)


def test_what_is_barred_is_not_tied() -> None:
    """A pair that can never be one person does not bring its two components together."""
    links = [("a", "b", 0.9), ("b", "c", 0.9), ("c", "d", 0.9)]
    found = components(_nodes("abcd", closed="bc"), links, {})
    assert [part.records for part in found] == [("a", "b"), ("c", "d")]


def test_a_chain_of_same_against_a_different_is_a_conflict() -> None:
    verdicts = {("a", "b"): SAME, ("b", "c"): SAME, ("a", "c"): DIFFERENT, ("d", "e"): SAME, ("a", "d"): DIFFERENT}
    assert conflicts(verdicts) == [Conflict("a", "c", ("a", "b", "c"))]
    parts = list(components(_nodes("abcde"), [], verdicts))
    assert [part.units for part in parts] == [((0,), (1,), (2,)), ((0, 1),)]


def test_unknown_records_are_left_out() -> None:
    (part,) = components(_nodes("a"), [("a", "zz", 0.9)], {("a", "yy"): SAME})
    assert part.records == ("a",)


@given(st.integers(0, 10_000))
def test_the_order_of_the_input_does_not_matter(seed: int) -> None:
    rng = random.Random(seed)
    letters = "abcdefgh"
    pairs = [(left, right) for left in letters for right in letters if left < right]
    links = [(left, right, rng.random()) for left, right in rng.sample(pairs, 8)]
    verdicts = {pair: rng.choice(list(Verdict)) for pair in rng.sample(pairs, 4)}
    nodes = _nodes(letters, closed="abc")

    def told() -> list[tuple[object, ...]]:
        return [(part.records, part.units, part.odds.tolist()) for part in components(nodes, links, verdicts)]

    before = told()
    rng.shuffle(nodes)
    rng.shuffle(links)
    verdicts = dict(sorted(verdicts.items(), reverse=True))
    assert told() == before


def test_forest_ties_to_the_smallest() -> None:
    forest = Forest()
    for left, right in (("d", "c"), ("b", "a"), ("c", "b"), ("x", "y")):
        forest.tie(left, right)
    assert {forest.root(letter) for letter in "abcd"} == {"a"}
    assert forest.root("y") == "x"
    assert forest.root("lonely") == "lonely"


def test_log_odds_are_finite() -> None:
    assert log_odds(0.5) == 0
    assert log_odds(0) == pytest.approx(-log_odds(1))
    assert np.isfinite(log_odds(1))
