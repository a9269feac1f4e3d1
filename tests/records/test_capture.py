"""Capture tables: what stands on two lists, what merging and leaving out a list do to the people."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalesce.errors import BadInput
from coalesce.records import CaptureTable

THREE = CaptureTable(("A", "B", "C"), (0, 40, 30, 5, 20, 3, 2, 1))


@st.composite
def tables(draw: st.DrawFn, fewest: int = 2, most: int = 5) -> CaptureTable:
    """A table of a few lists with any small counts."""
    lists = draw(st.integers(fewest, most))
    counts = draw(st.lists(st.integers(0, 50), min_size=(1 << lists) - 1, max_size=(1 << lists) - 1))
    return CaptureTable(tuple("ABCDEFG"[:lists]), (0, *counts))


def test_sums() -> None:
    assert THREE.n_observed == 101
    assert THREE.on_two_or_more == 11
    assert [THREE.size(which) for which in range(3)] == [49, 38, 26]
    assert [THREE.overlap(0, 1), THREE.overlap(0, 2), THREE.overlap(1, 2)] == [6, 4, 3]


def test_who_is_on_the_dropped_list_alone_falls_out() -> None:
    assert THREE.drop(1) == CaptureTable(("A", "C"), (0, 45, 22, 4))


def test_lists_of_one_source_count_as_one() -> None:
    assert THREE.merged([["C", "A"]]) == CaptureTable(("A+C", "B"), (0, 63, 30, 8))
    assert THREE.merged([]) == THREE


@given(tables(), st.data())
def test_merging_keeps_everybody_and_dropping_only_those_seen_elsewhere(
    table: CaptureTable, data: st.DataObject
) -> None:
    which = data.draw(st.integers(0, len(table.lists) - 1))
    assert table.drop(which).n_observed == table.n_observed - table.counts[1 << which]
    pair = data.draw(st.permutations(table.lists))[:2]
    merged = table.merged([pair])
    assert merged.n_observed == table.n_observed
    place = merged.lists.index("+".join(sorted(pair)))
    one, other = (table.lists.index(name) for name in pair)
    assert merged.size(place) == table.size(one) + table.size(other) - table.overlap(one, other)


@pytest.mark.parametrize(
    ("lists", "counts"),
    [((), (0,)), (("A", "A"), (0, 1, 1, 1)), (("A", "B"), (0, 1, 1)), (("A",), (0, -1)), (("A",), (3, 1))],
)
def test_what_is_no_table_is_refused(lists: tuple[str, ...], counts: tuple[int, ...]) -> None:
    with pytest.raises(BadInput):
        CaptureTable(lists, counts)


@pytest.mark.parametrize("groups", [[["A", "X"]], [["A", "B"], ["B", "C"]]])
def test_a_source_group_is_of_lists_that_are_there_once(groups: list[list[str]]) -> None:
    with pytest.raises(BadInput, match="two source groups"):
        THREE.merged(groups)
