"""Drawings go onto a page as markup, each form once, and no text in them becomes any."""

import re
from dataclasses import replace
from xml.etree import ElementTree as ET

from coalesce.dates import Period
from coalesce.drawing import FlowArc, FlowMapData, HistogramData, MapOptions
from coalesce.flows import Interval
from coalesce.records import Leg
from coalesce.web.pictures import FORMS, MOST_ON_A_PHONE, map_and_months, map_forms, map_pair, picture

TITLE = "<script>alert(1)</script>"


def test_a_picture_is_what_was_drawn() -> None:
    assert picture("<svg/>", "<svg></svg>") == "<svg/><svg></svg>"
    assert picture() == ""


def test_map_and_months_in_each_form_with_texts_escaped() -> None:
    bars = HistogramData(TITLE, {Period(2014, 1): Interval(1, 2, 3)})
    drawn = map_and_months(FlowMapData(TITLE, ()), bars, "/static/base.svg", "syria")
    assert set(drawn) == {"map", "months"}
    for svg in drawn.values():
        assert "<script" not in svg
        both = list(ET.fromstring(f"<all>{svg}</all>"))
        assert len(both) == len(FORMS)
        widths = []
        for root in both:
            assert TITLE in "".join(root.itertext())
            widths.append(float(root.attrib["viewBox"].split()[2]))
        assert widths == sorted(widths, reverse=True)


def test_two_maps_have_one_scale_and_one_legend() -> None:
    maps = tuple(FlowMapData(TITLE, (FlowArc(Leg("TR", "SY"), Interval(n, n, n)),)) for n in (50, 100))
    now, then = map_pair((maps[0], maps[1]), MapOptions(base_href="/static/base.svg", largest=100))
    assert 'class="legend"' in now
    assert 'class="legend"' not in then
    assert 'stroke-width="6.5"' in now
    assert 'stroke-width="13"' in then


def test_two_maps_have_the_places_of_the_arcs_that_either_draws() -> None:
    homes = [
        "AT",
        "BE",
        "DE",
        "DK",
        "DZ",
        "EG",
        "ES",
        "FI",
        "FR",
        "GB",
        "IE",
        "IT",
        "LY",
        "MA",
        "NL",
        "NO",
        "RU",
        "SA",
        "SE",
    ]
    homes += ["TN", "UZ", "XK", "KW", "YE", "BA", "AZ"]
    ends = frozenset((*homes, "TR"))
    one, other = (
        FlowMapData(
            "t", tuple(FlowArc(Leg(home, "TR"), Interval(n, n, n)) for n, home in enumerate(order, 1)), ends=ends
        )
        for order in (homes, homes[::-1])
    )
    now, then = (
        set(re.findall(r'data-country="(\w\w)"', svg))
        for svg in map_pair((one, replace(other, arcs=other.arcs[-3:])), MapOptions())
    )
    assert now == then == {*homes[-MOST_ON_A_PHONE:], *homes[:3], "TR"} < ends


def test_the_stages_are_another_drawing_of_the_same() -> None:
    data = FlowMapData("t", (FlowArc(Leg("TR", "SY"), Interval(1, 1, 1)),))
    assert "sankey" in map_forms(data, MapOptions(), "stages")
    assert "sankey" not in map_forms(data, MapOptions())
