"""A count as a line with its bounds."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from coalesce.drawing.bands import DASHED_WIDTH, THINNEST, UNSEEN, bands, width_of
from coalesce.flows import Interval
from tests.drawing.random_flows import intervals


def widths(drawn: list[str]) -> dict[str, float]:
    found = (re.search(r'class="band-(\w+)".*?stroke-width="([\d.]+)"', one) for one in drawn)
    return {one[1]: float(one[2]) for one in found if one}


@given(intervals(), st.floats(0.001, 0.5))
def test_the_widest_comes_first_and_each_is_in_proportion(amount: Interval, per_person: float) -> None:
    drawn = widths(bands(amount, "M0,0", per_person))
    assert list(drawn.values()) == sorted(drawn.values(), reverse=True)
    people = {"inner": amount.low, "middle": amount.count, "outer": amount.high}
    if (amount.high - amount.low) * per_person < UNSEEN:
        people = {"inner": amount.high}
    assert set(drawn) == {name for name, number in people.items() if number}
    for name, width in drawn.items():
        assert abs(width - max(people[name] * per_person, THINNEST)) < 0.006


def test_bounds_that_no_eye_could_part_are_one_line() -> None:
    assert list(widths(bands(Interval(9, 10, 11), "M0,0", 0.05))) == ["inner"]
    assert list(widths(bands(Interval(9, 10, 11), "M0,0", 1.0))) == ["outer", "middle", "inner"]


def test_what_is_not_shown_is_dashed_and_nobody_is_no_line() -> None:
    [line] = bands(None, "M0,0", 1.0)
    assert "stroke-dasharray" in line
    assert width_of(None, 1.0) == DASHED_WIDTH
    assert bands(Interval(0, 0, 0), "M0,0", 1.0) == []
    assert width_of(Interval(0, 3, 9), 2.0) == 6.0
