"""The inset: the strip along the border of Turkey and Syria, with the people who entered at each crossing.

Promises every crossing of the data: those on the strip as bars at their place, the others (and ids that
are not known) in a line of text below. Invariant: names and numbers do not overlap; the widths of
bars follow the largest crossing, not the map.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from coalesce.drawing.bands import bands
from coalesce.drawing.basemap import View, project
from coalesce.drawing.flowdata import CrossingFigure, MapOptions
from coalesce.drawing.frames import Frame
from coalesce.drawing.geometry import Point
from coalesce.drawing.labels import FIGURE, Box, Placement, Scene, Search, draw_label, label_of, place
from coalesce.drawing.palette import FAINT, INK, LAND, ORANGE, PAPER, SEA, SOFT
from coalesce.drawing.places import apart, country_spoken, crossing_point
from coalesce.drawing.speech import say, thousands
from coalesce.drawing.svg import spoken, tag, text_width, words
from coalesce.flows import CROSSINGS, Crossing

_KNOWN = {crossing.id: crossing for crossing in CROSSINGS}
_WEST, _EAST, _MIDDLE = 35.6, 42.8, 36.6  # degrees: the strip, and the latitude in its middle
_BAR = 18.0
_REACHES = (21.0, 26.0, 34.0, 44.0, 56.0, 70.0, 86.0)
_ANGLES = (90, -90, 65, -65, 115, -115, 40, -40, 140, -140, 20, -20, 160, -160)
_HEAD = 24.0


@dataclass(frozen=True, slots=True)
class Bar:
    """A crossing on the strip: its figure, its true point, and the middle of its bar."""

    figure: CrossingFigure
    crossing: Crossing
    point: Point
    x: float


@dataclass(frozen=True, slots=True)
class Strip:
    """Where everything of the inset stands."""

    view: View
    bars: tuple[Bar, ...]
    labels: Placement
    elsewhere: tuple[CrossingFigure, ...]
    per_person: float


def strip(crossings: Sequence[CrossingFigure], frame: Frame) -> Strip:
    """The plan of the inset."""
    view = _view(frame)
    known = [(figure, _KNOWN.get(figure.crossing), crossing_point(figure.crossing)) for figure in crossings]
    inside = [
        (figure, crossing, view.at(*at))
        for figure, crossing, at in known
        if crossing is not None and at is not None and view.holds(view.at(*at), _BAR + 2)
    ]
    inside.sort(key=lambda row: (row[2], row[1].id))
    drawn = {figure.crossing for figure, _, _ in inside}
    largest = max((_high(figure) for figure, _, _ in inside), default=0)
    per_person = frame.widest_bar / largest if largest else 0.0
    needs = [max(_high(figure) * per_person, 2.0) + 4 for figure, _, _ in inside]
    places = _side_by_side([point[0] for _, _, point in inside], needs, view.width)
    bars = tuple(Bar(f, c, point, x) for (f, c, point), x in zip(inside, places, strict=True))
    elsewhere = tuple(figure for figure in crossings if figure.crossing not in drawn)
    return Strip(view, bars, _placement(bars, view, frame), elsewhere, per_person)


def _view(frame: Frame) -> View:
    scale, width, height = frame.strip_scale, frame.view.width, frame.strip_height
    x, y = project((_WEST + _EAST) / 2, _MIDDLE)
    return View(x - width / scale / 2, y - height / scale / 2, scale, width, height)


def _side_by_side(wanted: list[float], needs: list[float], width: float) -> list[float]:
    """Places for bars that need so much room each, moved as little as needed."""
    offsets = [sum(needs[:n]) + need / 2 for n, need in enumerate(needs)]
    shifted = apart([x - offset for x, offset in zip(wanted, offsets, strict=True)], 0, 6, width - 6 - sum(needs))
    return [x + offset for x, offset in zip(shifted, offsets, strict=True)]


def _placement(bars: Sequence[Bar], view: View, frame: Frame) -> Placement:
    size, half = frame.text * 0.95, 3.0
    fixed = [Box(bar.x - half, bar.point[1] - _BAR, bar.x + half, bar.point[1] + _BAR) for bar in bars]
    fixed.extend(Box(x - 40, y - 9, x + 40, y + 9) for _, x, y in _grounds(view))
    ranked = sorted(bars, key=lambda one: (-_high(one.figure), one.crossing.id))
    wanted = [label_of(bar.crossing.id, (bar.x, bar.point[1]), _lines(bar), size) for bar in ranked]
    scene = Scene(Box(3, 3, view.width - 3, view.height - 3), fixed, np.empty((0, 3)))
    return place(wanted, scene, Search(_REACHES, _ANGLES))


def inset(crossings: Sequence[CrossingFigure], frame: Frame, top: float, options: MapOptions) -> tuple[str, float]:
    """The inset as a group that begins at ``top``, and its height."""
    plan, text = strip(crossings, frame), frame.text
    head_look = {"class": "heading", "x": 12, "y": 16, "font_size": text, "font_weight": 600, "fill": INK}
    parts = [tag("text", head_look, words(say("Into Syria, by border crossing")))]
    clip = f"{options.ident}-strip"
    body = [_ground(plan.view, clip, options), *(_bar(bar, plan) for bar in plan.bars), _rings(plan)]
    body += _names(plan, text, options.grounds)
    parts.append(tag("g", {"transform": f"translate(0 {_HEAD:g})"}, *body))
    lines = _elsewhere_lines(plan, text, plan.view.width)
    for n, line in enumerate(lines):
        look = {"class": "note", "x": 12, "y": _HEAD + plan.view.height + 16 + n * 18, "font_size": text * 0.95}
        parts.append(tag("text", {**look, "fill": SOFT}, words(line)))
    height = _HEAD + plan.view.height + (len(lines) * 18 + 10 if lines else 4)
    about = {"class": "inset", "transform": f"translate(0 {top:.1f})", "font_size": text * 0.95 * FIGURE, "fill": SOFT}
    return tag("g", about, *parts), height


def _ground(view: View, clip: str, options: MapOptions) -> str:
    frame = tag("rect", {"width": view.width, "height": view.height})
    look: dict[str, object] = {"class": "land", "fill": LAND, "stroke": FAINT, "stroke_width": 1.2 / view.scale}
    look["transform"] = view.transform
    address = f"{options.base_href}#land" if options.base_href else f"#{options.ident}-land"
    sea = tag("rect", {"class": "sea", "fill": SEA, "width": view.width, "height": view.height})
    shown = tag("g", {"clip_path": f"url(#{clip})", "aria_hidden": "true"}, tag("use", {**look, "href": address}))
    names = []
    for text, x, y in _grounds(view):
        look = {"class": "ground", "x": x, "y": y + 4, "text_anchor": "middle", "font_size": 11, "letter_spacing": 3}
        names.append(tag("text", {**look, "fill": SOFT, "fill_opacity": 0.7}, words(text)))
    return tag("defs", {}, tag("clipPath", {"id": clip}, frame)) + sea + shown + "".join(names)


def _grounds(view: View) -> list[tuple[str, float, float]]:
    """The countries' names where the view holds them."""
    names = (("TR", 38.5, 37.36), ("SY", 39.9, 35.95), ("IQ", 43.2, 36.3))
    found = [(country_spoken(code).upper(), *view.at(lon, lat)) for code, lon, lat in names]
    return [(text, x, y) for text, x, y in found if 45 <= x <= view.width - 45 and 10 <= y <= view.height - 10]


