"""A wait grows with failures and is bounded."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from coalesce.access.delays import Delay


def test_nothing_at_first_then_twice_as_long_each_time() -> None:
    delay = Delay(free=3, first=2, most=60)
    assert [delay.after(count) for count in range(11)] == [0, 0, 0, 0, 2, 4, 8, 16, 32, 60, 60]


@given(st.integers(0, 50), st.floats(0.1, 100), st.floats(1, 10**5), st.integers(0, 10**6))
def test_a_wait_never_shrinks_and_never_exceeds_its_limit(free: int, first: float, most: float, count: int) -> None:
    delay = Delay(free, first, most)
    assert 0 <= delay.after(count) <= delay.after(count + 1) <= most
    assert (delay.after(count) == 0) == (count <= free)
