"""The Sankey's layout: nothing overlaps, nothing is lost, few ribbons cross."""

from __future__ import annotations

import itertools
from dataclasses import replace

from hypothesis import given, settings

from coalesce.drawing import FlowArc, FlowMapData
from coalesce.drawing.stages import COLUMNS, Half, Node, Piece, Sizes, crossings, is_back, stage_of, stages
from coalesce.flows import Interval
from coalesce.records import Leg
from tests.drawing.random_flows import flow_data

SIZES = Sizes((100.0, 300.0, 500.0, 700.0), 12.0, 170.0, 40)


def arc(leg: str, count: int) -> FlowArc:
    return FlowArc(Leg(*leg.split(">")), Interval(count, count, count))


def boxes(half: Half) -> list[list[tuple[float, float]]]:
    """The heights that each column's nodes take, their names in the middle columns included."""
    return [
        [(node.top - (31.2 if node.country and 0 < node.column < 3 else 0), node.top + node.height) for node in column]
        for column in half.columns
    ]


@settings(max_examples=60)
@given(flow_data())
def test_nodes_and_their_names_never_overlap_and_every_leg_has_its_ribbon(data: FlowMapData) -> None:
    plan = stages(data.arcs, SIZES, 40)
    told = [ribbon.arc for half in plan.halves for ribbon in half.ribbons]
    assert sorted(map(str, (*told, *plan.aside, *plan.small))) == sorted(map(str, data.arcs))
    for half in plan.halves:
        for column in boxes(half):
            assert all(a[1] <= b[0] + 0.01 for a, b in itertools.pairwise(column))
            assert all(half.top - 0.01 <= top and bottom <= half.bottom + 0.01 for top, bottom in column)
    for upper, lower in itertools.pairwise(plan.halves):
        assert upper.bottom < lower.top


@settings(max_examples=60)
@given(flow_data())
def test_a_ribbon_that_skips_a_column_goes_through_a_room_of_its_own(data: FlowMapData) -> None:
    for half in stages(data.arcs, SIZES, 40).halves:
        for ribbon in half.ribbons:
            columns = [ribbon.pieces[0].start.column, *(piece.end.column for piece in ribbon.pieces)]
            assert columns == list(range(columns[0], columns[-1] + 1))
            for piece in ribbon.pieces[1:]:
                room = piece.start
                assert room.country == ""
                others = [node for node in half.columns[room.column] if node is not room]
                reach = (piece.from_y - piece.wide / 2, piece.from_y + piece.wide / 2)
                assert all(reach[1] <= node.top + 0.01 or reach[0] >= node.top + node.height - 0.01 for node in others)


@settings(max_examples=60)
@given(flow_data())
def test_ribbons_of_a_node_lie_beside_each_other_inside_its_bar(data: FlowMapData) -> None:
    for half in stages(data.arcs, SIZES, 40).halves:
        for node in (node for column in half.columns for node in column):
            for pieces, at in ((node.left, "to_y"), (node.right, "from_y")):
                edges = sorted((getattr(one, at) - one.wide / 2, getattr(one, at) + one.wide / 2) for one in pieces)
                assert all(a[1] <= b[0] + 0.01 for a, b in itertools.pairwise(edges))
                assert all(node.top - 1.2 <= low and high <= node.top + node.height + 1.2 for low, high in edges)


@settings(max_examples=40)
@given(flow_data())
def test_sweeping_never_makes_more_crossings_than_the_order_by_size(data: FlowMapData) -> None:
    for half in stages(data.arcs, SIZES, 40).halves:
        by_size = [sorted(column, key=lambda node: (-node.people, node.key)) for column in half.columns]
        assert crossings(half.columns) <= crossings(by_size)


def test_two_ways_into_syria_do_not_cross() -> None:
    arcs = [arc(leg, 50) for leg in ("FR>TR", "SA>JO", "DE>TR", "KW>JO", "TR>SY", "JO>SY", "SY>IQ")]
    [half] = stages(arcs, SIZES, 40).halves
    assert crossings(half.columns) == 0


def test_the_way_back_is_a_half_of_its_own_and_what_stays_in_a_column_is_set_aside() -> None:
    arcs = [arc(leg, 10) for leg in ("FR>TR", "TR>SY", "SY>IQ", "IQ>SY", "SY>FR", "TN>LY", "TR>JO")]
    plan = stages(arcs, SIZES, 40)
    assert [half.back for half in plan.halves] == [False, True]
    assert {str(one.arc.leg) for one in plan.halves[1].ribbons} == {"IQ>SY", "SY>FR"}
    assert {str(one.leg) for one in plan.aside} == {"TN>LY", "TR>JO"}
    assert is_back(arcs[3])
    assert not is_back(arcs[0])


def test_homes_without_room_are_told_as_small() -> None:
    arcs = [arc("FR>TR", 90), arc("DE>TR", 40), arc("TN>TR", 20), arc("TR>SY", 99)]
    plan = stages(arcs, Sizes(SIZES.columns, 12.0, 170.0, 2), 40)
    assert [str(one.leg) for one in plan.small] == ["TN>TR"]
    assert plan.per_person == 170.0 / 130


def test_crossings_are_counted_pair_by_pair() -> None:
    a, b, c, d = (Node(key, column, key) for key, column in (("a", 0), ("b", 0), ("c", 1), ("d", 1)))
    for one, other in ((a, d), (b, c)):
        piece = Piece(one, other, 1.0)
        one.right.append(piece)
        other.left.append(piece)
    assert crossings([[a, b], [c, d]]) == 1
    assert crossings([[b, a], [c, d]]) == 0


def test_every_country_has_a_column() -> None:
    assert [stage_of(code) for code in ("FR", "TR", "SY", "IQ")] == list(range(COLUMNS))
    assert stages([], SIZES, 40).halves == ()


def test_of_more_ribbons_than_it_may_have_the_smallest_are_told(crowded: FlowMapData) -> None:
    sizes = Sizes((0.0, 100.0, 200.0, 300.0), 12.0, 200.0, 60)
    every, few = stages(crowded.arcs, sizes, 0.0), stages(crowded.arcs, replace(sizes, ribbons=9), 0.0)
    drawn = [one.arc for half in few.halves for one in half.ribbons]
    assert len(drawn) == 9
    assert len(drawn) + len(few.small) + len(few.aside) == len(crowded.arcs)
    assert not every.small
    least = min(one.amount.high for one in drawn if one.amount)
    assert all(one.amount is not None and one.amount.high <= least for one in few.small)
