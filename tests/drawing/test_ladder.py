"""The ladder of estimates: bands and points on one scale, and words where there is no number."""

import re
from xml.etree import ElementTree as ET

import pytest

from coalesce.drawing import LadderData, LadderOptions, Rung, ladder
from coalesce.records import Interval

DATA = LadderData(
    "Ways to estimate",
    (
        Rung("Model chosen anew", 5000.0, Interval(0.8, 4500, 6000), Interval(0.95, 4000, 8000), main=True),
        Rung("Stepwise", 4800.0),
        Rung("Without A & B", None, note="too few on two lists"),
    ),
    3000,
)


def bands(svg: str) -> dict[str, tuple[float, float]]:
    found = re.findall(r'class="range (band-\d+)" x="([\d.]+)" y="[\d.]+" width="([\d.]+)"', svg)
    return {name: (float(x), float(x) + float(width)) for name, x, width in found}


def test_bands_lie_on_one_scale_with_the_wider_one_behind() -> None:
    svg = ladder(DATA)
    found = bands(svg)
    per_one = (found["band-95"][1] - found["band-95"][0]) / 4000
    assert found["band-80"][0] == pytest.approx(found["band-95"][0] + 500 * per_one, abs=0.1)
    assert svg.index("band-95") < svg.index("band-80")
    marks = [float(x) + 1.25 for x in re.findall(r'class="mark" x="([\d.]+)"', svg)]
    assert marks[0] == pytest.approx(found["band-95"][0] + 1000 * per_one, abs=0.1)


def test_a_rung_without_a_number_says_why_and_draws_none() -> None:
    root = ET.fromstring(ladder(DATA))
    rungs = {group.get("data-rung"): group for group in root.iter("{http://www.w3.org/2000/svg}g")}
    empty = rungs["Without A & B"]
    assert empty.find("{http://www.w3.org/2000/svg}rect") is None
    assert any(text.text == "too few on two lists" for text in empty.iter("{http://www.w3.org/2000/svg}text"))
    assert rungs["Model chosen anew"].get("class") == "rung rung-main"


def test_it_is_told_in_words() -> None:
    desc = re.search(r"<desc[^>]*>(.*?)</desc>", ladder(DATA))
    assert desc is not None
    assert "Model chosen anew: 5,000 (95 %: 4,000 to 8,000)" in desc[1]
    assert "Without A &amp; B: no number, too few on two lists. On the lists: 3,000." in desc[1]


def test_far_intervals_are_said_to_stand_on_powers() -> None:
    far = LadderData("Far", (Rung("a", 148789.0, None, Interval(0.95, 45663, 3253394)),), 4000)
    assert "steps by powers" in ladder(far, LadderOptions(width=340, names=90))
    assert "steps by powers" not in ladder(DATA)
    assert "Nothing to compare" in ladder(LadderData("none", (), 0))
