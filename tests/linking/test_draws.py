"""Drawn partitions: near the stated probabilities, under every constraint, and deaf to other components."""

import itertools
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coalesce.linking.components import Node, Verdicts, conflicts
from coalesce.linking.draws import EXACT_DRAWS, DrawnComponent, draw_components
from coalesce.records import Verdict

SAME, DIFFERENT = Verdict.SAME, Verdict.DIFFERENT
KEY = b"k" * 32


def _nodes(records: list[str]) -> list[Node]:
    return [Node(record, "L", False) for record in records]


def _draw(
    records: list[str], links: list[tuple[str, str, float]], verdicts: Verdicts | None = None, draws: int = 400
) -> list[DrawnComponent]:
    return draw_components(_nodes(records), links, verdicts or {}, KEY, draws, dict.fromkeys(records, 1))


def _together(drawn: DrawnComponent, left: str, right: str) -> float:
    joined = [any(left in group and right in group for group in groups) for groups in drawn.partitions]
    return float(np.array(joined)[drawn.choice].mean())


@pytest.mark.parametrize("probability", [0.05, 0.3, 0.5, 0.9, 0.99])
def test_two_records_are_a_coin_of_that_probability(probability: float) -> None:
    records = [f"r{number}" for number in range(100)]
    links = [(left, right, probability) for left, right in zip(records[::2], records[1::2], strict=True)]
    drawn = _draw(sorted(records), links)
    rate = np.mean([_together(part, *part.records) for part in drawn])
    assert rate == pytest.approx(probability, abs=4 * np.sqrt(probability * (1 - probability) / (50 * 400)))


def test_three_records_have_the_product_of_their_pairs() -> None:
    """All together .8 x .8 x .3; two together: twice .8 x .2 x .7, once .2 x .2 x .3; none .2 x .2 x .7."""
    links = [("a", "b", 0.8), ("b", "c", 0.8), ("a", "c", 0.3)]
    (drawn,) = _draw(["a", "b", "c"], links, draws=20_000)
    weights = np.array([0.8 * 0.8 * 0.3, 0.8 * 0.2 * 0.7, 0.8 * 0.2 * 0.7, 0.2 * 0.2 * 0.3, 0.2 * 0.2 * 0.7])
    chances = weights / weights.sum()
    assert _together(drawn, "a", "b") == pytest.approx(chances[0] + chances[1], abs=0.015)
    assert _together(drawn, "a", "c") == pytest.approx(chances[0] + chances[3], abs=0.015)


def test_in_a_long_chain_each_link_keeps_its_probability() -> None:
    """Pairs of records far apart, tied into one large component by links that are almost never on."""
    records = [f"r{number:02}" for number in range(20)]
    links = [(left, right, 0.7) for left, right in zip(records[::2], records[1::2], strict=True)]
    links += [(left, right, 1e-6) for left, right in zip(records[1::2], records[2::2], strict=False)]
    (drawn,) = _draw(records, links, draws=4_000)
    assert len(drawn.records) > EXACT_DRAWS
    for left, right in zip(records[::2], records[1::2], strict=True):
        assert _together(drawn, left, right) == pytest.approx(0.7, abs=0.03)


@given(st.integers(0, 100_000), st.integers(3, 10))
@settings(max_examples=60)
def test_constraints_hold_in_every_draw(seed: int, size: int) -> None:
    rng = random.Random(seed)
    records = [f"r{number}" for number in range(size)]
    pairs = list(itertools.combinations(records, 2))
    links = [(left, right, rng.uniform(0.2, 0.99)) for left, right in rng.sample(pairs, min(len(pairs), 12))]
    verdicts = {pair: rng.choice([SAME, DIFFERENT]) for pair in rng.sample(pairs, 3)}
    nodes = [Node(record, "L" if number < 2 else record, number < 2) for number, record in enumerate(records)]
    drawn = draw_components(nodes, links, verdicts, KEY, 30, dict.fromkeys(records, 1))
    assert sorted(record for part in drawn for record in part.records) == records
    broken = {record for conflict in conflicts(verdicts) for record in conflict.chain}
    closed_said = verdicts.get((records[0], records[1])) is SAME
    for part in drawn:
        assert sorted(set(part.choice.tolist())) == list(range(len(part.partitions)))
        for groups in part.partitions:
            assert sorted(record for group in groups for record in group) == list(part.records)
            group_of = {record: group for group in groups for record in group}
            for (left, right), word in verdicts.items():
                if left in group_of and right in group_of:
                    assert word is not DIFFERENT or group_of[left] != group_of[right]
                    assert word is not SAME or left in broken or group_of[left] == group_of[right]
            if not verdicts and not closed_said and {records[0], records[1]} <= set(group_of):
                assert group_of[records[0]] != group_of[records[1]]


def test_components_do_not_move_each_other() -> None:
    links = [("a", "b", 0.5), ("c", "d", 0.5), ("d", "e", 0.4)]
    whole = {part.records: part for part in _draw(list("abcde"), links)}
    alone = _draw(["a", "b"], links[:1])
    assert np.array_equal(whole[("a", "b")].choice, alone[0].choice)


def test_key_versions_and_records_make_the_stream() -> None:
    nodes, links = _nodes(["a", "b"]), [("a", "b", 0.5)]

    def drawn(key: bytes, version: int) -> list[int]:
        (part,) = draw_components(nodes, links, {}, key, 64, {"a": version, "b": 1})
        joined = [len(groups) == 1 for groups in part.partitions]
        return [int(joined[place]) for place in part.choice]

    assert drawn(KEY, 1) == drawn(KEY, 1)
    assert drawn(KEY, 1) != drawn(KEY, 2)
    assert drawn(KEY, 1) != drawn(b"other", 1)


def test_what_is_judged_is_not_drawn() -> None:
    (drawn,) = _draw(["a", "b"], [("a", "b", 0.5)], {("a", "b"): SAME})
    assert drawn.partitions == ((("a", "b"),),)
    apart = _draw(["a", "b"], [("a", "b", 0.5)], {("a", "b"): DIFFERENT})
    assert [part.partitions for part in apart] == [((("a",),),), ((("b",),),)]
