"""The average over decomposable graphs: the published posterior, no arbitrary bound, and each way of asking the same."""

from __future__ import annotations

import csv
from itertools import permutations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import gammaln

from coalesce.errors import BadInput
from coalesce.estimation.decomposable import graph_average
from coalesce.records.capture import CaptureTable


def read(path: Path) -> CaptureTable:
    """A table of ../shared/data/estimation."""
    with path.open(encoding="utf-8") as file:
        head, *rows = csv.reader(file)
    counts = [0] * (1 << (len(head) - 1))
    for *bits, count in rows:
        counts[sum(1 << at for at, bit in enumerate(bits) if bit == "1")] += int(count)
    return CaptureTable(tuple(head[:-1]), tuple(counts))


def test_spina_bifida_as_published(shared_data: Path) -> None:
    """dga on the table of Madigan and York with delta .5: probabilities and totals of its three best graphs."""
    found = graph_average(read(shared_data / "estimation" / "MadiganYork_spinabifida5.csv"), delta=0.5)
    assert [round(graph.probability, 3) for graph in found.graphs[:3]] == [0.217, 0.160, 0.082]
    assert [graph.total for graph in found.graphs[:3]] == pytest.approx([627, 615, 613], abs=1)
    assert found.total == 616
    assert (found.interval95.low, found.interval95.high) == (588, 655)


@pytest.mark.parametrize(
    ("name", "total", "low", "high"),
    [("UKdat_5", 22990, 10387, 33509), ("NewOrl_5", 847, 529, 1590), ("Western", 2133, 1343, 3878)],
)
def test_other_tables_as_dga_gives_them(shared_data: Path, name: str, total: float, low: float, high: float) -> None:
    found = graph_average(read(shared_data / "estimation" / f"{name}.csv"))
    assert found.total == pytest.approx(total, rel=2e-3)
    assert found.interval95.low == pytest.approx(low, rel=2e-3)
    assert found.interval95.high == pytest.approx(high, rel=2e-3)


@pytest.mark.parametrize("name", ["Ned_5", "UKdat_5", "NewOrl_5", "Western"])
def test_the_grids_end_does_not_matter(shared_data: Path, name: str) -> None:
    """The published answer for the Netherlands moves with its user's bound on the unseen; ours does not, to 4 digits."""
    table = read(shared_data / "estimation" / f"{name}.csv")
    once, twice = graph_average(table, reach=1e4), graph_average(table, reach=2e4)
    assert twice.total == pytest.approx(once.total, rel=5e-5)
    assert twice.interval95.high == pytest.approx(once.interval95.high, rel=5e-5)
    assert [g.probability for g in twice.graphs] == pytest.approx([g.probability for g in once.graphs], abs=5e-5)
    assert once.beyond < 1e-4


def test_the_tail_has_the_mass_that_is_claimed_for_it() -> None:
    """Hardly any overlap: a heavy tail. What the closed form says lies beyond a near end, a far grid finds there."""
    table = CaptureTable(("A", "B", "C"), (0, 30, 20, 1, 25, 0, 0, 0))
    near, far = graph_average(table, reach=20), graph_average(table, reach=1e6)
    assert near.beyond > 1e-3
    assert near.graphs[0].probability == pytest.approx(far.graphs[0].probability, rel=0.01)
    assert near.total == pytest.approx(far.total, rel=0.01)


def test_independence_against_a_plain_sum() -> None:
    """One graph worked out by hand, number by number."""
    table = CaptureTable(("A", "B", "C"), (0, 40, 30, 12, 20, 9, 8, 3))
    found = graph_average(table, delta=0.5)
    unseen = np.arange(0, 100_000, dtype=np.float64)
    people = unseen + table.n_observed
    logs = gammaln(people + 1) - gammaln(unseen + 1) - np.log(people)
    for at in range(3):
        on = table.size(at)
        logs += gammaln(on + 2) + gammaln(people - on + 2) - gammaln(people + 4)
    weights = np.exp(logs - logs.max())
    median = unseen[np.searchsorted(np.cumsum(weights), weights.sum() / 2)] + table.n_observed
    assert next(g.total for g in found.graphs if g.cliques == "[1,2,3]") == median


counts = st.lists(st.integers(0, 60), min_size=7, max_size=7).filter(lambda cells: sum(cells) > 0)


@given(counts)
def test_order_of_lists_does_not_matter(cells: list[int]) -> None:
    table = CaptureTable(("A", "B", "C"), (0, *cells))
    found = graph_average(table)
    for order in permutations(range(3)):
        moved = [0] * 8
        for pattern, count in enumerate(table.counts):
            moved[sum(1 << at for at, was in enumerate(order) if pattern >> was & 1)] = count
        other = graph_average(CaptureTable(("X", "Y", "Z"), tuple(moved)))
        assert other.total == pytest.approx(found.total, rel=1e-9)
    assert sum(graph.probability for graph in found.graphs) == pytest.approx(1)
    assert table.n_observed <= found.interval95.low <= found.interval80.low <= found.total <= found.interval95.high


def test_all_graphs_that_can_be_decomposed() -> None:
    """8, 61 and 822 labelled chordal graphs on 3, 4 and 5 vertices (OEIS A058862), less the complete one."""
    for lists, graphs in ((3, 7), (4, 60), (5, 821)):
        table = CaptureTable(tuple("ABCDE"[:lists]), (0, *([5] * ((1 << lists) - 1))))
        assert len(graph_average(table).graphs) == graphs


def test_huge_counts_do_not_overflow() -> None:
    found = graph_average(CaptureTable(("A", "B", "C"), (0, 10**9, 10**9, 10**8, 10**9, 10**8, 10**8, 10**7)))
    assert found.total == pytest.approx(3.31e9 + 1e10, rel=0.05)


@pytest.mark.parametrize(
    ("lists", "delta", "words"),
    [(2, 1.0, "3 to 5 lists"), (6, 1.0, "3 to 5 lists"), (3, 0.0, "above 0"), (3, -1.0, "above 0")],
)
def test_refuses_what_it_cannot(lists: int, delta: float, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        graph_average(CaptureTable(tuple("ABCDEF"[:lists]), (0, *([5] * ((1 << lists) - 1)))), delta)


def test_nobody_seen() -> None:
    with pytest.raises(BadInput, match="somebody seen"):
        graph_average(CaptureTable(("A", "B", "C"), (0,) * 8))
