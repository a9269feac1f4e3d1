"""Drawings on a page: the one place where text of ours becomes markup.

Invariant: only what ``coalesce.drawing`` made is passed on as markup; it escapes every text that comes from a list.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Literal

from markupsafe import Markup

from coalesce.drawing import (
    FlowMapData,
    HistogramData,
    HistogramOptions,
    MapOptions,
    beside_sheet,
    flow_map,
    histogram,
    largest_of,
    sankey,
)
from coalesce.drawing.palette import SOFT

Form = Literal["medium", "narrow"]
FORMS: tuple[tuple[Form, float], ...] = (("medium", 640.0), ("narrow", 340.0))
"""The forms of a picture on a page and the widths of its months: the style sheet shows the one that fits. A wall screen shows
the medium one larger: a third form would weigh a third more on every page."""


MOST_TOLD = 40
"""Arcs of the medium map with a title of their own: the thinnest beyond are lines, and the table has their numbers."""

MOST_RIBBONS = 50
"""Ribbons of the Sankey, which are all as tall as they must be to be seen."""

MOST_ON_A_PHONE = 20
"""Arcs on the small map: more are a tangle at that size, and the table below it has them all."""


def picture(*svg: str) -> Markup:
    """Drawings as a page takes them."""
    return Markup("".join(svg))  # noqa: S704  coalesce.drawing escapes its texts


def forms(draw: Callable[[Form], str]) -> Markup:
    """One drawing in each of its forms."""
    with beside_sheet():
        return picture(*(draw(form) for form, _ in FORMS))


def map_forms(data: FlowMapData, options: MapOptions, view: str = "map") -> Markup:
    """The flow map, or as ``stages`` the Sankey."""
    draw = sankey if view == "stages" else flow_map
    most = {"narrow": MOST_ON_A_PHONE, "medium": MOST_RIBBONS if view == "stages" else 0}
    options = replace(options, told=MOST_TOLD)
    return forms(lambda form: draw(data, replace(options, frame=form, ident=f"{view}-{form}", most=most.get(form, 0))))


def map_pair(maps: tuple[FlowMapData, FlowMapData], options: MapOptions) -> tuple[Markup, Markup]:
    """Two maps to stand beside or below each other, each in the one form that fits both."""
    now, then = (
        replace(options, frame="narrow", ident=f"map-{name}", legend=name == "now", most=MOST_ON_A_PHONE)
        for name in ("now", "then")
    )
    one, other = _same_places(maps)
    with beside_sheet():
        return picture(flow_map(one, now)), picture(flow_map(other, then))


def _same_places(maps: tuple[FlowMapData, FlowMapData]) -> tuple[FlowMapData, FlowMapData]:
    """Both with the places of the arcs that either draws, so that the eye can go from one to the other."""
    drawn = [largest_of(replace(one, ends=frozenset()), MOST_ON_A_PHONE)[0].arcs for one in maps]
    ends = frozenset(end for arcs in drawn for arc in arcs for end in (arc.leg.start, arc.leg.end))
    one, other = (
        replace(data, ends=ends, places=tuple(place for place in data.places if place.country in ends)) for data in maps
    )
    return one, other


def month_forms(bars: HistogramData, kind: str) -> Markup:
    """The months; ``kind`` is the kind of leg that gives them their colour."""
    widths = dict(FORMS)
    return forms(
        lambda form: histogram(bars, HistogramOptions(widths[form], 170.0, f"months-{form}", form, kind, SOFT))
    )


def map_and_months(data: FlowMapData, bars: HistogramData, base: str, kind: str) -> dict[str, Markup]:
    """Both, as ``map`` and ``months``; ``base`` is the base map's address."""
    return {"map": map_forms(data, MapOptions(base_href=base, grounds=False)), "months": month_forms(bars, kind)}
