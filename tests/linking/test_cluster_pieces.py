"""Pieces: what edges join, cut where it is weakest when it is too much."""

import time

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from coalesce.linking.cluster_pieces import pieces

Edge = tuple[int, int, float]


def _pieces(count: int, edges: list[Edge], most: int) -> list[int]:
    one, other, odds = (np.array(side) for side in zip(*edges, strict=True))
    return pieces(count, (one, other, odds.astype(float)), most).tolist()


def test_joined_and_alone_in_the_order_of_the_first() -> None:
    assert _pieces(5, [(3, 4, 1.0), (0, 2, 1.0)], 9) == [0, 1, 0, 2, 2]


def test_a_large_one_is_cut_at_its_weakest_edge() -> None:
    chain = [(0, 1, 5.0), (1, 2, 5.0), (2, 3, 0.1), (3, 4, 5.0), (4, 5, 5.0)]
    assert _pieces(6, chain, 6) == [0] * 6
    assert _pieces(6, chain, 5) == [0, 0, 0, 1, 1, 1]


edges = st.lists(st.tuples(st.integers(0, 19), st.integers(0, 19), st.integers(1, 3)), min_size=1, max_size=60)


@given(edges, st.integers(2, 8), st.randoms(use_true_random=False))
def test_bounded_and_the_order_does_not_matter(plain: list[tuple[int, int, int]], most: int, rng: object) -> None:
    distinct = {(min(a, b), max(a, b)): float(odds) for a, b, odds in plain if a != b} or {(0, 1): 1.0}
    told = [(a, b, odds) for (a, b), odds in distinct.items()]
    found = _pieces(20, told, most)
    assert max(np.bincount(found)) <= most
    rng.shuffle(told)  # type: ignore[attr-defined]
    assert _pieces(20, told, most) == found
    whole = _pieces(20, told, 20)
    for number in set(found):
        assert len({whole[unit] for unit in range(20) if found[unit] == number}) == 1, "cutting joins nothing"


def test_what_is_small_is_not_touched_by_what_is_cut() -> None:
    small, chain = [(0, 1, 1.0)], [(at, at + 1, 1.0) for at in range(2, 40)]
    found = _pieces(41, [*chain, *small], 10)
    assert found[0] == found[1] == 0
    assert _pieces(41, chain, 10)[2:] == [each + 1 for each in found[2:]]


def test_a_chain_of_a_hundred_thousand_is_bounded() -> None:
    count = 100_000
    near = np.arange(count - 1)
    began = time.process_time()
    found = pieces(count, (near, near + 1, np.ones(count - 1)))
    assert np.bincount(found).max() <= 1_000
    assert time.process_time() - began < 60, "near-linear: a quadratic way would take hours"
