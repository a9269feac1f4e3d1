"""A person's journey on a small map: the countries of its legs, and each leg numbered in the order of the journey.

Promises every leg, those without a date too; the map is cut to the countries that the journey touches. Invariant: a leg
that was travelled twice is drawn once and bears both numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from coalesce.drawing.basemap import HEIGHT, WIDTH, View, land_paths, project
from coalesce.drawing.geometry import Clear, Curve, route
from coalesce.drawing.labels import Box, Label, Placement, Scene, draw_label, place
from coalesce.drawing.palette import FAINT, INK, LAND, LEG_COLOURS, PAPER, SEA
from coalesce.drawing.places import Spot, country, country_name, leg_kind, spots
from coalesce.drawing.svg import picture, tag, text_width, words
from coalesce.records import Journey, Leg

PAD, CLOSEST, FARTHEST = 46.0, 3.2, 0.66
"""Units of the map around the outermost country; how close and how far the map is seen."""

TEXT, MARKER, DISC, ARC = 12.5, 4.0, 9.0, 3.0


@dataclass(frozen=True, slots=True)
class JourneyMapOptions:
    """Width and height in units of the picture, the base map's address (None: drawn in), and the beginning of its ids."""

    width: float = 760.0
    height: float = 320.0
    base_href: str | None = None
    ident: str = "journey-map"


@dataclass(frozen=True, slots=True)
class _Way:
    """One leg with its numbers, its curve, and what is told of it."""

    leg: Leg
    numbers: tuple[int, ...]
    curve: Curve
    told: str


def journey_map(journey: Journey, options: JourneyMapOptions | None = None) -> str:
    """The picture as SVG."""
    options = options or JourneyMapOptions()
    codes = sorted({end for leg, _ in journey.legs for end in (leg.start, leg.end)})
    view = view_of(codes, options)
    found = spots(codes, view)
    ways = _ways(journey, found, view)
    labels = _placed(found, ways, view)
    drawn = [_ground(view, options), *(_drawn(way) for way in ways), *_markers(found), *_names(found, labels)]
    told = "; ".join(f"{n}. {_words(leg, when)}" for n, (leg, when) in enumerate(journey.legs, 1))
    return picture(
        (view.width, view.height),
        "journeymap",
        "Journey on the map",
        told or "No legs are known.",
        drawn,
        options.ident,
    )


def view_of(codes: Sequence[str], options: JourneyMapOptions) -> View:
    """The part of the map that holds these countries, as far as it has them, in the form of the picture."""
    known = [one for code in codes if (one := country(code)) is not None]
    points = [project(one.lon, one.lat) for one in known] or [(WIDTH / 2, HEIGHT / 2)]
    left, right = _within([x for x, _ in points], WIDTH)
    top, bottom = _within([y for _, y in points], HEIGHT)
    across = options.width / (right - left + 2 * PAD)
    along = options.height / (bottom - top + 2 * PAD)
    scale = max(min(across, along, CLOSEST), FARTHEST)
    width, height = options.width / scale, options.height / scale
    x = min(max((left + right - width) / 2, 0.0), max(WIDTH - width, 0.0))
    y = min(max((top + bottom - height) / 2, 0.0), max(HEIGHT - height, 0.0))
    return View(x, y, scale, options.width, options.height)


def _within(values: list[float], most: float) -> tuple[float, float]:
    """The ends of what lies on the map."""
    inside = [min(max(value, 0.0), most) for value in values]
    return min(inside), max(inside)


def _words(leg: Leg, when: object) -> str:
    return f"{country_name(leg.start)} to {country_name(leg.end)}, {when or 'date unknown'}"


def _ways(journey: Journey, found: Sequence[Spot], view: View) -> list[_Way]:
    at = {spot.code: (spot.x, spot.y) for spot in found}
    numbers: dict[Leg, list[int]] = {}
    told: dict[Leg, list[str]] = {}
    for number, (leg, when) in enumerate(journey.legs, 1):
        numbers.setdefault(leg, []).append(number)
        told.setdefault(leg, []).append(f"{number}. {_words(leg, when)}")
    made = []
    for leg, which in numbers.items():
        others = [point for code, point in at.items() if code not in (leg.start, leg.end)]
        curve = route(at[leg.start], at[leg.end], Clear(others, 14.0, view.width, view.height))
        made.append(_Way(leg, tuple(which), curve, "; ".join(told[leg])))
    return made


