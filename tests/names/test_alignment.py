"""Laying words one to one: the greatest sum that brute force finds."""

from __future__ import annotations

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from coalesce.names.alignment import assign

GAINS = st.integers(1, 4).flatmap(
    lambda rows: st.integers(rows, 5).flatmap(
        lambda columns: st.lists(
            st.lists(st.integers(-9, 9).map(float), min_size=columns, max_size=columns), min_size=rows, max_size=rows
        )
    )
)


@given(GAINS)
def test_the_greatest_sum(gains):
    found = assign(gains)
    best = max(
        sum(row[column] for row, column in zip(gains, order, strict=False))
        for order in permutations(range(len(gains[0])), len(gains))
    )
    assert len(set(found)) == len(gains)
    assert sum(row[column] for row, column in zip(gains, found, strict=True)) == best
