"""The month histogram: heights, whiskers, window, unknown months apart."""

import re
from xml.etree import ElementTree as ET

import pytest

from coalesce.dates import Period
from coalesce.drawing import HistogramData, HistogramOptions, bars_of, histogram, period_words
from coalesce.drawing.histogram import nice_top
from coalesce.flows import Interval
from coalesce.records import Cell

SVG = "{http://www.w3.org/2000/svg}"
BARS = {
    Period(2013, 11): Interval(10, 20, 30),
    Period(2014, 2): Interval(40, 40, 40),
    Period(2014, 1): None,
    Period(2014): Interval(3, 4, 5),
    Period(None): Interval(1, 1, 1),
}


def groups(svg: str) -> dict[str, ET.Element]:
    found = ET.fromstring(svg).iter(f"{SVG}g")
    return {g.attrib.get("data-month") or g.attrib["data-unknown"]: g for g in found if "bar" in g.attrib["class"]}


def part(group: ET.Element, name: str) -> dict[str, str] | None:
    found = [element.attrib for element in group if element.attrib.get("class") == name]
    return found[0] if found else None


def test_time_runs_evenly_and_unknown_months_stand_apart() -> None:
    bars = groups(histogram(HistogramData("t", BARS)))
    assert list(bars) == ["2013-11", "2013-12", "2014-01", "2014-02", "2014-XX", "XXXX"]
    assert "data-unknown" in bars["2014-XX"].attrib
    assert "data-month" not in bars["2014-XX"].attrib
    left = [
        float((part(bars[month], "bar-reach") or {"d": "Mnan,"})["d"][1:].split(",")[0])
        for month in ("2013-11", "2013-12", "2014-02")
    ]
    assert left[2] - left[1] == pytest.approx(2 * (left[1] - left[0]))


def test_heights_are_in_proportion_and_whiskers_span_the_bounds() -> None:
    bars = groups(histogram(HistogramData("t", BARS)))
    high, low = part(bars["2014-02"], "bar-body"), part(bars["2013-11"], "bar-body")
    assert high is not None
    assert low is not None
    assert float(high["height"]) == pytest.approx(2 * float(low["height"]), abs=0.2)
    whisker = part(bars["2013-11"], "whisker")
    assert whisker is not None
    begins, ends = (float(one) for one in whisker["d"].partition(",")[2].split("V"))
    assert begins - ends == pytest.approx(float(low["height"]), abs=0.2)
    assert part(bars["2014-02"], "whisker") is None


def test_hidden_is_dashed_without_a_number() -> None:
    hidden = groups(histogram(HistogramData("t", BARS)))["2014-01"]
    assert hidden.attrib["data-shown"] == "no"
    assert part(hidden, "bar-body") is None
    assert "stroke-dasharray" in (part(hidden, "bar-hidden") or {})
    assert hidden.findtext(f"{SVG}title") == "Jan 2014: not shown"


def test_the_window_colours_what_is_chosen() -> None:
    window = (Period(2014, 1), Period(2014, 3))
    bars = groups(histogram(HistogramData("t", BARS, window), HistogramOptions(kind="iraq")))
    assert list(bars)[:5] == ["2013-11", "2013-12", "2014-01", "2014-02", "2014-03"]
    inside = {month for month, group in bars.items() if "bar-outside" not in group.attrib["class"]}
    assert inside == {"2014-01", "2014-02", "2014-03"}
    assert "bar-iraq" in bars["2014-02"].attrib["class"]


def test_everything_stays_in_the_frame() -> None:
    many = {Period(2005 + n // 12, n % 12 + 1): Interval(n, n + 1, n + 9) for n in range(120)}
    many |= {Period(year): Interval(1, 1, 1) for year in range(2005, 2009)}
    svg = histogram(HistogramData("t", many), HistogramOptions(width=360))
    assert max(float(x) for x in re.findall(r' x2?="([\d.]+)"', svg)) <= 360


def test_words_and_empty() -> None:
    svg = histogram(HistogramData("A & B", BARS))
    root = ET.fromstring(svg)
    assert root.findtext(f"{SVG}desc") == (
        "Nov 2013 to Feb 2014. Most in Feb 2014: 40 people. 2014, month unknown: 4 people (3 to 5). "
        "Date unknown: 1 person."
    )
    empty = histogram(HistogramData("t", {}))
    assert ET.fromstring(empty).findtext(f"{SVG}desc") == "Nobody is counted in any month here."
    assert period_words(Period(2014, 7)) == "Jul 2014"


def test_only_unknown_months() -> None:
    assert list(groups(histogram(HistogramData("t", {Period(2014): Interval(3, 4, 5)})))) == ["2014-XX"]


def test_wrong_use() -> None:
    with pytest.raises(ValueError, match="at most 240 months"):
        histogram(HistogramData("t", {Period(1980, 1): None, Period(2014, 1): None}))
    with pytest.raises(ValueError, match="begins and ends with a month"):
        histogram(HistogramData("t", BARS, (Period(2014), Period(2014, 3))))


@pytest.mark.parametrize(("largest", "top"), [(0, 4), (4, 4), (5, 10), (11, 20), (21, 40), (200, 200), (201, 400)])
def test_nice_top(largest: int, top: float) -> None:
    assert nice_top(largest) == top


def test_bars_of_cells() -> None:
    cells = [Cell(None, Period(2014, 1), None, 1, 2, 3), Cell(None, Period(2014), None, None, None, None)]
    assert bars_of([*cells, Cell(None, None, None, 1, 1, 1)]) == {
        Period(2014, 1): Interval(1, 2, 3),
        Period(2014): None,
    }
