"""Where countries, crossings and towns are drawn, and what they are called.

Promises a point for every country code: on the map where it lies there, else at the map's edge in its
direction, so that nobody from far away is dropped. Invariant: names are short English ones; a point
says nothing about a border or a status. Data: ``data/countries.json``, ``data/places.json`` (GeoNames, CC BY 4.0).
"""

from __future__ import annotations

import functools
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources

from coalesce.drawing.basemap import View
from coalesce.drawing.speech import country_words
from coalesce.records import Leg

SYRIA, IRAQ = "SY", "IQ"
TRANSIT = frozenset({"TR", "JO", "LB"})
"""The countries next to Syria that travellers pass through; Iraq is a destination of its own."""

EDGE_MARGIN = 14.0
OFF = 26.0
"""Units between a place at the edge and one of the map: arcs end at each without touching the other."""
ROUNDS = 6


@dataclass(frozen=True, slots=True)
class Country:
    """Its code, short name, and the longitude and latitude of the point that its arcs meet in."""

    code: str
    name: str
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class Spot:
    """A country in a picture: its point, and for one outside the view the way that leads there (an arrow), else ""."""

    code: str
    name: str
    x: float
    y: float
    arrow: str = ""


def country_name(code: str) -> str:
    """The short name of a country; the code itself where it is not in the table."""
    found = _countries().get(code)
    return code if found is None else found.name


def country_spoken(code: str) -> str:
    """The same in the language that is spoken."""
    return country_words(code, country_name(code))


def country(code: str) -> Country | None:
    """The country of an ISO 3166 alpha-2 code (and XK); None for any other."""
    return _countries().get(code)


def crossing_point(crossing: str) -> tuple[float, float] | None:
    """Longitude and latitude of a crossing by its id in ``coalesce.flows.crossings``."""
    return _gazetteer()[0].get(crossing)


def towns() -> Mapping[str, tuple[str, float, float]]:
    """Towns on the way: name to country, longitude, latitude."""
    return _gazetteer()[1]


def spots(codes: list[str], view: View) -> list[Spot]:
    """Every code as a spot of the view, in the order given; those at one edge are set apart from one another.

    A code that the table does not know is put at the left edge under its own letters.
    """
    found = [_spot(code, view) for code in codes]
    return _spread(found, view)


def leg_kind(leg: Leg) -> str:
    """What a leg is to the map: ``syria`` (into it), ``iraq``, ``back`` (the way back) or ``home`` (towards transit).

    Into Syria from anywhere; into Iraq from anywhere else; out of Syria or Iraq, or from a transit
    country to one that is neither transit nor destination, is the way back.
    """
    if leg.end == SYRIA:
        return "syria"
    if leg.end == IRAQ:
        return "iraq"
    if leg.start in (SYRIA, IRAQ) or (leg.start in TRANSIT and leg.end not in TRANSIT):
        return "back"
    return "home"


def _spot(code: str, view: View) -> Spot:
    known = country(code)
    if known is None:
        return Spot(code, code, EDGE_MARGIN, view.height / 2, "←")
    point = view.at(known.lon, known.lat)
    if view.holds(point, EDGE_MARGIN):
        return Spot(code, country_spoken(code), *point)
    return _at_edge(known, view)


def _at_edge(known: Country, view: View) -> Spot:
    """Where the straight line on the map from Syria towards the country leaves the view; from its middle, if Syria lies outside."""
    syria = _countries()[SYRIA]
    x0, y0 = view.at(syria.lon, syria.lat)
    if not view.holds((x0, y0), EDGE_MARGIN):
        x0, y0 = view.width / 2, view.height / 2
    x, y = view.at(known.lon, known.lat)
    dx, dy = x - x0, y - y0
    across = _until(x0, dx, EDGE_MARGIN, view.width - EDGE_MARGIN)
    along = _until(y0, dy, EDGE_MARGIN, view.height - EDGE_MARGIN)
    reach = min(across, along)
    arrow = ("→" if dx > 0 else "←") if across <= along else ("↓" if dy > 0 else "↑")
    return Spot(known.code, country_spoken(known.code), x0 + dx * reach, y0 + dy * reach, arrow)


def _until(start: float, step: float, low: float, high: float) -> float:
    if step == 0:
        return math.inf
    return ((high if step > 0 else low) - start) / step


