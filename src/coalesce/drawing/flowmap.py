"""The flow map: arcs as wide as the count, with the low and high bound in them, on the base map.

Promises one SVG for page, print and file. Invariant: every arc and every place of the data is drawn,
the far ones at the map's edge; labels cover neither one another nor the edge; an arc keeps clear of
places that it only passes wherever some curve of the families can (``geometry``), and goes over them like a bridge elsewhere.

Bands: the inner one is as wide as the low bound, the pale outer one as the high bound, the one between
as the count. Around them, where an estimate is told, two paler ones: the ends of its 95 % interval. Dashed: not shown. Widths are in proportion to people; the legend shows three of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from coalesce.drawing.bands import THINNEST, bands, width_of
from coalesce.drawing.basemap import View, land_paths
from coalesce.drawing.bundles import lanes
from coalesce.drawing.flowdata import (
    ArcEstimate,
    FlowArc,
    FlowMapData,
    MapOptions,
    PlaceFigure,
    largest_of,
    place_words,
    summary,
    with_places,
)
from coalesce.drawing.frames import FRAMES, Frame
from coalesce.drawing.geometry import Clear, Curve, clearest, roundabout, routed
from coalesce.drawing.inset import inset
from coalesce.drawing.labels import FIGURE, Box, Label, Placement, Scene, draw_label, label_of, place
from coalesce.drawing.legend import ESTIMATE_STRENGTH, LegendWords, legend
from coalesce.drawing.overpass import Look, bridge, passed
from coalesce.drawing.palette import FAINT, INK, LAND, LEG_COLOURS, PAPER, SEA, SOFT
from coalesce.drawing.places import IRAQ, SYRIA, Spot, leg_kind, spots
from coalesce.drawing.speech import say, say_counted
from coalesce.drawing.svg import linked, picture, spoken, tag, words

CLEARANCE = 11.0
"""Units between an arc's middle and the middle of a place that it only passes, beside half its width."""
REACH = 8
"""A finger needs so much more to hit than the marker is large."""
INK_POINTS = 32
HUBS = 8  # named first, after Syria and Iraq; then the places at the edge, which nothing but a name explains


@dataclass(frozen=True, slots=True)
class Drawn:
    """An arc with its curve and the width of its count; ``touches``: it found no way clear of all places."""

    arc: FlowArc
    curve: Curve
    width: float
    touches: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """Where everything stands, before it is written down: what the tests measure."""

    frame: Frame
    spots: tuple[Spot, ...]
    arcs: tuple[Drawn, ...]
    labels: Placement
    per_person: float


def flow_map(data: FlowMapData, options: MapOptions | None = None) -> str:
    """The picture as SVG."""
    options, whole = options or MapOptions(), data
    data, left_out = largest_of(data, options.most)
    data = with_places(data)
    plan = layout(data, options)
    view = plan.frame.view
    parts = [
        _ground(view, options),
        *_arcs(plan, data.estimate, options.told),
        *_markers(plan, data, options),
        *_bridges(plan),
        *_labels(plan, data, options.grounds),
    ]
    bottom = view.height
    if options.legend:
        key, height = legend(plan.per_person, plan.frame, bottom, _told(plan, data, left_out))
        parts.append(key)
        bottom += height
    if data.crossings and options.inset:
        border, height = inset(data.crossings, plan.frame, bottom, options)
        parts.append(border)
        bottom += height
    name = f"flowmap form-{options.frame}"
    return picture((view.width, bottom), name, data.title, summary(whole), parts, options.ident)


def layout(data: FlowMapData, options: MapOptions) -> Layout:
    """Spots, curves and labels of a map."""
    frame = FRAMES[options.frame]
    data = with_places(data)
    found = spots(sorted(figure.country for figure in data.places), frame.view)
    amounts = [arc.amount.high for arc in data.arcs if arc.amount is not None]
    largest = options.largest or max([*amounts, data.estimate.high if data.estimate else 0], default=0)
    per_person = frame.widest / largest if largest else 0.0
    arcs = _curves(data.arcs, {spot.code: spot for spot in found}, frame, per_person)
    return Layout(frame, tuple(found), arcs, _placement(data, found, arcs, frame), per_person)


