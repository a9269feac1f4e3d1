"""A count with its bounds as a line: the inner band as wide as the low bound, the pale outer one as the high bound, and the
count between; what is not shown is a thin dashed line.

Invariant: widths are in proportion to people; bands whose edges the eye could not part are drawn as one, as wide as the high
bound.
"""

from __future__ import annotations

from coalesce.drawing.svg import tag
from coalesce.flows import Interval

DASHED_WIDTH = 1.6
THINNEST = 0.7
UNSEEN = 0.3
"""Bands that differ by less than so many units of the picture are one."""

STRENGTHS = {"outer": 0.25, "middle": 0.5, "inner": 1.0}


def bands(amount: Interval | None, path: str, per_person: float) -> list[str]:
    """The lines along ``path``, the widest first; one dashed line for a number that is not shown."""
    if amount is None:
        return [tag("path", {"d": path, "stroke_width": DASHED_WIDTH, "stroke_dasharray": "4 4"})]
    people: tuple[tuple[str, int], ...] = (("outer", amount.high), ("middle", amount.count), ("inner", amount.low))
    if (amount.high - amount.low) * per_person < UNSEEN:
        people = (("inner", amount.high),)
    drawn = []
    for name, number in people:
        if number:
            look = {"class": f"band-{name}", "d": path, "stroke_width": max(number * per_person, THINNEST)}
            strength = STRENGTHS[name]
            drawn.append(tag("path", look | {"stroke_opacity": None if strength == 1 else strength}))
    return drawn


def width_of(amount: Interval | None, per_person: float) -> float:
    """How wide the count is drawn."""
    return DASHED_WIDTH if amount is None else max(amount.count * per_person, THINNEST)
