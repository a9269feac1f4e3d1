"""Drawings go onto a page as markup, each form once, and no text in them becomes any."""

from xml.etree import ElementTree as ET

from coalesce.dates import Period
from coalesce.drawing import FlowMapData, HistogramData
from coalesce.flows import Interval
from coalesce.web.pictures import FORMS, map_and_months, picture

TITLE = "<script>alert(1)</script>"


def test_a_picture_is_what_was_drawn() -> None:
    assert picture("<svg/>", "<svg></svg>") == "<svg/><svg></svg>"
    assert picture() == ""


def test_map_and_months_in_each_form_with_texts_escaped() -> None:
    bars = HistogramData(TITLE, {Period(2014, 1): Interval(1, 2, 3)})
    drawn = map_and_months(FlowMapData(TITLE, ()), bars, "/static/base.svg", "syria")
    assert set(drawn) == {f"{part}_{form}" for part in ("map", "months") for form, _ in FORMS}
    widths = {}
    for name, svg in drawn.items():
        assert "<script" not in svg
        root = ET.fromstring(svg)
        assert TITLE in "".join(root.itertext())
        widths[name] = float(root.attrib["viewBox"].split()[2])
    for part in ("map", "months"):
        assert [widths[f"{part}_{form}"] for form, _ in FORMS] == sorted(
            (widths[f"{part}_{form}"] for form, _ in FORMS), reverse=True
        )
