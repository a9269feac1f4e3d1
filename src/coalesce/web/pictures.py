"""Drawings on a page: the one place where text of ours becomes markup.

Invariant: only what ``coalesce.drawing`` made is passed on as markup; it escapes every text that comes from a list.
"""

from __future__ import annotations

from typing import Literal

from markupsafe import Markup

from coalesce.drawing import FlowMapData, HistogramData, HistogramOptions, MapOptions, flow_map, histogram
from coalesce.drawing.palette import SOFT

FORMS: tuple[tuple[Literal["wide", "medium", "narrow"], float], ...] = (
    ("wide", 1000.0),
    ("medium", 640.0),
    ("narrow", 340.0),
)
"""The forms of a picture and their widths, of which the style sheet shows the one that fits."""


def picture(*svg: str) -> Markup:
    """Drawings as a page takes them."""
    return Markup("".join(svg))  # noqa: S704  coalesce.drawing escapes its texts


def map_and_months(data: FlowMapData, bars: HistogramData, base: str, kind: str) -> dict[str, Markup]:
    """The map and the months in each form: ``map_wide``, ``months_wide``, ...; ``base`` is the base map's address and
    ``kind`` the kind of leg that gives the months their colour.
    """
    drawn = {f"map_{form}": picture(flow_map(data, MapOptions(form, base, f"map-{form}"))) for form, _ in FORMS}
    for form, width in FORMS:
        options = HistogramOptions(width, 170.0, f"months-{form}", form, kind, SOFT)
        drawn[f"months_{form}"] = picture(histogram(bars, options))
    return drawn
