"""Invented flows for properties: any countries, any legs between them, any bounds, some not shown."""

from __future__ import annotations

from hypothesis import strategies as st

from coalesce.drawing import CrossingFigure, FlowArc, FlowMapData, PlaceFigure
from coalesce.flows import CROSSINGS, Interval
from coalesce.records import Leg

COUNTRIES = tuple(
    "TR SY IQ JO LB TN FR DE GB BE NL SE RU KZ UZ SA KW EG LY DZ MA ES IT GR BG BA XK AT AU ID CN US".split()
)


@st.composite
def intervals(draw: st.DrawFn, most: int = 3_000) -> Interval:
    """Low, count and high in their order."""
    low, count, high = sorted(draw(st.tuples(*[st.integers(0, most)] * 3)))
    return Interval(low, count, high)


@st.composite
def flow_data(draw: st.DrawFn, most: int = 45) -> FlowMapData:
    """One map's data; every place of an arc has its figures."""
    pairs = st.tuples(st.sampled_from(COUNTRIES), st.sampled_from(COUNTRIES)).filter(lambda pair: pair[0] != pair[1])
    legs = draw(st.lists(pairs, unique=True, max_size=most))
    amounts = st.one_of(st.none(), intervals(), intervals(40))
    arcs = tuple(FlowArc(Leg(*pair), draw(amounts)) for pair in legs)
    ends = sorted({end for pair in legs for end in pair})
    places = tuple(PlaceFigure(end, draw(intervals()), draw(intervals())) for end in ends)
    crossings = tuple(
        CrossingFigure(one.id, draw(amounts)) for one in draw(st.lists(st.sampled_from(CROSSINGS), unique=True))
    )
    return FlowMapData("Invented", arcs, places, crossings, there=places, back=places)
