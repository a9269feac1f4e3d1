"""What shows that an arc passes a place and does not stop there, where no curve keeps clear of it: the arc goes over it, as a bridge.

Promises a bridge for each place that an arc touches and that is none of its ends. Invariant: a place where an arc stops stands above
that arc; one that it passes stands below it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from coalesce.drawing.geometry import Curve
from coalesce.drawing.palette import LEG_COLOURS, PAPER
from coalesce.drawing.places import Spot
from coalesce.drawing.speech import say
from coalesce.drawing.svg import tag, words

FINE = 192
BEYOND = 4.0
"""Units of the picture that a bridge goes on to each side of the place."""
CASING = 1.6
"""Units of paper to each side of it, which part it from what lies below."""


@dataclass(frozen=True, slots=True)
class Look:
    """The arc's name and kind, and the radius of a place."""

    name: str
    kind: str
    marker: float


def passed(curve: Curve, width: float, spots: Sequence[Spot], marker: float) -> list[Spot]:
    """The places that an arc of this width touches."""
    if not spots:
        return []
    at = np.array([(spot.x, spot.y) for spot in spots])
    gaps = np.sqrt(((curve.points(FINE)[:, None, :] - at[None]) ** 2).sum(axis=2)).min(axis=0)
    return [spot for spot, gap in zip(spots, gaps.tolist(), strict=True) if gap < width / 2 + marker]


def bridge(curve: Curve, width: float, over: Spot, look: Look) -> str:
    """The piece of the arc over a place."""
    marker = look.marker
    points = curve.points(FINE)
    near = np.hypot(points[:, 0] - over.x, points[:, 1] - over.y) < width / 2 + marker + BEYOND
    path = "M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in points[near].tolist())
    told = tag("title", {}, words(say("%(leg)s passes %(place)s", leg=look.name, place=over.name)))
    casing = {"class": "way-open", "d": path, "stroke": PAPER, "stroke_width": width + 2 * CASING}
    return tag(
        "g",
        {"class": f"pass arc-{look.kind}", "fill": "none", "stroke": LEG_COLOURS[look.kind]},
        told,
        tag("path", casing),
        tag("path", {"class": "bridge", "d": path, "stroke_width": width}),
    )
