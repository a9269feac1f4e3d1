"""An interval as a mark for a table's cell: a bar from low to high and a tick at the count.

Promises marks of one table on one scale that begins at zero, large enough to read. Invariant: the bar is never
shorter than what can be seen, and the tick stands inside of it.
"""

from __future__ import annotations

from coalesce.drawing.palette import BLUE, FAINT, INK
from coalesce.drawing.svg import number, spoken, tag, words
from coalesce.flows import Interval

LEAST = 4.0


def interval_mark(amount: Interval | None, largest: int, width: float = 120.0, height: float = 18.0) -> str:
    """The mark as SVG. ``largest`` is the high bound that the whole width stands for, the same in all rows.

    None gives a dashed line: not shown. The picture is named by the amount in words.
    """
    middle = height / 2
    base = {"class": "axis", "x1": 0, "x2": width, "y1": middle, "y2": middle, "stroke": FAINT, "stroke_width": 1}
    attributes = {
        "xmlns": "http://www.w3.org/2000/svg",
        "viewBox": f"0 0 {number(width)} {number(height)}",
        "width": width,
        "height": height,
        "class": "drawing interval",
        "role": "img",
        "aria-label": spoken(amount),
    }
    title = tag("title", {}, words(spoken(amount)))
    if amount is None:
        return tag("svg", attributes, title, tag("line", base | {"stroke_dasharray": "4 4"}))
    scale = (width - 4) / max(largest, amount.high, 1)
    left, right = 2 + amount.low * scale, 2 + amount.high * scale
    if right - left < LEAST:
        centre = min(max((left + right) / 2, LEAST / 2), width - LEAST / 2)
        left, right = centre - LEAST / 2, centre + LEAST / 2
    bar = {"class": "range", "x": left, "y": middle - 4, "width": right - left, "height": 8, "rx": 2, "fill": BLUE}
    at = min(max(2 + amount.count * scale, left + 1), right - 1)
    tick = {"class": "mark", "x": at - 1, "y": middle - 7, "width": 2, "height": 14, "fill": INK}
    parts = (tag("line", base), tag("rect", bar | {"fill_opacity": 0.55}), tag("rect", tick))
    return tag("svg", attributes, title, *parts)
