"""An arc that touches a place which it only passes goes over it; one that keeps clear of all needs no bridge."""

from __future__ import annotations

import re

from coalesce.drawing import FlowArc, FlowMapData, MapOptions, flow_map
from coalesce.drawing.flowmap import layout
from coalesce.drawing.geometry import Curve
from coalesce.drawing.overpass import Look, bridge, passed
from coalesce.drawing.places import Spot
from coalesce.flows import Interval
from coalesce.records import Leg

STRAIGHT = Curve((0.0, 0.0), (30.0, 0.0), (60.0, 0.0), (90.0, 0.0))
NEAR, CLEAR, WIDE = Spot("LB", "Lebanon", 45.0, 3.0), Spot("JO", "Jordan", 45.0, 20.0), Spot("EG", "Egypt", 60.0, 9.0)


def test_what_is_touched_depends_on_the_arcs_width() -> None:
    assert passed(STRAIGHT, 1.0, [NEAR, CLEAR, WIDE], 4.0) == [NEAR]
    assert passed(STRAIGHT, 12.0, [NEAR, CLEAR, WIDE], 4.0) == [NEAR, WIDE]
    assert passed(STRAIGHT, 1.0, [], 4.0) == []


def test_a_bridge_is_the_arc_over_the_place_in_a_casing_and_says_so() -> None:
    drawn = bridge(STRAIGHT, 2.0, NEAR, Look("Germany to Syria", "syria", 4.0))
    assert "<title>Germany to Syria passes Lebanon</title>" in drawn
    widths = [float(width) for width in re.findall(r'stroke-width="([\d.]+)"', drawn)]
    assert widths[0] > widths[1] == 2.0
    across = [float(x) for x in re.findall(r"([\d.]+),[\d.-]+", re.search(r' d="M([^"]+)"', drawn)[1])]  # type: ignore[index]
    assert min(across) < 45 - 4
    assert max(across) > 45 + 4


def test_a_map_on_which_every_arc_finds_its_way_has_none() -> None:
    legs = ("TR>SY", "DE>TR", "LB>SY")
    data = FlowMapData("t", tuple(FlowArc(Leg(*leg.split(">")), Interval(9, 9, 9)) for leg in legs))
    assert 'class="pass' not in flow_map(data)


def test_a_map_has_a_bridge_where_an_arc_is_too_wide_to_pass_by() -> None:
    legs = {"IL>TR": 9_000, "PS>TR": 10}
    data = FlowMapData("t", tuple(FlowArc(Leg(*leg.split(">")), Interval(n, n, n)) for leg, n in legs.items()))
    options = MapOptions("narrow")
    plan = layout(data, options)
    (wide,) = (one for one in plan.arcs if str(one.arc.leg) == "IL>TR")
    assert passed(wide.curve, wide.width, [spot for spot in plan.spots if spot.code == "PS"], plan.frame.marker)
    drawn = flow_map(data, options)
    assert drawn.count('class="pass') == 1
    assert "Israel to Turkey passes" in drawn
