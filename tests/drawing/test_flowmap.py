"""The flow map: nothing is lost, nothing collides, no arc seems to stop where it only passes."""

import itertools
import re
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from coalesce.drawing import ArcEstimate, FlowArc, FlowMapData, MapOptions, PlaceFigure, flow_map
from coalesce.drawing.flowmap import CLEARANCE, layout
from coalesce.drawing.frames import FRAMES
from coalesce.drawing.geometry import clearance
from coalesce.drawing.labels import Box
from coalesce.flows import Interval
from coalesce.records import Leg

SVG = "{http://www.w3.org/2000/svg}"
EVERY_FRAME = pytest.mark.parametrize("frame", list(FRAMES))


def arcs_in(svg: str) -> dict[str, ET.Element]:
    groups = ET.fromstring(svg).iter(f"{SVG}g")
    return {group.attrib["data-leg"]: group for group in groups if "data-leg" in group.attrib}


@EVERY_FRAME
def test_labels_neither_collide_nor_leave_the_frame_nor_cover_a_place(crowded: FlowMapData, frame: str) -> None:
    plan = layout(crowded, MapOptions(frame))
    boxes = [placed.box for placed in plan.labels.placed]
    view, r = plan.frame.view, plan.frame.marker
    markers = [Box(spot.x - r, spot.y - r, spot.x + r, spot.y + r) for spot in plan.spots]
    assert len(boxes) >= 5
    assert not any(a.overlaps(b) for a, b in itertools.combinations(boxes, 2))
    assert all(box.inside(Box(0, 0, view.width, view.height)) for box in boxes)
    assert not any(box.overlaps(marker) for box in boxes for marker in markers)


def test_on_the_wide_map_nearly_every_place_and_every_far_one_has_its_name(crowded: FlowMapData) -> None:
    plan = layout(crowded, MapOptions())
    named = {placed.label.key for placed in plan.labels.placed}
    assert len(plan.labels.left_out) <= 2
    assert {spot.code for spot in plan.spots if spot.arrow} <= named


@EVERY_FRAME
def test_the_largest_places_and_syria_and_iraq_have_their_names(crowded: FlowMapData, frame: str) -> None:
    named = {placed.label.key for placed in layout(crowded, MapOptions(frame)).labels.placed}
    assert {"TR", "SY", "IQ", "FR", "TN", "DE"} <= named


@EVERY_FRAME
def test_every_arc_and_place_is_drawn_even_from_far_away(crowded: FlowMapData, frame: str) -> None:
    svg = flow_map(crowded, MapOptions(frame))
    assert set(arcs_in(svg)) == {str(arc.leg) for arc in crowded.arcs}
    places = re.findall(r'data-country="(\w\w)"', svg)
    assert sorted(places) == sorted(figure.country for figure in crowded.places)
    assert {"AU", "ID", "US", "CA", "CN"} <= set(places)


@EVERY_FRAME
def test_no_arc_seems_to_stop_at_a_place_that_it_only_passes(crowded: FlowMapData, frame: str) -> None:
    plan = layout(crowded, MapOptions(frame))
    gaps = {}
    for one in plan.arcs:
        ends = (one.arc.leg.start, one.arc.leg.end)
        others = [(spot.x, spot.y) for spot in plan.spots if spot.code not in ends]
        gaps[str(one.arc.leg)] = clearance(one.curve, others) - one.width / 2 - plan.frame.marker
    assert {leg: round(gap, 1) for leg, gap in gaps.items() if gap < 1} == {}
    assert sum(gap < (CLEARANCE - 4.2) * 0.7 for gap in gaps.values()) <= 3


def test_a_leg_and_its_way_back_do_not_lie_on_each_other(crowded: FlowMapData) -> None:
    plan = layout(crowded, MapOptions())
    curves = {str(one.arc.leg): one.curve for one in plan.arcs}
    for there, back in (("TR>SY", "SY>TR"), ("SY>IQ", "IQ>SY"), ("FR>TR", "TR>FR")):
        assert clearance(curves[there], [curves[back].at(0.5)[0]]) > 4


def test_bands_are_as_wide_as_low_count_and_high() -> None:
    arcs = (FlowArc(Leg("TR", "SY"), Interval(50, 80, 100)), FlowArc(Leg("FR", "TR"), Interval(0, 25, 50)))
    found = arcs_in(flow_map(FlowMapData("t", arcs)))
    widths = {
        leg: {path.attrib["class"]: float(path.attrib["stroke-width"]) for path in group.iter(f"{SVG}path")}
        for leg, group in found.items()
    }
    widest = FRAMES["wide"].widest
    assert widths["TR>SY"] == pytest.approx(
        {"band-outer": widest, "band-middle": 0.8 * widest, "band-inner": 0.5 * widest}
    )
    assert widths["FR>TR"] == pytest.approx({"band-outer": 0.5 * widest, "band-middle": 0.25 * widest})


def test_what_is_not_shown_is_dashed_and_carries_no_number(crowded: FlowMapData) -> None:
    group = arcs_in(flow_map(crowded))["LB>SY"]
    assert "data-count" not in group.attrib
    assert group.attrib["data-shown"] == "no"
    [path] = group.iter(f"{SVG}path")
    assert "stroke-dasharray" in path.attrib
    assert group.findtext(f"{SVG}title") == "Lebanon to Syria: not shown"


