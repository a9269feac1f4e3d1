"""Data from cells and totals, and the map in words."""

from coalesce.dates import Period
from coalesce.drawing import FlowArc, FlowMapData, PlaceFigure, arcs_of, crossings_of, places_of, summary
from coalesce.drawing.flowdata import place_words, with_places
from coalesce.flows import CrossingTotal, Interval, PlaceTotal
from coalesce.records import Cell, Leg

LEG = Leg("TR", "SY")


def test_cells_and_totals_become_figures() -> None:
    cells = [
        Cell(LEG, None, None, 1, 2, 3),
        Cell(LEG, None, None, None, None, None),
        Cell(None, Period(2014), None, 1, 1, 1),
    ]
    assert arcs_of(cells) == (FlowArc(LEG, Interval(1, 2, 3)), FlowArc(LEG, None))
    one, none = Interval(1, 1, 1), Interval(0, 0, 0)
    assert places_of([PlaceTotal("SY", one, none)]) == (PlaceFigure("SY", one, none),)
    assert crossings_of([CrossingTotal("jarablus", one)])[0].entered == one


def test_summary_tells_the_largest_the_hidden_and_the_unplaced() -> None:
    arcs = tuple(FlowArc(Leg("FR", end), Interval(n, n, n)) for n, end in enumerate(("TR", "SY", "IQ"), start=1))
    data = FlowMapData("t", (*arcs, FlowArc(Leg("LB", "SY"), None)), unplaced=Interval(4, 5, 6))
    assert summary(data, most=2) == (
        "France to Iraq: 3 people; France to Syria: 2 people. 1 more leg in the table. 1 leg is not shown."
        " Time of arrival unclear, not on the map: 5 people (4 to 6)."
    )
    assert summary(FlowMapData("t", (FlowArc(LEG, None),))) == "1 leg is not shown."


def test_place_words() -> None:
    zero = Interval(0, 0, 0)
    assert place_words(PlaceFigure("TR", Interval(1, 1795, 2000), Interval(1, 8, 9))) == "1,795 in · 8 out"
    assert place_words(PlaceFigure("FR", zero, Interval(1, 8, 9))) == "8 out"
    assert place_words(PlaceFigure("FR", None, zero)) == "in not shown"
    assert place_words(PlaceFigure("FR", zero, zero)) == ""


def test_every_end_of_an_arc_is_a_place() -> None:
    data = with_places(FlowMapData("t", (FlowArc(LEG, None),), (PlaceFigure("SY", None, None),)))
    assert [figure.country for figure in data.places] == ["SY", "TR"]