def _placed(found: Sequence[Spot], ways: Sequence[_Way], view: View) -> Placement:
    labels = [
        Label(spot.code, (spot.x, spot.y), text_width(_name(spot), TEXT, bold=True) + 2, TEXT * 1.22) for spot in found
    ]
    fixed = [Box(spot.x - MARKER, spot.y - MARKER, spot.x + MARKER, spot.y + MARKER) for spot in found]
    for way in ways:
        (x, y), _ = way.curve.at(0.5)
        half = _half(way)
        fixed.append(Box(x - half, y - DISC, x + half, y + DISC))
    ink = [np.column_stack((way.curve.points(), np.full(len(way.curve.points()), ARC / 2))) for way in ways]
    scene = Scene(Box(3, 3, view.width - 3, view.height - 3), fixed, np.vstack(ink) if ink else np.empty((0, 3)))
    return place(labels, scene)


def _name(spot: Spot) -> str:
    return f"{spot.arrow} {spot.name}" if spot.arrow in ("←", "↑") else f"{spot.name} {spot.arrow}".strip()


def _ground(view: View, options: JourneyMapOptions) -> str:
    clip = f"{options.ident}-clip"
    look: dict[str, object] = {"class": "land", "fill": LAND, "stroke": FAINT, "stroke_width": 0.6 / view.scale}
    look["transform"] = view.transform
    if options.base_href is None:
        land = tag("g", look, land_paths())
    else:
        land = tag("use", {**look, "href": f"{options.base_href}#land"})
    frame = tag("rect", {"width": view.width, "height": view.height})
    sea = tag("rect", {"class": "sea", "fill": SEA, "width": view.width, "height": view.height})
    clipped = tag("g", {"clip_path": f"url(#{clip})", "aria_hidden": "true"}, land)
    return tag("defs", {}, tag("clipPath", {"id": clip}, frame)) + sea + clipped


def _half(way: _Way) -> float:
    return max(DISC, text_width(_numbers(way), TEXT * 0.9, bold=True) / 2 + 4)


def _numbers(way: _Way) -> str:
    return ", ".join(str(number) for number in way.numbers)


def _drawn(way: _Way) -> str:
    kind = leg_kind(way.leg)
    colour = LEG_COLOURS[kind]
    (x, y), _ = way.curve.at(0.5)
    half = _half(way)
    disc = {"class": "disc", "x": x - half, "y": y - DISC, "width": 2 * half, "height": 2 * DISC, "rx": DISC}
    number = {"class": "number", "x": x, "y": y + TEXT * 0.33, "text_anchor": "middle", "font_size": TEXT * 0.9}
    pieces = [
        tag("title", {}, words(way.told)),
        tag("path", {"d": way.curve.path, "fill": "none", "stroke_width": ARC}),
        _head(way.curve, colour),
        tag("rect", {**disc, "fill": PAPER, "stroke_width": 1.5}),
        tag("text", {**number, "fill": INK, "stroke": "none", "font_weight": 600}, _numbers(way)),
    ]
    return tag("g", {"class": f"step arc-{kind}", "data_leg": str(way.leg), "stroke": colour}, *pieces)


def _head(curve: Curve, colour: str) -> str:
    """An arrow head near the end: which way."""
    (x, y), (dx, dy) = curve.at(0.86)
    tips = [
        (x - dx * 7 + dy * 4, y - dy * 7 - dx * 4),
        (x + dx * 3, y + dy * 3),
        (x - dx * 7 - dy * 4, y - dy * 7 + dx * 4),
    ]
    points = " ".join(f"{a:.1f},{b:.1f}" for a, b in tips)
    return tag("polygon", {"class": "way", "points": points, "fill": colour, "stroke": "none"})


def _markers(found: Sequence[Spot]) -> list[str]:
    look: dict[str, object] = {"class": "place", "r": MARKER, "fill": PAPER, "stroke": INK, "stroke_width": 1.5}
    return [tag("circle", {**look, "data_country": spot.code, "cx": spot.x, "cy": spot.y}) for spot in found]


def _names(found: Sequence[Spot], labels: Placement) -> list[str]:
    by_code = {spot.code: spot for spot in found}
    return [draw_label(one, [_name(by_code[one.label.key])], TEXT) for one in labels.placed]
