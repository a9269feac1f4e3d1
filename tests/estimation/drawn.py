"""Small capture tables for property tests, sparse ones above all."""

from __future__ import annotations

from hypothesis import strategies as st

from coalesce.records import CaptureTable


@st.composite
def tables(draw: st.DrawFn, fewest: int = 3, most: int = 4, largest: int = 30) -> CaptureTable:
    """A table of a few lists; about half of its counts are 0."""
    lists = draw(st.integers(fewest, most))
    one = st.one_of(st.just(0), st.integers(0, largest))
    counts = draw(st.lists(one, min_size=(1 << lists) - 1, max_size=(1 << lists) - 1))
    return CaptureTable(tuple("ABCDEFGH"[:lists]), (0, *counts))


def reordered(table: CaptureTable, order: list[int]) -> CaptureTable:
    """The same people with the lists in another order: list i of the new table is ``order[i]`` of the old."""
    counts = [0] * len(table.counts)
    for pattern, count in enumerate(table.counts):
        counts[sum((pattern >> old & 1) << new for new, old in enumerate(order))] = count
    return CaptureTable(tuple(table.lists[old] for old in order), tuple(counts))