def _curves(arcs: Sequence[FlowArc], at: dict[str, Spot], frame: Frame, per_person: float) -> tuple[Drawn, ...]:
    """The widest first, so that the thin ones are drawn above them."""
    drawn = []
    widths = {arc.leg: width_of(arc.amount, per_person) for arc in arcs}
    points = {code: (spot.x, spot.y) for code, spot in at.items()}
    found = lanes(widths, points)
    for arc in arcs:
        start, end, width = points[arc.leg.start], points[arc.leg.end], widths[arc.leg]
        others = [point for point in points.values() if point not in (start, end)]
        room = CLEARANCE * frame.marker / 4.2 + width / 2
        clear = Clear(others, room, frame.view.width, frame.view.height, frame.marker + width / 2)
        curve, fault = clearest(found[arc.leg].curves(), clear) if arc.leg in found else (None, 1.0)
        if curve is None or fault > 0:
            other, worse = routed(start, end, clear)
            curve = other if curve is None or worse < fault else curve
        if touched := clear.touched(curve):
            curve = min(curve, roundabout(start, end, clear), key=clear.touched)
            touched = clear.touched(curve)
        drawn.append(Drawn(arc, curve, width, touched > 0))
    return tuple(sorted(drawn, key=lambda one: (-one.width, str(one.arc.leg))))


def _placement(data: FlowMapData, found: Sequence[Spot], arcs: Sequence[Drawn], frame: Frame) -> Placement:
    figures = {figure.country: figure for figure in data.places}
    by_weight = sorted(found, key=lambda spot: (-_weight(figures[spot.code]), spot.code))
    core = [spot for spot in by_weight if spot.code in (SYRIA, IRAQ)]
    others = [spot for spot in by_weight if spot not in core]
    first, rest = [*core, *others[:HUBS]], others[HUBS:]
    far = [spot for spot in rest if spot.arrow] if frame.far_first else []
    ranked = [*first, *far, *(spot for spot in rest if spot not in far)]
    labels = [_label(spot, figures[spot.code], frame) for spot in ranked]
    r = frame.marker + 1
    markers = [Box(spot.x - r, spot.y - r, spot.x + r, spot.y + r) for spot in found]
    ink = [
        np.column_stack((points, np.full(len(points), one.width / 2)))
        for one, points in ((one, one.curve.points(INK_POINTS)) for one in arcs)
    ]
    scene = Scene(
        Box(3, 3, frame.view.width - 3, frame.view.height - 3), markers, np.vstack(ink) if ink else np.empty((0, 3))
    )
    placement = place(labels[: frame.named], scene)
    more = tuple(label.key for label in labels[frame.named :])
    return Placement(placement.placed, (*placement.left_out, *more))


def _weight(figure: PlaceFigure) -> int:
    amounts = (figure.into, figure.out_of)
    return sum(amount.high for amount in amounts if amount is not None)


def _label(spot: Spot, figure: PlaceFigure, frame: Frame) -> Label:
    return label_of(spot.code, (spot.x, spot.y), _lines(spot, figure), frame.text)


def _lines(spot: Spot, figure: PlaceFigure) -> list[str]:
    name = f"{spot.arrow} {spot.name}" if spot.arrow in ("←", "↑") else f"{spot.name} {spot.arrow}".strip()
    numbers = place_words(figure)
    return [name, numbers] if numbers else [name]


