"""What a flow map shows: plain data, made by the caller from cells and totals.

Invariant: an amount of None is a number that is not shown; it is drawn dashed, never guessed from others.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from coalesce.drawing.places import country_name
from coalesce.drawing.svg import spoken, thousands
from coalesce.flows import CrossingTotal, Interval, PlaceTotal
from coalesce.records import Cell, Leg


@dataclass(frozen=True, slots=True)
class FlowArc:
    """Distinct people on one leg."""

    leg: Leg
    amount: Interval | None

    @property
    def name(self) -> str:
        """``France to Turkey``."""
        return f"{country_name(self.leg.start)} to {country_name(self.leg.end)}"


@dataclass(frozen=True, slots=True)
class PlaceFigure:
    """Distinct people in and out of a country; None where not shown. A zero is not drawn."""

    country: str
    into: Interval | None
    out_of: Interval | None


@dataclass(frozen=True, slots=True)
class CrossingFigure:
    """Distinct people who entered Syria at a crossing (id in ``coalesce.flows.crossings``)."""

    crossing: str
    entered: Interval | None


@dataclass(frozen=True, slots=True)
class ArcEstimate:
    """All people of a leg, those too whom no list saw: the estimate and its 95 % interval."""

    leg: Leg
    low: int
    total: int
    high: int

    @property
    def key(self) -> str:
        """What the bands are, short enough for a phone's legend: ``estimate, 95 %: 3,740 to 6,749``."""
        return f"estimate, 95 %: {thousands(self.low)} to {thousands(self.high)}"

    @property
    def words(self) -> str:
        """``with those whom no list saw about 4,097; 95 %: 3,740 to 6,749``."""
        return (
            f"with those whom no list saw about {thousands(self.total)}; "
            f"95 %: {thousands(self.low)} to {thousands(self.high)}"
        )


@dataclass(frozen=True, slots=True)
class FlowMapData:
    """One map. ``title`` says what and when; ``unplaced`` counts arrivals whose month, or year, cannot be told;
    ``estimate`` is of one of the arcs.
    """

    title: str
    arcs: tuple[FlowArc, ...] = ()
    places: tuple[PlaceFigure, ...] = ()
    crossings: tuple[CrossingFigure, ...] = ()
    unplaced: Interval | None = None
    estimate: ArcEstimate | None = None


@dataclass(frozen=True, slots=True)
class MapOptions:
    """How to draw it. ``medium`` fits a column or a printed page, ``narrow`` a phone.

    ``base_href`` is the address of the shipped base map (its group ``land`` is used from there, so that a browser
    keeps it); None sets the outlines into the picture. ``ident`` begins the ids of the picture: give each
    picture on a page its own.
    """

    frame: Literal["wide", "medium", "narrow"] = "wide"
    base_href: str | None = None
    ident: str = "flowmap"


def arcs_of(cells: Iterable[Cell]) -> tuple[FlowArc, ...]:
    """Cells by leg over all periods, as arcs. Cells without a leg are left out."""
    return tuple(FlowArc(cell.leg, _amount(cell)) for cell in cells if cell.leg is not None)


def places_of(totals: Iterable[PlaceTotal]) -> tuple[PlaceFigure, ...]:
    """Place totals of the own view, all shown."""
    return tuple(PlaceFigure(total.country, total.into, total.out_of) for total in totals)


def crossings_of(totals: Iterable[CrossingTotal]) -> tuple[CrossingFigure, ...]:
    """Crossing totals of the own view, all shown."""
    return tuple(CrossingFigure(total.crossing, total.entered) for total in totals)


def summary(data: FlowMapData, most: int = 5) -> str:
    """The map in words, for those who cannot see it: the largest legs, what is not shown, what could not be placed."""
    shown = sorted(
        (arc for arc in data.arcs if arc.amount is not None), key=lambda arc: (-_count(arc.amount), str(arc.leg))
    )
    if not data.arcs:
        return "Nobody is counted on any leg here."
    parts = [f"{arc.name}: {spoken(arc.amount)}" for arc in shown[:most]]
    text = "; ".join(parts) + "." if parts else ""
    rest, hidden = len(shown) - len(parts), len(data.arcs) - len(shown)
    if rest > 0:
        text += f" {rest} more {'leg' if rest == 1 else 'legs'} in the table."
    if data.estimate is not None:
        text += (
            f" {country_name(data.estimate.leg.start)} to {country_name(data.estimate.leg.end)} {data.estimate.words}."
        )
    if hidden:
        text += f" {hidden} {'leg is' if hidden == 1 else 'legs are'} not shown."
    if data.unplaced is not None and data.unplaced.high:
        text += f" Time of arrival unclear, not on the map: {spoken(data.unplaced)}."
    return text.strip()


def place_words(figure: PlaceFigure) -> str:
    """``1,795 in · 870 out``, one of the two where the other is zero; ``not shown`` for a hidden one."""
    parts = []
    for amount, word in ((figure.into, "in"), (figure.out_of, "out")):
        if amount is None:
            parts.append(f"{word} not shown")
        elif amount.high:
            parts.append(f"{thousands(amount.count)} {word}")
    return " · ".join(parts)


def with_places(data: FlowMapData) -> FlowMapData:
    """The data with a figure for every end of an arc; one that the caller gave none for has no numbers."""
    known = {figure.country for figure in data.places}
    ends = {end for arc in data.arcs for end in (arc.leg.start, arc.leg.end)}
    zero = Interval(0, 0, 0)
    return replace(data, places=(*data.places, *(PlaceFigure(end, zero, zero) for end in sorted(ends - known))))


def _amount(cell: Cell) -> Interval | None:
    if cell.low is None or cell.count is None or cell.high is None:
        return None
    return Interval(cell.low, cell.count, cell.high)


def _count(amount: Interval | None) -> int:
    return 0 if amount is None else amount.count
