"""The Sankey: the same arcs as the map, names inside the frame, numbers of the way they stand on."""

from __future__ import annotations

import itertools
import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings

from coalesce.drawing import FlowArc, FlowMapData, MapOptions, PlaceFigure, sankey
from coalesce.drawing.frames import FRAMES
from coalesce.drawing.sankey import laid_out
from coalesce.drawing.svg import text_width
from coalesce.flows import Interval
from coalesce.records import Leg
from tests.drawing.random_flows import flow_data

SVG = "{http://www.w3.org/2000/svg}"
EVERY_FRAME = pytest.mark.parametrize("frame", list(FRAMES))


def texts(svg: str) -> list[tuple[float, float, float, float]]:
    """Every name and figure of a node as left, top, right, bottom."""
    found = []
    for node in ET.fromstring(svg).iter(f"{SVG}g"):
        if "node" not in node.get("class", ""):
            continue
        for text in node.iter(f"{SVG}text"):
            size, x, y = (float(text.attrib[name]) for name in ("font-size", "x", "y"))
            width = text_width("".join(text.itertext()), size, bold=text.get("font-weight") == "600") * 0.94
            left = {"end": x - width, "middle": x - width / 2}.get(text.get("text-anchor", "start"), x)
            found.append((left, y - size * 0.75, left + width, y + size * 0.2))
    return found


@EVERY_FRAME
def test_names_stand_inside_the_frame_and_never_on_each_other(frame: str) -> None:
    @settings(max_examples=40, deadline=None)
    @given(flow_data())
    def held(data: FlowMapData) -> None:
        svg = sankey(data, MapOptions(frame))
        width, height = (float(one) for one in ET.fromstring(svg).attrib["viewBox"].split()[2:])
        boxes = texts(svg)
        assert all(left >= 0 and top >= 0 and right <= width and bottom <= height for left, top, right, bottom in boxes)
        for a, b in itertools.combinations(boxes, 2):
            assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] + 0.5 or b[3] <= a[1] + 0.5, (a, b)

    held()


@EVERY_FRAME
def test_every_leg_is_a_ribbon_or_told_as_a_number(crowded: FlowMapData, frame: str) -> None:
    svg = sankey(crowded, MapOptions(frame))
    drawn = set(re.findall(r'data-leg="(\w\w>\w\w)"', svg))
    plan = laid_out(crowded, MapOptions(frame))
    left = {str(arc.leg) for arc in (*plan.aside, *plan.small)}
    assert drawn | left == {str(arc.leg) for arc in crowded.arcs}
    assert not drawn & left
    assert f"{len(left)} leg" in svg if left else "beside these" not in svg


def test_numbers_are_of_the_way_that_they_stand_on() -> None:
    arcs = tuple(
        FlowArc(Leg(*leg.split(">")), Interval(n, n, n))
        for leg, n in (("FR>TR", 40), ("TR>SY", 30), ("SY>TR", 9), ("TR>FR", 5))
    )
    zero = Interval(0, 0, 0)
    there = (PlaceFigure("TR", Interval(40, 41, 42), zero), PlaceFigure("FR", zero, Interval(40, 40, 40)))
    back = (PlaceFigure("TR", Interval(9, 9, 9), Interval(5, 5, 5)), PlaceFigure("SY", zero, Interval(9, 9, 9)))
    svg = sankey(FlowMapData("t", arcs, (*there,), there=there, back=back))
    assert "41 in" in svg
    assert "9 in" in svg
    assert "9 out" in svg
    assert ">40<" in svg


def test_what_is_not_shown_is_dashed_and_an_empty_one_says_so() -> None:
    svg = sankey(FlowMapData("t", (FlowArc(Leg("TR", "SY"), None),)))
    assert 'data-shown="no"' in svg
    assert "stroke-dasharray" in svg
    assert "Nobody is counted on any leg here." in sankey(FlowMapData("t"))


def test_places_lead_where_they_are_told_to() -> None:
    data = FlowMapData("t", (FlowArc(Leg("TR", "SY"), Interval(1, 1, 1)),))
    svg = sankey(data, MapOptions(links={"TR": "/flows?place=TR&least=1"}))
    assert 'href="/flows?place=TR&amp;least=1"' in svg
    assert 'role="group"' in svg
    assert 'role="img"' in sankey(data)


def test_the_same_data_give_the_same_picture(crowded: FlowMapData) -> None:
    assert sankey(crowded) == sankey(crowded)