def _ground(view: View, options: MapOptions) -> str:
    clip = f"{options.ident}-clip"
    frame = tag("rect", {"width": view.width, "height": view.height})
    look: dict[str, object] = {"class": "land", "fill": LAND, "stroke": FAINT, "stroke_width": 0.6 / view.scale}
    look["transform"] = view.transform
    if options.base_href is None:
        land = tag("g", look, tag("g", {"id": f"{options.ident}-land"}, land_paths()))
    else:
        land = tag("use", {**look, "href": f"{options.base_href}#land"})
    sea = tag("rect", {"class": "sea", "fill": SEA, "width": view.width, "height": view.height})
    return (
        tag("defs", {}, tag("clipPath", {"id": clip}, frame))
        + sea
        + tag("g", {"clip_path": f"url(#{clip})", "aria_hidden": "true"}, land)
    )


def _arcs(plan: Layout, estimate: ArcEstimate | None, most: int) -> list[str]:
    """Each arc with its title and its way; beyond the ``most`` widest, those of one kind and as thin as a line may be as one path."""
    hair = [one for one in plan.arcs[most:] if _is_hair(one, plan, estimate)] if most else []
    drawn = [_arc(one, plan.per_person, estimate) for one in plan.arcs if one not in hair]
    for kind, colour in LEG_COLOURS.items():
        if path := "".join(one.curve.rough_path for one in hair if leg_kind(one.arc.leg) == kind):
            look = {"class": f"arc-{kind} hair", "d": path, "stroke": colour, "stroke_width": THINNEST}
            drawn.append(tag("path", look))
    return [tag("g", {"class": "arcs", "fill": "none", "stroke_linecap": "butt"}, *drawn)] if drawn else []


def _is_hair(one: Drawn, plan: Layout, estimate: ArcEstimate | None) -> bool:
    amount = one.arc.amount
    if amount is None or (estimate is not None and estimate.leg == one.arc.leg):
        return False
    return amount.high * plan.per_person <= THINNEST


def _arc(one: Drawn, per_person: float, estimate: ArcEstimate | None) -> str:
    amount, kind = one.arc.amount, leg_kind(one.arc.leg)
    colour, path = LEG_COLOURS[kind], one.curve.path
    pieces = [tag("title", {}, words(f"{one.arc.name}: {spoken(amount)}"))]
    about: dict[str, object] = {"class": f"arc arc-{kind}", "data_leg": str(one.arc.leg), "stroke": colour}
    if amount is None:
        about["class"] = f"arc arc-{kind} arc-hidden"
        about["data_shown"] = "no"
        pieces += bands(None, path, per_person)
    else:
        if estimate is not None and estimate.leg == one.arc.leg:
            pieces += _beyond(estimate, path, per_person)
        pieces += [*bands(amount, path, per_person), _chevron(one)]
    return tag("g", about, *pieces)


def _beyond(estimate: ArcEstimate, path: str, per_person: float) -> list[str]:
    """The ends of the estimate's interval, behind what is counted."""
    drawn = []
    for name, people in (("high", estimate.high), ("low", estimate.low)):
        look: dict[str, object] = {"class": f"band-estimate-{name}", "d": path, "stroke_width": people * per_person}
        told = tag("title", {}, words(estimate.words))
        drawn.append(tag("path", look | {"stroke_opacity": ESTIMATE_STRENGTH}, told))
    return drawn


def _chevron(one: Drawn) -> str:
    """Which way: an open angle in a wide arc, a small arrow head on a thin one."""
    (x, y), (dx, dy) = one.curve.at(0.56)
    wide = one.width >= 7
    size = one.width * 0.26 if wide else 2.6 + one.width * 0.35
    back, side = size * (0.9 if wide else 1.5), size
    tips = [(x - dx * back + dy * side, y - dy * back - dx * side), (x + dx * back * 0.5, y + dy * back * 0.5)]
    tips.append((x - dx * back - dy * side, y - dy * back + dx * side))
    path = "M" + "L".join(f"{a:.1f},{b:.1f}" for a, b in tips)
    if wide:
        return tag("path", {"class": "way-open", "d": path, "stroke": PAPER, "stroke_width": 1.6})
    return tag("path", {"class": "way", "d": path + "z"})