def _spread(found: list[Spot], view: View, gap: float = 34.0) -> list[Spot]:
    """Spots at the edge moved along it until they are ``gap`` apart (less where they are too many), and off those of the map
    that lie near to it; the rest stay."""
    far = [spot for spot in found if spot.arrow]
    if not far:
        return found
    edge = _Edge(view.width - 2 * EDGE_MARGIN, view.height - 2 * EDGE_MARGIN)
    ordered = sorted((edge.along(spot.x, spot.y), spot.code, spot) for spot in far)
    widest = max(range(len(ordered)), key=lambda n: (ordered[n][0] - ordered[n - 1][0]) % edge.length)
    turned = [*ordered[widest:], *((at + edge.length, code, spot) for at, code, spot in ordered[:widest])]
    step = min(gap, edge.length / len(turned))
    first = turned[0][0] - step
    near = edge.near([(spot.x, spot.y) for spot in found if not spot.arrow])
    places = [at for at, _, _ in turned]
    for number in range(ROUNDS):
        places = apart(sorted(edge.off(at, near, number > 1) for at in places), step, first, first + edge.length - step)
    moved = {}
    for (_, code, spot), at in zip(turned, places, strict=True):
        x, y = edge.point(at)
        moved[code] = Spot(code, spot.name, x, y, spot.arrow)
    return [moved.get(spot.code, spot) for spot in found]


@dataclass(frozen=True, slots=True)
class _Edge:
    """The frame inside the margin as one line, clockwise from its top left corner."""

    width: float
    height: float

    @property
    def length(self) -> float:
        """All the way round."""
        return 2 * (self.width + self.height)

    def along(self, x: float, y: float) -> float:
        """How far along a point of the edge lies."""
        x, y = x - EDGE_MARGIN, y - EDGE_MARGIN
        if y <= 0.01:
            return x
        if x >= self.width - 0.01:
            return self.width + y
        if y >= self.height - 0.01:
            return self.width + self.height + self.width - x
        return self.length - y

    def near(self, points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
        """Where points that lie near to the edge are along it, and how far to keep from there."""
        found = []
        for x, y in points:
            far_right, far_down = self.width + 2 * EDGE_MARGIN - x, self.height + 2 * EDGE_MARGIN - y
            depth, at = min(
                (y, (x, EDGE_MARGIN)),
                (x, (EDGE_MARGIN, y)),
                (far_right, (x + far_right - EDGE_MARGIN, y)),
                (far_down, (x, y + far_down - EDGE_MARGIN)),
            )
            if depth - EDGE_MARGIN < OFF:
                found.append((self.along(*at), math.sqrt(OFF**2 - max(depth - EDGE_MARGIN, 0.0) ** 2)))
        return found

    def off(self, along: float, near: Sequence[tuple[float, float]], onward: bool) -> float:
        """The place, or the nearest one that is off them; ``onward``: the next one, since neighbours may not let it go back."""
        for at, room in near:
            away = (along - at + self.length / 2) % self.length - self.length / 2
            if abs(away) < room:
                along += (room if onward or away >= 0 else -room) - away
        return along

    def point(self, along: float) -> tuple[float, float]:
        """The point that lies so far along."""
        at = along % self.length
        if at <= self.width:
            x, y = at, 0.0
        elif at <= self.width + self.height:
            x, y = self.width, at - self.width
        elif at <= 2 * self.width + self.height:
            x, y = 2 * self.width + self.height - at, self.height
        else:
            x, y = 0.0, self.length - at
        return x + EDGE_MARGIN, y + EDGE_MARGIN


def apart(wanted: list[float], step: float, low: float, high: float) -> list[float]:
    """Sorted places moved as little as needed to be ``step`` apart and between the ends."""
    placed: list[float] = []
    for value in wanted:
        placed.append(max(value, placed[-1] + step if placed else low))
    limit = high
    for n in range(len(placed) - 1, -1, -1):
        placed[n] = min(placed[n], limit)
        limit = placed[n] - step
    return placed


@functools.cache
def _countries() -> dict[str, Country]:
    table: dict[str, tuple[str, float, float]] = json.loads(_data("countries.json"))
    return {code: Country(code, name, lon, lat) for code, (name, lon, lat) in table.items()}


@functools.cache
def _gazetteer() -> tuple[dict[str, tuple[float, float]], dict[str, tuple[str, float, float]]]:
    table = json.loads(_data("places.json"))
    crossings = {name: (float(lon), float(lat)) for name, (lon, lat) in table["crossings"].items()}
    found = {name: (str(code), float(lon), float(lat)) for name, (code, lon, lat) in table["towns"].items()}
    return crossings, found


def _data(name: str) -> str:
    return resources.files("coalesce.drawing").joinpath("data", name).read_text(encoding="utf-8")
