"""The histogram of resamples: every one counted, the far ones said to be so."""

import re
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from coalesce.drawing import SpreadData, spread
from coalesce.records import Interval

I95 = Interval(0.95, 3200, 6000)


def data(totals: list[float]) -> SpreadData:
    return SpreadData("Resamples", totals, 4000.0, Interval(0.8, 3500, 5000), I95, 3000)


@given(st.lists(st.floats(3000, 1e7), min_size=1, max_size=200))
def test_every_resample_is_in_a_bar_or_said_to_lie_beyond(totals: list[float]) -> None:
    svg = spread(data(totals))
    ET.fromstring(svg)
    inside = sum(int(count) for count in re.findall(r": (\d+) resamples?</title>", svg))
    beyond = re.search(r"([\d,]+) of ([\d,]+) lie beyond", svg)
    assert inside + (int(beyond[1].replace(",", "")) if beyond else 0) == len(totals)


def test_intervals_and_the_point_are_told() -> None:
    svg = spread(data([3100.0, 4000.0, 5000.0]))
    assert "95 % interval: 3,200 to 6,000" in svg
    assert ">4,000</text>" in svg
    assert "3 resamples; half of them between" in svg


def test_without_any_number_it_says_so() -> None:
    svg = spread(SpreadData("Resamples", [float("nan"), float("inf")], None, None, None, 3000))
    assert "No resample gave a number." in svg
    assert "<rect" not in svg