def _markers(plan: Layout, data: FlowMapData, options: MapOptions) -> list[str]:
    figures = {figure.country: figure for figure in data.places}
    drawn = []
    for spot in plan.spots:
        figure, chosen = figures[spot.code], spot.code in options.chosen
        told = say(
            "%(place)s: in %(into)s, out %(out)s", place=spot.name, into=spoken(figure.into), out=spoken(figure.out_of)
        )
        x, y = round(spot.x, 1), round(spot.y, 1)
        about: dict[str, object] = {"data_country": spot.code}
        if chosen:
            look = {"class": "place place-chosen", **about, "cx": x, "cy": y, "r": plan.frame.marker * 1.5, "fill": INK}
            reach = tag("circle", {"class": "reach", "cx": x, "cy": y, "r": plan.frame.marker + REACH})
            mark = (reach if options.links else "") + tag("circle", look)
        elif options.links:
            mark = tag("use", {**about, "href": f"#{options.ident}-place", "x": x, "y": y})
        else:
            mark = tag("circle", {"class": "place", **about, "cx": x, "cy": y, "r": plan.frame.marker})
        drawn.append(linked(tag("title", {}, words(told)) + mark, options.links.get(spot.code)))
    look = {"class": "places", "fill": PAPER, "stroke": INK, "stroke_width": 1.5, "pointer_events": "all"}
    shape = [_place_shape(plan, options)] if options.links else []
    return [tag("g", look, *shape, *drawn)] if drawn else []


def _bridges(plan: Layout) -> list[str]:
    """Where an arc touches a place that it only passes."""
    drawn = []
    for one in plan.arcs:
        if not one.touches:
            continue
        ends = (one.arc.leg.start, one.arc.leg.end)
        others = [spot for spot in plan.spots if spot.code not in ends]
        look = Look(one.arc.name, leg_kind(one.arc.leg), plan.frame.marker)
        drawn += [
            bridge(one.curve, one.width, spot, look) for spot in passed(one.curve, one.width, others, look.marker)
        ]
    return drawn


def _place_shape(plan: Layout, options: MapOptions) -> str:
    """A place that is a link, once for all: it has the colours of whatever uses it, since sheets do not reach into it."""
    reach = tag("circle", {"r": plan.frame.marker + REACH, "fill": "none", "stroke": "none"})
    return tag("defs", {}, tag("g", {"id": f"{options.ident}-place"}, reach, tag("circle", {"r": plan.frame.marker})))


def _labels(plan: Layout, data: FlowMapData, grounds: bool) -> list[str]:
    figures = {figure.country: figure for figure in data.places}
    by_code = {spot.code: spot for spot in plan.spots}
    drawn = []
    for placed in plan.labels.placed:
        spot = by_code[placed.label.key]
        drawn.append(draw_label(placed, _lines(spot, figures[spot.code]), plan.frame.text, grounds))
    size = plan.frame.text * FIGURE
    # A name or its leader may lie over a place: what is clicked is the place.
    about = {"class": "labels", "fill": SOFT, "font_size": size, "pointer_events": "none"}
    return [tag("g", about, *drawn)] if drawn else []


def _told(plan: Layout, data: FlowMapData, left_out: int) -> LegendWords:
    """The legend's own lines: of the estimate where its arc is drawn."""
    estimate = data.estimate
    if estimate is None or all(one.arc.leg != estimate.leg for one in plan.arcs):
        return LegendWords(_unnamed(plan, left_out))
    return LegendWords(_unnamed(plan, left_out), estimate.key, leg_kind(estimate.leg))


def _unnamed(plan: Layout, left_out: int) -> str:
    if left_out:
        return say_counted(
            "%(count)s smaller leg stands in the table", "%(count)s smaller legs stand in the table", left_out
        )
    count = len(plan.labels.left_out)
    return (
        say_counted(
            "%(count)s smaller place is named in the table", "%(count)s smaller places are named in the table", count
        )
        if count
        else ""
    )
