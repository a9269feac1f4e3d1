"""Lanes: arcs of one side beside each other, in the order of where they come from."""

from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalesce.drawing.bundles import LEAST_ARCS, REACHES, SIDE, TURNS, Lane, lanes, sides
from coalesce.drawing.bundles import _Spoke as Spoke
from coalesce.drawing.geometry import clearance
from coalesce.records import Leg

AT = {"TR": (400.0, 300.0), "FR": (60.0, 180.0), "DE": (150.0, 120.0), "GB": (40.0, 90.0), "SY": (480.0, 350.0)} | {
    code: (700.0 + 10 * n, 100.0 + 40 * n) for n, code in enumerate(("KZ", "UZ", "TM", "IR"))
}


def spokes(angles: list[float]) -> list[Spoke]:
    return [
        Spoke(Leg(f"A{n}", "TR"), (math.cos(a), math.sin(a)), math.atan2(math.sin(a), math.cos(a)), 1.0, True)
        for n, a in enumerate(angles)
    ]


@given(st.lists(st.floats(0, 6.28), max_size=30))
def test_a_side_is_never_too_wide_and_nobody_is_lost(angles: list[float]) -> None:
    ones = spokes(angles)
    found = sides(ones)
    assert sorted(str(one.leg) for side in found for one in side) == sorted(str(one.leg) for one in ones)
    for side in found:
        assert (side[-1].angle - side[0].angle) % math.tau <= SIDE + 1e-9 or len({one.far for one in side}) == 1


def test_only_a_busy_place_has_lanes() -> None:
    few = {Leg("FR", "TR"): 2.0, Leg("DE", "TR"): 2.0}
    assert lanes(few, AT) == {}
    many = {Leg(one, "TR"): 2.0 for one in ("FR", "DE", "GB", "KZ", "UZ")}
    assert len(many) >= LEAST_ARCS
    assert set(lanes(many, AT)) == set(many)


def test_lanes_of_a_side_land_beside_each_other_in_the_order_of_their_homes() -> None:
    legs = {Leg(one, "TR"): 4.0 for one in ("FR", "DE", "GB", "KZ", "UZ")} | {Leg("TR", "FR"): 4.0}
    found = lanes(legs, AT)
    west = [found[leg] for leg in legs if AT[leg.start if leg.end == "TR" else leg.end][0] < 400]
    assert len({round(one.direction, 9) for one in west}) == 1
    landed = sorted(one.offset for one in west)
    assert all(b - a >= 4.0 for a, b in itertools.pairwise(landed))
    there, back = found[Leg("FR", "TR")], found[Leg("TR", "FR")]
    assert abs(there.offset - back.offset) < 6, "the way there and back of one place are neighbours"
    assert there.beside == -back.beside


def test_a_lane_begins_near_its_place_and_ends_near_its_hub_whichever_way() -> None:
    legs = {Leg(one, "TR"): 3.0 for one in ("FR", "DE", "GB", "KZ")} | {Leg("TR", "DE"): 3.0}
    for leg, lane in lanes(legs, AT).items():
        for curve in lane.curves():
            assert math.dist(curve.start, AT[leg.start]) < 14
            assert math.dist(curve.end, AT[leg.end]) < 14


def test_two_lanes_of_one_place_do_not_lie_on_each_other() -> None:
    legs = {Leg(one, "TR"): 3.0 for one in ("FR", "DE", "GB")} | {Leg("TR", one): 3.0 for one in ("FR", "DE", "GB")}
    found = lanes(legs, AT)
    for one in ("FR", "DE", "GB"):
        there: Lane = found[Leg(one, "TR")]
        back: Lane = found[Leg("TR", one)]
        assert clearance(there.curves()[0], [back.curves()[0].at(0.5)[0]]) >= 3.0


def test_the_curves_of_a_lane_are_made_one_by_one_and_are_a_sequence() -> None:
    lane = Lane((100.0, 100.0), (300.0, 160.0), True, 0.3, 4.0, 0.0)
    every = list(lane.curves())
    assert len(every) == len(lane.curves()) == len(REACHES) * len(TURNS)
    assert len(set(every)) == len(every)
    assert lane.curves()[1:3] == every[1:3]
    with pytest.raises(IndexError):
        lane.curves()[len(every)]