def test_every_arc_tells_its_leg_and_numbers(crowded: FlowMapData) -> None:
    amount = next(arc.amount for arc in crowded.arcs if str(arc.leg) == "FR>TR")
    assert amount is not None
    group = arcs_in(flow_map(crowded))["FR>TR"]
    assert group.attrib["class"] == "arc arc-home"
    assert [group.attrib[f"data-{name}"] for name in ("low", "count", "high")] == [
        str(n) for n in (amount.low, amount.count, amount.high)
    ]
    assert group.findtext(f"{SVG}title") == f"France to Turkey: 320 people ({amount.low} to {amount.high})"


@EVERY_FRAME
def test_it_is_well_formed_named_and_fit_for_a_strict_policy(crowded: FlowMapData, frame: str) -> None:
    svg = flow_map(replace(crowded, title="A & <B>"), MapOptions(frame, ident="m2"))
    root = ET.fromstring(svg)
    assert root.attrib["role"] == "img"
    assert root.attrib["aria-labelledby"] == "m2-title m2-desc"
    assert root.findtext(f"{SVG}title") == "A & <B>"
    assert "Turkey to Syria: 1,700 people" in (root.findtext(f"{SVG}desc") or "")
    for element in root.iter():
        assert element.tag.removeprefix(SVG) not in ("script", "style", "image", "foreignObject")
        assert not any(name == "style" or name.startswith("on") for name in element.attrib)
    idents = [element.attrib["id"] for element in root.iter() if "id" in element.attrib]
    assert len(idents) == len(set(idents))
    assert all(ident.startswith("m2-") for ident in idents)
    assert "paint-order" not in svg


def test_references_inside_the_picture_lead_somewhere(crowded: FlowMapData) -> None:
    svg = flow_map(crowded)
    idents = set(re.findall(r' id="([^"]+)"', svg))
    assert set(re.findall(r'(?:href="#|url\(#)([\w-]+)', svg)) <= idents
    linked = flow_map(crowded, MapOptions(base_href="/static/base.svg"))
    assert linked.count('href="/static/base.svg#land"') == 2
    assert len(linked) < len(svg) - 80_000


def test_the_same_data_give_the_same_picture(crowded: FlowMapData) -> None:
    assert flow_map(crowded) == flow_map(crowded)
    assert arcs_in(flow_map(replace(crowded, arcs=crowded.arcs[::-1]))).keys() == arcs_in(flow_map(crowded)).keys()


def test_totals_stand_at_the_places() -> None:
    places = (
        PlaceFigure("TR", Interval(5, 1795, 1800), Interval(1, 870, 900)),
        PlaceFigure("SY", None, Interval(0, 0, 0)),
    )
    svg = flow_map(FlowMapData("t", (FlowArc(Leg("TR", "SY"), Interval(1, 2, 3)),), places))
    assert "1,795 in · 870 out" in svg
    assert "in not shown" in svg


def test_an_empty_map_says_so() -> None:
    svg = flow_map(FlowMapData("Nothing"))
    assert ET.fromstring(svg).findtext(f"{SVG}desc") == "Nobody is counted on any leg here."
    assert arcs_in(svg) == {}


def test_only_hidden_legs_still_make_a_map() -> None:
    svg = flow_map(FlowMapData("t", (FlowArc(Leg("TR", "SY"), None),)))
    assert list(arcs_in(svg)) == ["TR>SY"]


def test_an_estimate_lies_around_its_arc_and_is_told() -> None:
    leg, other = Leg("TR", "SY"), Leg("SY", "IQ")
    arcs = (FlowArc(leg, Interval(90, 100, 110)), FlowArc(other, Interval(10, 10, 10)))
    plain = flow_map(FlowMapData("Flows", arcs))
    svg = flow_map(FlowMapData("Flows", arcs, estimate=ArcEstimate(leg, 180, 240, 400)))
    found = arcs_in(svg)
    widths = {one.attrib["class"]: float(one.attrib["stroke-width"]) for one in found["TR>SY"].iter(f"{SVG}path")}
    assert widths["band-estimate-high"] == pytest.approx(widths["band-outer"] * 400 / 110, rel=0.02)
    assert widths["band-estimate-low"] == pytest.approx(widths["band-estimate-high"] * 180 / 400, rel=0.02)
    assert list(widths)[:2] == ["band-estimate-high", "band-estimate-low"], "behind what is counted"
    assert "band-estimate" not in ET.tostring(found["SY>IQ"], encoding="unicode")
    told = "with those whom no list saw about 240; 95 %: 180 to 400"
    assert svg.count(told) == 3, "summary, and each band"
    assert svg.count("estimate, 95 %: 180 to 400") == 1, "legend"
    assert "no list saw" not in plain


def test_an_estimate_without_its_arc_is_not_in_the_legend() -> None:
    arcs = (FlowArc(Leg("SY", "IQ"), Interval(10, 10, 10)),)
    svg = flow_map(FlowMapData("Flows", arcs, estimate=ArcEstimate(Leg("TR", "SY"), 180, 240, 400)))
    assert "band-estimate" not in svg
    assert svg.count("no list saw") == 1, "the summary alone"
