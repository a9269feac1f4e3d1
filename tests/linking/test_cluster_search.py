"""Search: near the best, deaf to what is solved beside it, quick on what is hostile."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalesce.linking.cluster_search import EXACT, all_partitions, exact, greedy, search


def _odds(seed: int, size: int, spread: float = 3.0) -> np.ndarray:  # type: ignore[type-arg]
    rng = np.random.default_rng(seed)
    odds = np.rint(rng.normal(0, spread, (size, size)) * 16) / 16
    return np.triu(odds, 1) + np.triu(odds, 1).T


def _score(odds: np.ndarray, labels: np.ndarray) -> float:  # type: ignore[type-arg]
    return float(np.triu(odds * (labels[:, None] == labels[None, :]), 1).sum())


@given(st.integers(0, 10_000), st.integers(2, 7))
def test_many_at_once_are_each_as_alone(seed: int, size: int) -> None:
    odds = np.stack([_odds(seed + number, size) for number in range(5)])
    together = exact(odds)
    for number in range(5):
        assert np.array_equal(together[number], exact(odds[number : number + 1])[0])
        labels, _ = all_partitions(size)
        assert _score(odds[number], together[number]) == max(_score(odds[number], row) for row in labels)


@given(st.integers(0, 10_000), st.integers(10, 25))
def test_nothing_simple_betters_what_is_found(seed: int, size: int) -> None:
    odds = _odds(seed, size)
    found = search(odds)
    score = _score(odds, found)
    assert score >= _score(odds, greedy(odds))
    for unit in range(size):
        for label in {*found.tolist(), size}:
            moved = found.copy()
            moved[unit] = label
            assert _score(odds, moved) <= score + 1e-6, "a single move"
    for one, other in itertools.combinations(range(size), 2):
        swapped = found.copy()
        swapped[[one, other]] = found[[other, one]]
        assert _score(odds, swapped) <= score + 1e-6, "a swap"
    for one, other in itertools.combinations(np.unique(found).tolist(), 2):
        assert _score(odds, np.where(found == other, one, found)) <= score + 1e-6, "a join"


def test_a_swap_is_found_where_greedy_goes_wrong() -> None:
    """The strongest pair joins across two groups that belong otherwise; no single move mends that."""
    truth = np.repeat([0, 1], 6)
    odds = np.where(truth[:, None] == truth[None, :], 2.0, -2.0)
    odds[5, 6] = odds[6, 5] = 9.0
    np.fill_diagonal(odds, 0.0)
    assert _score(odds, search(odds)) >= _score(odds, truth)


@pytest.mark.parametrize("weight", [0.5, 6.0])
def test_a_chain_and_a_clique_of_many_end(weight: float) -> None:
    size = 400
    chain = np.full((size, size), -0.40625)
    near = np.arange(size - 1)
    chain[near, near + 1] = chain[near + 1, near] = weight
    np.fill_diagonal(chain, 0.0)
    labels = search(chain)
    assert _score(chain, labels) > 0
    assert all(np.ptp(np.flatnonzero(labels == label)) < size for label in np.unique(labels))
    clique = np.full((size, size), weight)
    np.fill_diagonal(clique, 0.0)
    assert len(np.unique(search(clique))) == 1


def test_up_to_the_exact_size_all_partitions_are_tried() -> None:
    assert len(all_partitions(EXACT)[0]) == 21_147
