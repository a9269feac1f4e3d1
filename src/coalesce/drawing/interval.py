"""An interval as a mark for a table's cell: a bar from low to high and a tick at the count.

Promises marks of one table on one scale that begins at zero, large enough to read. Invariant: the bar is never
shorter than what can be seen, and the tick stands inside of it.
"""

from __future__ import annotations

from coalesce.drawing.palette import BLUE, FAINT, INK
from coalesce.drawing.svg import number, spoken, tag
from coalesce.flows import Interval

LEAST = 4.0


def row_mark(amount: Interval | None, largest: int, width: float = 84.0) -> str:
    """The same for a row of a long table, whose numbers stand beside it: nothing to a screen reader, coloured by the style sheet."""
    about = {"class": "drawing interval", "aria_hidden": "true"}
    if amount is None:
        return tag(
            "svg", about, tag("path", {"class": "axis", "d": f"M0 9H{number(width)}", "stroke_dasharray": "4 4"})
        )
    left, right, at = _placed(amount, largest, width)
    bar = {"class": "range", "d": f"M{number(round(left, 1))} 5H{number(round(right, 1))}v8H{number(round(left, 1))}z"}
    return tag("svg", about, tag("path", bar), tag("path", {"class": "mark", "d": f"M{at - 1:.1f} 2h2v14h-2z"}))


def paired_mark(now: Interval, then: Interval, largest: int, width: float = 84.0) -> str:
    """Two windows of one row as two bars from zero with their bounds, the present one above; ``largest`` as for the others.

    It says nothing to a screen reader: the numbers stand beside it. Coloured by the style sheet.
    """
    scale = (width - 4) / max(largest, 1)
    parts = []
    for amount, top, name in ((now, 2, "range"), (then, 10, "prior")):
        bar = {"class": name, "y": top, "width": round(max(amount.count * scale, 0.8), 1), "height": 6}
        parts.append(tag("rect", bar))
        if amount.high > amount.low:
            path = f"M{amount.low * scale:.1f} {top + 3}H{amount.high * scale:.1f}"
            parts.append(tag("path", {"class": "whisker", "d": path}))
    return tag("svg", {"class": "drawing interval paired", "aria_hidden": "true"}, *parts)


def interval_mark(amount: Interval | None, largest: int, width: float = 120.0, height: float = 18.0) -> str:
    """The mark as SVG. ``largest`` is the high bound that the whole width stands for, the same in all rows.

    None gives a dashed line: not shown. The picture is named by the amount in words.
    """
    middle = height / 2
    base = {"class": "axis", "x1": 0, "x2": width, "y1": middle, "y2": middle, "stroke": FAINT, "stroke_width": 1}
    attributes = {
        "viewBox": f"0 0 {number(width)} {number(height)}",
        "width": width,
        "height": height,
        "class": "drawing interval",
        "role": "img",
        "aria-label": spoken(amount),
    }
    if amount is None:
        return tag("svg", attributes, tag("line", base | {"stroke_dasharray": "4 4"}))
    left, right, at = _placed(amount, largest, width)
    bar = {"class": "range", "x": left, "y": middle - 4, "width": right - left, "height": 8, "rx": 2, "fill": BLUE}
    tick = {"class": "mark", "x": at - 1, "y": middle - 7, "width": 2, "height": 14, "fill": INK}
    parts = (tag("line", base), tag("rect", bar | {"fill_opacity": 0.55}), tag("rect", tick))
    return tag("svg", attributes, *parts)


def _placed(amount: Interval, largest: int, width: float) -> tuple[float, float, float]:
    """Where the bar begins and ends, and the middle of the tick."""
    scale = (width - 4) / max(largest, amount.high, 1)
    left, right = 2 + amount.low * scale, 2 + amount.high * scale
    if right - left < LEAST:
        centre = min(max((left + right) / 2, LEAST / 2), width - LEAST / 2)
        left, right = centre - LEAST / 2, centre + LEAST / 2
    return left, right, min(max(2 + amount.count * scale, left + 1), right - 1)