def _bar(bar: Bar, plan: Strip) -> str:
    amount, (x, y) = bar.figure.entered, bar.point
    name = say("%(start)s to %(end)s", start=bar.crossing.neighbour_side, end=bar.crossing.syrian_side)
    pieces = [tag("title", {}, words(f"{name}: {spoken(amount)}"))]
    pieces += bands(amount, f"M{bar.x:.1f},{y - _BAR:.1f}V{y + _BAR:.1f}", plan.per_person)
    if abs(bar.x - x) > 1:
        pieces.append(tag("line", {"class": "leader", "x1": bar.x, "y1": y, "x2": x, "y2": y, "stroke": SOFT}))
    about = {"class": "crossing arc-syria", "data_crossing": bar.crossing.id, "stroke": ORANGE}
    return tag("g", about, *pieces)


def _rings(plan: Strip) -> str:
    """Where each crossing truly lies."""
    drawn = [tag("circle", {"cx": round(bar.point[0], 1), "cy": round(bar.point[1], 1), "r": 2.6}) for bar in plan.bars]
    return tag("g", {"class": "place", "fill": PAPER, "stroke": INK, "stroke_width": 1.2}, *drawn)


def _names(plan: Strip, text: float, grounds: bool) -> list[str]:
    by_id = {bar.crossing.id: bar for bar in plan.bars}
    return [draw_label(placed, _lines(by_id[placed.label.key]), text * 0.95, grounds) for placed in plan.labels.placed]


def _lines(bar: Bar) -> tuple[str, str]:
    amount = bar.figure.entered
    return bar.crossing.syrian_side, say("not shown") if amount is None else thousands(amount.count)


def _elsewhere_lines(plan: Strip, text: float, width: float) -> list[str]:
    """What the strip does not name, in lines that fit."""
    parts = []
    unnamed = [bar.figure for bar in plan.bars if bar.crossing.id in plan.labels.left_out]
    for figure in (*unnamed, *plan.elsewhere):
        known = _KNOWN.get(figure.crossing)
        name = figure.crossing if known is None else f"{known.syrian_side} ({country_spoken(known.neighbour)})"
        parts.append(f"{name} {say('not shown') if figure.entered is None else thousands(figure.entered.count)}")
    lines: list[str] = []
    for n, part in enumerate(parts):
        piece = part if n == len(parts) - 1 else part + ", "
        start = say("Also:") + " " if n == 0 else ""
        if lines and text_width(lines[-1] + piece, text * 0.95) <= width - 24:
            lines[-1] += piece
        else:
            lines.append(start + piece)
    return lines


def _high(figure: CrossingFigure) -> int:
    return 0 if figure.entered is None else figure.entered.high
