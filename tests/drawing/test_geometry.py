"""Curves: their ends, their sides, and that they keep clear where a way is free."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalesce.drawing.geometry import ALL_BUT, Clear, Curve, clearance, roundabout, route

POINT = st.tuples(st.floats(20, 980), st.floats(20, 580))


def test_a_curve_begins_and_ends_at_its_ends() -> None:
    curve = Curve((0, 0), (10, 20), (30, 20), (40, 0))
    points = curve.points(8)
    assert tuple(points[0]) == (0, 0)
    assert tuple(points[-1]) == (40, 0)
    assert curve.at(0.5) == ((20.0, 15.0), (1.0, 0.0))
    assert curve.path == "M0.0,0.0C10.0,20.0 30.0,20.0 40.0,0.0"
    for share in (0.25, 0.75):
        assert curve.at(share)[0] == pytest.approx(tuple(curve.points(4)[int(share * 4)]))


def test_clearance_is_the_distance_to_the_nearest_place() -> None:
    straight = Curve((0, 0), (10, 0), (20, 0), (30, 0))
    assert clearance(straight, [(15, 7), (15, 40)]) == pytest.approx(7, abs=0.05)
    assert clearance(straight, []) == float("inf")


def test_way_and_way_back_lie_on_two_sides() -> None:
    free = Clear([], 10, 1000, 600)
    there, back = route((100, 300), (500, 300), free), route((500, 300), (100, 300), free)
    assert there.at(0.5)[0][1] < 290
    assert back.at(0.5)[0][1] > 310


def test_a_place_on_the_way_is_gone_round() -> None:
    clear = Clear([(300, 300), (300, 260), (200, 280)], 14, 1000, 600)
    assert clearance(route((100, 300), (500, 300), clear), clear.places) >= 13.5


@given(POINT, POINT, st.lists(POINT, max_size=6))
def test_routes_stay_in_the_frame_and_never_do_worse_than_the_straight_line(start, end, places) -> None:
    if np.hypot(start[0] - end[0], start[1] - end[1]) < 1:
        return
    clear = Clear(places, 15, 1000, 600)
    curve = route(start, end, clear)
    assert (curve.start, curve.end) == (start, end)
    points = curve.points()
    straight = Curve(start, start, end, end)
    if clearance(straight, places) < 14 and clearance(curve, places) < 14:
        return  # hemmed in: the best of the family is taken, and no promise is made
    assert points[:, 0].min() > -3
    assert points[:, 0].max() < 1003
    assert points[:, 1].min() > -3
    assert points[:, 1].max() < 603


def test_the_same_arguments_give_the_same_curve() -> None:
    clear = Clear([(300, 300)], 14, 1000, 600)
    assert route((100, 300), (500, 310), clear) == route((100, 300), (500, 310), clear)


def test_a_way_round_is_found_through_a_wall_with_one_gap() -> None:
    wall = [(110.0, float(y)) for y in range(10, 420, 12) if not 325 < y < 350]
    clear = Clear(wall, 9.0, 400.0, 420.0, touch=4.0)
    start, end = (20.0, 200.0), (200.0, 200.0)
    assert clear.touched(route(start, end, clear)) > 0
    assert clear.touched(roundabout(start, end, clear)) == 0
    assert Clear([], 9.0, 10.0, 10.0, touch=4.0).touched(route(start, end, clear)) == 0


def test_how_much_is_touched_is_summed_over_the_places() -> None:
    line = Curve((0.0, 0.0), (30.0, 0.0), (60.0, 0.0), (90.0, 0.0))
    one = Clear([(45.0, 2.0)], 9.0, 100.0, 100.0, touch=4.0).touched(line)
    assert one == pytest.approx(4.0 + ALL_BUT - 2.0)
    assert Clear([(45.0, 2.0), (30.0, 2.0), (60.0, 50.0)], 9.0, 100.0, 100.0, touch=4.0).touched(line) == pytest.approx(
        2 * one
    )
