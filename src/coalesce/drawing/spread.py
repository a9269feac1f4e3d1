"""How far the estimate moves when the people are drawn anew: a histogram of resamples with the intervals under it.

Promises every resample in a bar, those beyond the last bar in one of their own that is named so. Invariant: bars are as
wide as their span, so that area is share.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from coalesce.drawing.palette import BLUE, FAINT, INK, SOFT
from coalesce.drawing.scales import Scale
from coalesce.drawing.speech import say, say_counted, thousands
from coalesce.drawing.svg import picture, span_words, tag, text_width, words
from coalesce.records import Interval

TEXT, LEFT, RIGHT, TOP, BOTTOM = 11.5, 10.0, 14.0, 14.0, 62.0
BARS = 40
BEYOND = 97.5
"""Bars end at this percentile of the totals, or at the interval's end: a long tail would leave the rest no room."""


@dataclass(frozen=True, slots=True)
class SpreadData:
    """``totals``: one a resample. ``seen``: people on the lists."""

    title: str
    totals: Sequence[float]
    total: float | None
    interval80: Interval | None
    interval95: Interval | None
    seen: int


@dataclass(frozen=True, slots=True)
class SpreadOptions:
    """Size in units of the picture, the beginning of its ids, and the form that it is."""

    width: float = 640.0
    height: float = 220.0
    ident: str = "spread"
    frame: str = "all"


def spread(data: SpreadData, options: SpreadOptions | None = None) -> str:
    """The picture as SVG."""
    options = options or SpreadOptions()
    name = f"spread form-{options.frame}"
    finite = np.sort(np.asarray(data.totals, dtype=np.float64))
    finite = finite[np.isfinite(finite)]
    size = (options.width, options.height)
    if not len(finite):
        look = {"class": "note", "x": LEFT, "y": TOP + 20, "font_size": TEXT, "fill": SOFT}
        none = say("No resample gave a number.")
        return picture(size, name, data.title, none, [tag("text", look, words(none))], options.ident)
    scale, beyond = _scale(finite, data, options)
    parts = [*_bars(finite, scale, options), *_axis(scale, options), *_bands(data, scale, options)]
    if beyond:
        text = say(
            "%(beyond)s of %(all)s lie beyond, up to %(last)s",
            beyond=thousands(beyond),
            all=thousands(len(finite)),
            last=thousands(round(float(finite[-1]))),
        )
        look = {"class": "note", "x": options.width - RIGHT, "y": TOP - 2, "text_anchor": "end", "font_size": TEXT}
        parts.append(tag("text", {**look, "fill": SOFT}, words(f"{text} →")))
    return picture(size, name, data.title, _told(finite, data), parts, options.ident)


def _scale(finite: np.ndarray, data: SpreadData, options: SpreadOptions) -> tuple[Scale, int]:
    ends = [band.high for band in (data.interval80, data.interval95) if band is not None]
    high = max([float(np.percentile(finite, BEYOND)), data.total or 0.0, *ends, data.seen + 1.0])
    low = min(float(finite[0]), float(data.seen), *(band.low for band in (data.interval95,) if band is not None))
    room = (high - low) * 0.03
    scale = Scale(max(low - room, 0.0), high + room, LEFT, options.width - RIGHT)
    return scale, int((finite > scale.high).sum())


def _bars(finite: np.ndarray, scale: Scale, options: SpreadOptions) -> list[str]:
    counts, edges = np.histogram(finite, bins=BARS, range=(scale.low, scale.high))
    base = options.height - BOTTOM
    per_one = (base - TOP) / max(int(counts.max()), 1)
    drawn = []
    for n, count in enumerate(counts.tolist()):
        if count:
            left, right = scale.at(float(edges[n])), scale.at(float(edges[n + 1]))
            told = span_words(round(float(edges[n])), round(float(edges[n + 1])))
            told += ": " + say_counted("%(count)s resample", "%(count)s resamples", count)
            look = {"class": "prior", "x": left, "y": base - count * per_one, "width": right - left - 0.75}
            drawn.append(tag("rect", {**look, "height": count * per_one, "fill": SOFT}, tag("title", {}, words(told))))
    line = {"class": "axis", "x1": LEFT, "x2": options.width - RIGHT, "y1": base, "y2": base, "stroke": FAINT}
    return [*drawn, tag("line", {**line, "stroke_width": 1})]


def _axis(scale: Scale, options: SpreadOptions) -> list[str]:
    drawn = []
    room = max(int((scale.right - scale.left) / (text_width(thousands(round(scale.high)), TEXT) + 16)), 2)
    for value in scale.ticks(min(room, 8)):
        half = text_width(thousands(value), TEXT) / 2
        x = min(max(scale.at(value), half), options.width - half)
        look = {"class": "tick", "x": x, "y": options.height - BOTTOM + 16, "text_anchor": "middle"}
        drawn.append(tag("text", {**look, "font_size": TEXT, "fill": SOFT}, thousands(value)))
    return drawn


def _bands(data: SpreadData, scale: Scale, options: SpreadOptions) -> list[str]:
    """The two intervals and the estimate under the axis, and the people on the lists as a dotted line."""
    top = options.height - BOTTOM + 26
    drawn = []
    for name, band, strength in (("95", data.interval95, 0.3), ("80", data.interval80, 0.75)):
        if band is not None:
            left, right = scale.at(band.low), scale.at(band.high)
            look = {"class": f"range band-{name}", "x": left, "y": top, "width": max(right - left, 2.0), "height": 10}
            told = say("%(part)s % interval: %(span)s", part=name, span=span_words(round(band.low), round(band.high)))
            drawn.append(
                tag("rect", {**look, "rx": 2, "fill": BLUE, "fill_opacity": strength}, tag("title", {}, words(told)))
            )
    if data.total is not None:
        x = scale.at(data.total)
        look = {"class": "mark", "x": x - 1.25, "y": top - 5, "width": 2.5, "height": 20, "fill": INK}
        drawn += [tag("rect", look), _under(thousands(round(data.total)), x, options)]
    x = scale.at(data.seen)
    seen = {"class": "seen", "x1": x, "x2": x, "y1": TOP, "y2": top + 10, "stroke": SOFT, "stroke_width": 1.5}
    title = tag("title", {}, words(say("On the lists: %(people)s", people=thousands(data.seen))))
    return [*drawn, tag("line", {**seen, "stroke_dasharray": "1 3"}, title)]


def _under(text: str, x: float, options: SpreadOptions) -> str:
    half = text_width(text, TEXT, bold=True) / 2
    at = min(max(x, half), options.width - half)
    look = {"class": "name", "x": at, "y": options.height - 6, "text_anchor": "middle", "font_size": TEXT}
    return tag("text", {**look, "font_weight": 600, "fill": INK}, text)


def _told(finite: np.ndarray, data: SpreadData) -> str:
    quarter, middle, three = (thousands(round(float(np.percentile(finite, at)))) for at in (25, 50, 75))
    parts = [
        say(
            "%(all)s resamples; half of them between %(low)s and %(high)s, the middle %(middle)s.",
            all=thousands(len(finite)),
            low=quarter,
            high=three,
            middle=middle,
        )
    ]
    if (band := data.interval95) is not None:
        parts.append(say("95 % interval: %(span)s.", span=span_words(round(band.low), round(band.high))))
    return " ".join([*parts, say("On the lists: %(people)s", people=thousands(data.seen)) + "."])
