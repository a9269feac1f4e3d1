"""Bounds and the tally, by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalesce.flows.totals import Interval, Tally, bounds


def test_bounds_are_order_statistics() -> None:
    counts = np.array([np.arange(200)[::-1], np.full(200, 7)])
    low, count, high = bounds(counts)
    assert (low.tolist(), count.tolist(), high.tolist()) == ([4, 7], [99, 7], [195, 7])


def test_one_draw_is_its_own_bounds() -> None:
    assert [part.tolist() for part in bounds(np.array([[3]]))] == [[3], [3], [3]]


@given(st.lists(st.integers(0, 50), min_size=1, max_size=60))
def test_bounds_are_ordered_and_were_drawn(numbers: list[int]) -> None:
    low, count, high = (int(part[0]) for part in bounds(np.array([numbers])))
    assert low <= count <= high
    assert {low, count, high} <= set(numbers)


def test_a_person_counts_once_per_cell() -> None:
    tally = Tally(2, np.zeros((0, 5), dtype=np.bool_))
    found = tally.intervals(np.array([4, 4, 4, 9]), np.array([0, 0, 1, 1]))
    assert found == [(4, Interval(2, 2, 2)), (9, Interval(1, 1, 1))]


def test_drawn_people_count_where_they_are() -> None:
    presence = np.array([[True, True, False, False], [True, False, True, False]])
    tally = Tally(1, presence)
    assert tally.people == 3
    assert tally.intervals(np.array([0, 0, 0, 5]), np.array([0, 1, 2, 2])) == [
        (0, Interval(1, 2, 3)),
        (5, Interval(0, 0, 1)),
    ]


def test_a_cell_that_no_draw_fills_is_left_out() -> None:
    tally = Tally(0, np.zeros((1, 3), dtype=np.bool_))
    assert tally.intervals(np.array([1]), np.array([0])) == []
    assert tally.intervals(np.array([], dtype=np.int64), np.array([], dtype=np.int64)) == []


@pytest.mark.parametrize("cell", [0, 10**9])
def test_cell_numbers_may_be_large(cell: int) -> None:
    tally = Tally(1000, np.zeros((0, 1), dtype=np.bool_))
    assert tally.intervals(np.array([cell]), np.array([999])) == [(cell, Interval(1, 1, 1))]
