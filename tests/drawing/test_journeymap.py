"""A journey on a map: every leg numbered, every country in the picture."""

import re
from xml.etree import ElementTree as ET

import pytest

from coalesce.dates import PartialDate
from coalesce.drawing.basemap import HEIGHT, WIDTH
from coalesce.drawing.journeymap import CLOSEST, FARTHEST, JourneyMapOptions, journey_map, view_of
from coalesce.drawing.places import spots
from coalesce.records import Journey, Leg

MARCH = PartialDate.parse("2014-03")


def made(*legs: str) -> Journey:
    return Journey(tuple((Leg(*leg.split(">")), MARCH if n else None) for n, leg in enumerate(legs)))


def test_every_leg_bears_its_numbers() -> None:
    svg = journey_map(made("FR>TR", "TR>SY", "SY>TR", "TR>SY"))
    assert re.findall(r'data-leg="([^"]+)"', svg) == ["FR>TR", "TR>SY", "SY>TR"]
    assert re.findall(r'class="number"[^>]*>([^<]+)<', svg) == ["1", "2, 4", "3"]
    assert "1. France to Turkey, date unknown; 2. Turkey to Syria, 2014-03" in svg
    assert ET.fromstring(svg).attrib["role"] == "img"
    assert "style=" not in svg


@pytest.mark.parametrize("codes", [["SY", "TR"], ["FR", "IQ", "SY", "TR"], ["ID", "SY"], ["AU", "CA", "ZZ"], []])
def test_the_view_stays_on_the_map_and_holds_every_country(codes: list[str]) -> None:
    view = view_of(codes, JourneyMapOptions())
    assert FARTHEST <= view.scale <= CLOSEST
    assert view.left >= 0
    assert view.top >= 0
    assert view.left + view.width / view.scale <= WIDTH + 0.01
    assert view.top + view.height / view.scale <= HEIGHT + 0.01
    assert all(view.holds((spot.x, spot.y), 1) for spot in spots(codes, view))


def test_a_near_journey_is_seen_closer() -> None:
    assert view_of(["SY", "TR"], JourneyMapOptions()).scale > view_of(["GB", "SY"], JourneyMapOptions()).scale


def test_the_base_map_is_named_or_drawn_in() -> None:
    assert "base.svg#land" in journey_map(made("FR>TR"), JourneyMapOptions(base_href="/static/base.svg"))
    assert 'href="' not in journey_map(made("FR>TR"))


def test_without_legs_it_says_so() -> None:
    assert "No legs are known." in journey_map(Journey(()))


def test_a_journey_too_wide_for_a_narrow_picture_is_drawn_to_its_edges() -> None:
    way = Journey(((Leg("CN", "TR"), None), (Leg("TR", "SY"), None)))
    drawn = journey_map(way, JourneyMapOptions(340.0, 260.0))
    assert "nan" not in drawn
    assert "Syria" in drawn
