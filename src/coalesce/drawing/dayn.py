"""The day-N chart: what would be in place on each day after an activation, as steps.

Promises what is claimed as a pale area, what is verified as a solid one before it, and what is needed as a dashed line; the
part of what is claimed that has no end said is cut by a dotted line. Invariant: a step stands on the day on which the
amount changes, and nothing is drawn between two amounts that is neither.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from coalesce.drawing.palette import BLUE, FAINT, INK, SOFT
from coalesce.drawing.scales import Scale
from coalesce.drawing.svg import picture, tag, text_width, words

TEXT, TOP, BOTTOM, RIGHT = 12.0, 12.0, 34.0, 14.0

Level = tuple[int, float]
"""From this day on, this amount."""


@dataclass(frozen=True, slots=True)
class DayCurve:
    """One kind in one measure. Each series is the days on which it changes with the amount from there on, the first at day
    0; ``days`` is the last day drawn. ``title``, ``told`` and ``day_word`` are in the reader's language."""

    title: str
    told: str
    day_word: str
    days: int
    claimed: Sequence[Level]
    verified: Sequence[Level]
    endless: Sequence[Level]
    needed: Sequence[Level]


@dataclass(frozen=True, slots=True)
class DayOptions:
    """Width and height in units of the picture, the beginning of its ids, and the form that it is."""

    width: float = 640.0
    height: float = 220.0
    ident: str = "day"
    form: str = "wide"


def day_chart(curve: DayCurve, options: DayOptions | None = None) -> str:
    """The picture as SVG."""
    options = options or DayOptions()
    most = max((amount for one in _series(curve) for _, amount in one), default=0.0) or 1.0
    tall = Scale(0.0, most * 1.06, options.height - BOTTOM, TOP)
    left = max(text_width(f"{tick:,}", TEXT) for tick in tall.ticks(5)) + 10
    along = Scale(0.0, float(curve.days + 1), left, options.width - RIGHT)
    parts = _ground(curve, along, tall, options)
    for name, series, opacity in (("claimed", curve.claimed, 0.28), ("verified", curve.verified, 0.9)):
        path = _area(series, curve.days, along, tall)
        parts.append(tag("path", {"class": f"day-{name} for", "d": path, "fill": BLUE, "fill_opacity": opacity}))
    for name, series, dash in (("endless", curve.endless, "1 3"), ("needed", curve.needed, "6 4")):
        if any(amount for _, amount in series):
            look = {"fill": "none", "stroke": INK, "stroke_width": 1.5, "stroke_dasharray": dash}
            parts.append(
                tag("path", {"class": f"day-{name} whisker", "d": _line(series, curve.days, along, tall), **look})
            )
    size = (options.width, options.height)
    return picture(size, f"days days-{options.form}", curve.title, curve.told, parts, options.ident)


def _series(curve: DayCurve) -> tuple[Sequence[Level], ...]:
    return curve.claimed, curve.verified, curve.endless, curve.needed


def _steps(series: Sequence[Level], days: int) -> list[tuple[int, int, float]]:
    """Spans of days with their amount: from, before, how much."""
    shown = [(max(day, 0), amount) for day, amount in series if day <= days]
    ends = [day for day, _ in shown[1:]] + [days + 1]
    return [(day, end, amount) for (day, amount), end in zip(shown, ends, strict=True) if end > day]


def _line(series: Sequence[Level], days: int, along: Scale, tall: Scale) -> str:
    parts: list[str] = []
    for first, end, amount in _steps(series, days):
        height = f"{tall.at(amount):.1f}"
        parts.append(f"{'L' if parts else 'M'}{along.at(first):.1f} {height}L{along.at(end):.1f} {height}")
    return "".join(parts)


def _area(series: Sequence[Level], days: int, along: Scale, tall: Scale) -> str:
    line = _line(series, days, along, tall)
    if not line:
        return ""
    ground = f"{tall.at(0.0):.1f}"
    first = _steps(series, days)[0][0]
    return f"{line}L{along.at(days + 1):.1f} {ground}L{along.at(first):.1f} {ground}Z"


def _ground(curve: DayCurve, along: Scale, tall: Scale, options: DayOptions) -> list[str]:
    """Rules with their amounts, days below."""
    parts: list[str] = []
    for tick in tall.ticks(5):
        y = tall.at(float(tick))
        line = {"x1": along.left, "x2": along.right, "y1": y, "y2": y, "stroke": FAINT, "stroke_width": 1.0}
        parts.append(tag("line", {"class": "axis", **line}))
        look = {"class": "tick", "x": along.left - 6, "y": y + 4, "text_anchor": "end", "font_size": TEXT, "fill": SOFT}
        parts.append(tag("text", look, words(f"{tick:,}")))
    for tick in along.ticks(4 if options.width < 480 else 8):
        if tick > curve.days:
            continue
        look = {
            "class": "tick",
            "x": along.at(float(tick)),
            "y": options.height - BOTTOM + 18,
            "font_size": TEXT,
            "fill": SOFT,
        }
        anchor = "start" if tick == 0 else "middle"
        parts.append(tag("text", {**look, "text_anchor": anchor}, words(f"{curve.day_word} {tick}")))
    return parts
