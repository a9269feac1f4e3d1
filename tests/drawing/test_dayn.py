"""The day-N chart: steps on their days, the verified before the claimed, and words for who cannot see it."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest

from coalesce.drawing.dayn import DayCurve, DayOptions, day_chart

CURVE = DayCurve(
    "jets & crews",
    "6 from day 5 to day 34",
    "day",
    99,
    claimed=[(0, 0.0), (5, 6.0), (35, 0.0)],
    verified=[(0, 0.0), (7, 6.0), (17, 0.0)],
    endless=[(0, 0.0)],
    needed=[(0, 0.0), (4, 10.0)],
)


def points(svg: str, name: str) -> list[tuple[float, float]]:
    """The corners of a series."""
    (path,) = re.findall(rf'class="day-{name} [a-z]+" d="([^"]*)"', svg)
    return [(float(x), float(y)) for x, y in re.findall(r"[ML]([\d.]+) ([\d.]+)", path)]


def test_a_step_stands_on_its_day() -> None:
    svg = day_chart(CURVE)
    claimed, verified = points(svg, "claimed"), points(svg, "verified")
    left, right = claimed[0][0], max(x for x, _ in claimed)
    a_day = (right - left) / 100
    risen = [x for x, y in claimed if y < claimed[0][1] - 1]
    assert min(risen) == pytest.approx(left + 5 * a_day, abs=0.2)
    assert max(risen) == pytest.approx(left + 35 * a_day, abs=0.2)
    seen = [x for x, y in verified if y < verified[0][1] - 1]
    assert (min(seen), max(seen)) == (
        pytest.approx(left + 7 * a_day, abs=0.2),
        pytest.approx(left + 17 * a_day, abs=0.2),
    )


def test_the_verified_lies_before_the_claimed_and_the_need_before_both() -> None:
    svg = day_chart(CURVE)
    assert svg.index("day-claimed") < svg.index("day-verified") < svg.index("day-needed")
    assert "day-endless" not in svg


def test_it_is_told_in_words_and_its_texts_are_escaped() -> None:
    root = ET.fromstring(day_chart(CURVE, DayOptions(width=340.0, ident="a", form="narrow")))
    texts = {part.tag.rpartition("}")[2]: part.text for part in root if part.text}
    assert (texts["title"], texts["desc"]) == ("jets & crews", "6 from day 5 to day 34")
    assert "style" not in {key for part in root.iter() for key in part.attrib}


def test_a_curve_with_nothing_on_it_is_level() -> None:
    level = [(0, 0.0)]
    svg = day_chart(DayCurve("none", "nothing", "day", 10, level, level, level, level))
    assert len({y for _, y in points(svg, "claimed")}) == 1
    assert "day 0" in svg


def test_changes_before_day_0_and_behind_the_last_day_are_cut() -> None:
    curve = DayCurve("a", "b", "day", 10, [(-3, 4.0), (20, 0.0)], [(0, 0.0)], [(0, 0.0)], [(0, 0.0)])
    heights = {y for _, y in points(day_chart(curve), "claimed")}
    assert len(heights) == 2
