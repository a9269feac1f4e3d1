"""A person's journey on a line of time: a row for each country, a step for each leg.

Promises every leg of the journey: those with a date at their place, as wide as the date is partial; those without
one in a list below, never placed by guess. Invariant: time runs evenly from left to right.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from coalesce.dates import PartialDate
from coalesce.drawing.palette import FAINT, INK, LEG_COLOURS, PAPER, SOFT
from coalesce.drawing.places import country_name, leg_kind
from coalesce.drawing.svg import picture, tag, text_width, words
from coalesce.records import Journey, Leg

ROW, TEXT, TOP, NAMES, RIGHT = 34.0, 12.5, 16.0, 130.0, 24.0


@dataclass(frozen=True, slots=True)
class TimelineOptions:
    """Width in units of the picture and the beginning of its ids."""

    width: float = 640.0
    ident: str = "journey"


@dataclass(frozen=True, slots=True)
class _Axis:
    """Days to places."""

    first: int
    last: int
    left: float
    right: float

    def at(self, day: date) -> float:
        """Where a day stands."""
        return self.left + (day.toordinal() - self.first) * (self.right - self.left) / max(self.last - self.first, 1)


def timeline(journey: Journey, options: TimelineOptions | None = None) -> str:
    """The picture as SVG."""
    options = options or TimelineOptions()
    dated = [(leg, when) for leg, when in journey.legs if when is not None]
    loose = [leg for leg, when in journey.legs if when is None]
    countries = list(dict.fromkeys(end for leg, _ in dated for end in (leg.start, leg.end)))
    rows = {code: TOP + (n + 0.5) * ROW for n, code in enumerate(countries)}
    bottom = TOP + ROW * len(rows)
    parts: list[str] = []
    if dated:
        axis = _axis([when for _, when in dated], options.width)
        parts.extend(_ground(rows, axis, bottom))
        parts.extend(_steps(dated, rows, axis))
        bottom += 24
    for leg in loose:
        bottom += 20
        look = {"class": "note", "x": 0, "y": bottom - 4, "font_size": TEXT, "fill": SOFT}
        parts.append(tag("text", {**look, "data_leg": str(leg)}, words(f"{_name(leg)}, date unknown")))
    desc = "; ".join(f"{_name(leg)}, {when or 'date unknown'}" for leg, when in journey.legs) or "No legs are known."
    return picture((options.width, bottom + 6), "timeline", "Journey", desc, parts, options.ident)


def _name(leg: Leg) -> str:
    return f"{country_name(leg.start)} to {country_name(leg.end)}"


def _axis(dates: list[PartialDate], width: float) -> _Axis:
    """From the first month to the end of the last, with room before the first step."""
    first = min(when.earliest for when in dates).toordinal()
    last = max(when.latest for when in dates).toordinal()
    room = max((last - first) // 10, 15)
    return _Axis(first - room, last + room, NAMES, width - RIGHT)


def _ground(rows: dict[str, float], axis: _Axis, bottom: float) -> list[str]:
    drawn = []
    for code, y in rows.items():
        line = {"class": "axis", "x1": NAMES, "x2": axis.right, "y1": y, "y2": y, "stroke": FAINT, "stroke_width": 1}
        name = {"class": "name", "x": NAMES - 10, "y": y + 4, "text_anchor": "end", "font_size": TEXT, "fill": INK}
        drawn += [tag("line", line), tag("text", name, words(country_name(code)))]
    for day, label in _ticks(axis):
        x = axis.at(day)
        tick = {"class": "axis", "x1": x, "x2": x, "y1": TOP, "y2": bottom + 4, "stroke": FAINT, "stroke_width": 0.5}
        text = {"class": "tick", "x": x, "y": bottom + 18, "text_anchor": "middle", "font_size": TEXT * 0.88}
        drawn += [tag("line", tick), tag("text", {**text, "fill": SOFT}, label)]
    return drawn


def _ticks(axis: _Axis) -> list[tuple[date, str]]:
    """Months, quarters or years: as many as have room for their names."""
    room = text_width("2014-07", TEXT) + 14
    first, last = date.fromordinal(axis.first), date.fromordinal(axis.last)
    months = range(first.year * 12 + first.month, last.year * 12 + last.month)
    fitting = max(int((axis.right - axis.left) / room), 1)
    every = next((n for n in (1, 3, 6, 12, 24, 60, 120, 600) if len(months) <= n * fitting), 2400)
    days = [date(n // 12, n % 12 + 1, 1) for n in months if n % every == 0]
    return [(day, f"{day.year}" if every >= 12 else f"{day:%Y-%m}") for day in days]


def _steps(dated: list[tuple[Leg, PartialDate]], rows: dict[str, float], axis: _Axis) -> list[str]:
    drawn = []
    for n, (leg, when) in enumerate(dated):
        y1, y2 = rows[leg.start], rows[leg.end]
        x1, x2 = axis.at(when.earliest), axis.at(when.latest)
        middle = (x1 + x2) / 2
        later = [other.earliest for _, other in dated[n + 1 :]]
        until = max(axis.at(min(later)), middle) if later else axis.right
        kind = leg_kind(leg)
        colour = LEG_COLOURS[kind]
        stay = {"class": "stay", "x1": middle, "x2": until, "y1": y2, "y2": y2, "stroke": SOFT, "stroke_width": 4}
        step = {"x1": middle, "x2": middle, "y1": y1, "y2": y2, "stroke_width": 2.5}
        pieces = [tag("title", {}, words(f"{_name(leg)}, {when}")), tag("line", {**stay, "stroke_linecap": "round"})]
        pieces.append(tag("line", step))
        span = {"x1": x1, "x2": max(x2, x1 + 1), "y1": y2, "y2": y2, "stroke_width": 12, "stroke_opacity": 0.3}
        pieces += [
            tag("line", span),
            tag("circle", {"class": "place", "cx": middle, "cy": y2, "r": 4, "fill": PAPER}),
        ]
        drawn.append(tag("g", {"class": f"step arc-{kind}", "data_leg": str(leg), "stroke": colour}, *pieces))
    return drawn
