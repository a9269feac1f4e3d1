"""The mark in a table's cell: on one scale, never too small to see."""

import re
from xml.etree import ElementTree as ET

import pytest

from coalesce.drawing import interval_mark, paired_mark, row_mark
from coalesce.flows import Interval


def bar(svg: str, name: str) -> tuple[float, float]:
    if line := re.search(rf'class="{name}" d="M([\d.]+) 5H([\d.]+)v', svg):
        return float(line[1]), float(line[2])
    found = re.search(rf'class="{name}" x="([\d.]+)" y="[\d.]+" width="([\d.]+)"', svg)
    assert found is not None
    return float(found[1]), float(found[1]) + float(found[2])


def test_the_bar_runs_from_low_to_high_on_the_scale_of_all_rows() -> None:
    svg = interval_mark(Interval(250, 500, 750), largest=1000, width=104)
    assert bar(svg, "range") == pytest.approx((27, 77))
    left, right = bar(svg, "mark")
    assert (left + right) / 2 == pytest.approx(52)


@pytest.mark.parametrize("amount", [Interval(0, 0, 0), Interval(7, 7, 7), Interval(1000, 1000, 1000)])
def test_a_sharp_count_can_still_be_seen_inside_the_frame(amount: Interval) -> None:
    svg = interval_mark(amount, largest=1000)
    left, right = bar(svg, "range")
    tick = bar(svg, "mark")
    assert right - left >= 4
    assert left >= 0
    assert right <= 120
    assert left <= tick[0] + 0.01
    assert tick[1] <= right + 0.01


def test_it_is_named_and_hidden_is_dashed() -> None:
    assert 'aria-label="7 people (5 to 9)"' in interval_mark(Interval(5, 7, 9), 10)
    hidden = ET.fromstring(interval_mark(None, 10))
    assert hidden.attrib["aria-label"] == "not shown"
    assert "stroke-dasharray" in hidden[0].attrib
    assert "rect" not in interval_mark(None, 10)


def test_a_row_of_a_long_table_bears_the_same_bar_unnamed() -> None:
    named, row = interval_mark(Interval(250, 500, 750), 1000, 84), row_mark(Interval(250, 500, 750), 1000)
    assert bar(row, "range") == pytest.approx(bar(named, "range"), abs=0.1)
    assert 'aria-hidden="true"' in row
    assert "stroke-dasharray" in row_mark(None, 10)


def test_two_windows_are_two_bars_from_zero_on_one_scale() -> None:
    svg = paired_mark(Interval(90, 100, 110), Interval(50, 50, 50), 200, 84)
    widths = [float(width) for width in re.findall(r'<rect [^>]*width="([\d.]+)"', svg)]
    assert widths == [40.0, 20.0]
    assert re.findall(r'd="M([\d.]+) 5H([\d.]+)"', svg) == [("36.0", "44.0")]
    assert "0.8" in paired_mark(Interval(0, 0, 0), Interval(0, 0, 0), 0)
