"""The waterfall: each bar begins where the one before ended, and the last is the sum."""

import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalesce.drawing import WaterfallOptions, waterfall
from coalesce.drawing.waterfall import wrapped
from coalesce.records import MatchWeight, WeightPart

WEIGHT = MatchWeight(
    -10.0,
    (
        WeightPart("name", 8.0, "same tokens"),
        WeightPart("birth_date", 4.0, "year agrees"),
        WeightPart("document", 0.0, "one side has none"),
        WeightPart("sex", -3.0, "differs"),
    ),
)


def bars(svg: str) -> list[tuple[str, float, float]]:
    found = re.findall(r'<rect class="(\w+)" x="([\d.]+)" y="[\d.]+" width="([\d.]+)"', svg)
    return [(name, float(x), float(x) + float(width)) for name, x, width in found]


def test_each_bar_begins_where_the_last_ended() -> None:
    found = bars(waterfall(WEIGHT))
    assert [name for name, _, _ in found] == ["prior", "for", "for", "for", "against", "sum"]
    prior, name, born, paper, sex, whole = ((left, right) for _, left, right in found)
    bit = (prior[1] - prior[0]) / 10
    zero = prior[1]
    assert name == pytest.approx((prior[0], prior[0] + 8 * bit), abs=0.05)
    assert born == pytest.approx((name[1], name[1] + 4 * bit), abs=0.05)
    assert paper[0] == pytest.approx(born[1], abs=0.05)
    assert sex == pytest.approx((born[1] - 3 * bit, born[1]), abs=0.05)
    assert whole == pytest.approx((zero - 1 * bit, zero), abs=0.05)


def test_signs_and_reasons_are_written() -> None:
    svg = waterfall(WEIGHT)
    texts = [element.text for element in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]
    assert {"+8.0", "+4.0", "0", "−3.0", "−1.0", "Birth date", "year agrees", "In all"} <= set(texts)


def test_reasons_can_be_left_to_the_page() -> None:
    assert 'class="note"' in waterfall(WEIGHT)
    assert 'class="note"' not in waterfall(WEIGHT, WaterfallOptions(reasons=0))


@given(st.floats(-30, 5), st.lists(st.floats(-20, 20), max_size=8), st.integers(400, 900))
def test_bars_stay_between_numbers_and_reasons(prior: float, weights: list[float], width: int) -> None:
    parts = tuple(WeightPart(f"part{n}", weight, "why") for n, weight in enumerate(weights))
    svg = waterfall(MatchWeight(prior, parts), WaterfallOptions(width=float(width)))
    ET.fromstring(svg)
    for _, left, right in bars(svg):
        assert left >= 183.9
        assert right <= width * 0.64 - 8


def test_wrapped() -> None:
    assert wrapped("", 100) == []
    assert wrapped("short", 100) == ["short"]
    two = wrapped("same place, two scripts, and a long explanation that goes on and on", 150)
    assert len(two) == 2
    assert two[1].endswith("…")
