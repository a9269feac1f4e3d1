"""What a flow map shows: plain data, made by the caller from cells and totals.

Invariant: an amount of None is a number that is not shown; it is drawn dashed, never guessed from others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from coalesce.drawing.places import country_spoken
from coalesce.drawing.speech import say, say_counted, thousands
from coalesce.drawing.svg import span_words, spoken
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
        return leg_spoken(self.leg)


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
        return say("estimate, 95 %: %(span)s", span=span_words(self.low, self.high))

    @property
    def words(self) -> str:
        """``with those whom no list saw about 4,097; 95 %: 3,740 to 6,749``."""
        return say(
            "with those whom no list saw about %(total)s; 95 %: %(span)s",
            total=thousands(self.total),
            span=span_words(self.low, self.high),
        )


@dataclass(frozen=True, slots=True)
class FlowMapData:
    """One map. ``title`` says what and when; ``unplaced`` counts arrivals whose month, or year, cannot be told;
    ``estimate`` is of one of the arcs. ``there`` and ``back``: places by the legs of the way there alone, and of the way back. ``ends``:
    places that are drawn even without an arc.
    """

    title: str
    arcs: tuple[FlowArc, ...] = ()
    places: tuple[PlaceFigure, ...] = ()
    crossings: tuple[CrossingFigure, ...] = ()
    unplaced: Interval | None = None
    estimate: ArcEstimate | None = None
    there: tuple[PlaceFigure, ...] = ()
    back: tuple[PlaceFigure, ...] = ()
    ends: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class MapOptions:
    """How to draw it. ``medium`` fits a column or a printed page, ``narrow`` a phone.

    ``base_href`` is the address of the shipped base map (its group ``land`` is used from there, so that a browser
    keeps it); None sets the outlines into the picture. ``ident`` begins the ids of the picture: give each
    picture on a page its own. ``links``: the addresses that places lead to, by country; ``chosen`` places are marked. ``largest``:
    how many people the widest arc stands for, so that several maps have one scale; 0: the most of this map. ``inset``: with the
    border strip; ``legend``: with what colours, bands and widths mean. ``most``: only so many arcs,
    the largest and those not shown, and the others told as a number (0: all). ``told``: beyond so many arcs those as thin as a line may be are lines alone, with neither
    title nor arrow head (0: none are). ``grounds``: names on a thin sheet of land colour; a page
    whose style sheet gives them a halo needs none.
    """

    frame: Literal["wide", "medium", "narrow"] = "wide"
    base_href: str | None = None
    ident: str = "flowmap"
    links: Mapping[str, str] = field(default_factory=dict)
    chosen: frozenset[str] = frozenset()
    largest: int = 0
    inset: bool = True
    legend: bool = True
    most: int = 0
    told: int = 0
    grounds: bool = True


def arcs_of(cells: Iterable[Cell]) -> tuple[FlowArc, ...]:
    """Cells by leg over all periods, as arcs. Cells without a leg are left out."""
    return tuple(FlowArc(cell.leg, _amount(cell)) for cell in cells if cell.leg is not None)


def places_of(totals: Iterable[PlaceTotal]) -> tuple[PlaceFigure, ...]:
    """Place totals of the own view, all shown."""
    return tuple(PlaceFigure(total.country, total.into, total.out_of) for total in totals)


def crossings_of(totals: Iterable[CrossingTotal]) -> tuple[CrossingFigure, ...]:
    """Crossing totals of the own view, all shown."""
    return tuple(CrossingFigure(total.crossing, total.entered) for total in totals)


def largest_of(data: FlowMapData, most: int) -> tuple[FlowMapData, int]:
    """The data with its largest arcs and their places, and how many smaller ones are left out; 0 leaves all in."""
    if not most or len(data.arcs) <= most:
        return data, 0
    ranked = sorted(data.arcs, key=lambda arc: (arc.amount is not None, -_count(arc.amount), str(arc.leg)))
    kept = frozenset(ranked[:most])
    arcs = tuple(arc for arc in data.arcs if arc in kept)
    ends = data.ends | {end for arc in arcs for end in (arc.leg.start, arc.leg.end)}
    places = tuple(figure for figure in data.places if figure.country in ends)
    return replace(data, arcs=arcs, places=places), len(ranked) - most


def summary(data: FlowMapData, most: int = 5) -> str:
    """The map in words, for those who cannot see it: the largest legs, what is not shown, what could not be placed."""
    shown = sorted(
        (arc for arc in data.arcs if arc.amount is not None), key=lambda arc: (-_count(arc.amount), str(arc.leg))
    )
    if not data.arcs:
        return say("Nobody is counted on any leg here.")
    parts = [f"{arc.name}: {spoken(arc.amount)}" for arc in shown[:most]]
    text = "; ".join(parts) + "." if parts else ""
    rest, hidden = len(shown) - len(parts), len(data.arcs) - len(shown)
    told = [text] if text else []
    if rest > 0:
        told.append(say_counted("%(count)s more leg in the table.", "%(count)s more legs in the table.", rest))
    if data.estimate is not None:
        told.append(f"{leg_spoken(data.estimate.leg)} {data.estimate.words}.")
    if hidden:
        told.append(say_counted("%(count)s leg is not shown.", "%(count)s legs are not shown.", hidden))
    if data.unplaced is not None and data.unplaced.high:
        told.append(say("Time of arrival unclear, not on the map: %(people)s.", people=spoken(data.unplaced)))
    return " ".join(told)


def leg_spoken(leg: Leg) -> str:
    """``France to Turkey``, in the language that is spoken."""
    return say("%(start)s to %(end)s", start=country_spoken(leg.start), end=country_spoken(leg.end))


def place_words(figure: PlaceFigure) -> str:
    """``1,795 in · 870 out``, one of the two where the other is zero; ``not shown`` for a hidden one."""
    parts = []
    if figure.into is None:
        parts.append(say("in not shown"))
    elif figure.into.high:
        parts.append(say("%(people)s in", people=thousands(figure.into.count)))
    if figure.out_of is None:
        parts.append(say("out not shown"))
    elif figure.out_of.high:
        parts.append(say("%(people)s out", people=thousands(figure.out_of.count)))
    return " · ".join(parts)


def with_places(data: FlowMapData) -> FlowMapData:
    """The data with a figure for every end of an arc; one that the caller gave none for has no numbers."""
    known = {figure.country for figure in data.places}
    ends = data.ends | {end for arc in data.arcs for end in (arc.leg.start, arc.leg.end)}
    zero = Interval(0, 0, 0)
    return replace(data, places=(*data.places, *(PlaceFigure(end, zero, zero) for end in sorted(ends - known))))


def _amount(cell: Cell) -> Interval | None:
    if cell.low is None or cell.count is None or cell.high is None:
        return None
    return Interval(cell.low, cell.count, cell.high)


def _count(amount: Interval | None) -> int:
    return 0 if amount is None else amount.count
