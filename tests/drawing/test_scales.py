"""Scales keep the order of numbers, and their ticks are round."""

from hypothesis import given
from hypothesis import strategies as st

from coalesce.drawing.scales import Scale, scale_of

PEOPLE = st.lists(st.floats(1, 1e9), min_size=1, max_size=8)


@given(PEOPLE)
def test_order_is_kept_and_nothing_leaves_the_picture(numbers: list[float]) -> None:
    scale = scale_of(numbers, 100.0, 500.0)
    places = [scale.at(number) for number in sorted(numbers)]
    assert places == sorted(places)
    assert min(places) >= 100.0
    assert max(places) <= 500.0


@given(PEOPLE, st.integers(2, 8))
def test_ticks_are_few_round_and_inside(numbers: list[float], most: int) -> None:
    scale = scale_of(numbers, 0.0, 1.0)
    ticks = scale.ticks(most)
    assert len(ticks) <= most + 1
    assert all(scale.low <= tick <= scale.high for tick in ticks)
    assert all(str(tick).rstrip("0") in {"", *map(str, range(1, 100))} for tick in ticks)


def test_far_numbers_stand_on_powers_and_near_ones_begin_at_zero() -> None:
    assert scale_of([3000.0, 9000.0], 0.0, 1.0) == Scale(0.0, 9360.0, 0.0, 1.0)
    assert scale_of([0.0, 300.0], 0.0, 1.0).low == 0.0
    far = scale_of([5000.0, 3_253_394.0, float("inf")], 0.0, 1.0)
    assert far.logarithmic
    assert far.ticks() == [10_000, 30_000, 100_000, 300_000, 1_000_000, 3_000_000]
    assert scale_of([], 0.0, 1.0).high > 0
