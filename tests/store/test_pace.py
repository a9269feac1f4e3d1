"""A transaction grows and shrinks with the time that the last one took."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalesce.store.pace import AIM, LIMIT, MOST, MOST_IN_ORDER, Pace


def after(rows: int, took: float) -> int:
    pace = Pace(rows)
    pace.took(rows, took)
    return pace.rows


def test_the_aim_leaves_room_below_the_limit() -> None:
    assert 0 < AIM < LIMIT


@pytest.mark.parametrize(
    ("rows", "seconds", "expected"),
    [
        (200, AIM, 200),
        (200, AIM / 1.5, 300),
        (200, AIM / 100, 400),  # at most double
        (200, 2 * AIM, 100),
        (200, 100 * AIM, 50),  # at most a quarter
        (1, 100.0, 1),
        (3, 100.0, 1),
        (1, 0.0, 2),
        (4000, 0.0, MOST),
    ],
)
def test_the_size_follows_the_time(rows: int, seconds: float, expected: int) -> None:
    assert after(rows, seconds) in (expected, expected - 1, expected + 1)
    assert after(rows, seconds) >= 1


@given(st.integers(1, MOST), st.lists(st.floats(0, 10), max_size=30))
def test_the_size_stays_within_its_bounds(rows: int, times: list[float]) -> None:
    pace = Pace(rows)
    for seconds in times:
        before = pace.rows
        pace.took(before, seconds)
        assert 1 <= pace.rows <= MOST
        assert before // 4 <= pace.rows <= before * 2


def test_a_last_short_piece_is_judged_by_its_own_rows() -> None:
    pace = Pace(200)
    pace.took(10, AIM / 20)
    assert pace.rows == 200


@given(st.lists(st.integers(), max_size=300), st.integers(1, 50))
def test_the_pieces_are_the_work(work: list[int], rows: int) -> None:
    pieces = list(Pace(rows).pieces(iter(work)))
    assert [one for piece in pieces for one in piece] == work
    assert all(pieces)
    assert not pieces or len(pieces[0]) <= rows


@given(st.lists(st.integers(), max_size=60), st.integers(1, 9))
def test_slices_are_all_of_the_work_in_order(work: list[int], rows: int) -> None:
    pace, done = Pace(rows), list[int]()
    for piece in pace.slices(work):
        assert 1 <= len(piece) <= max(rows, pace.rows)
        done += piece
    assert done == work


def test_what_is_written_in_order_may_grow_further() -> None:
    pace = Pace(MOST, MOST_IN_ORDER)
    pace.took(MOST, 0.0)
    assert pace.rows == 2 * MOST
