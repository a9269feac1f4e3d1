"""A ladder of estimates: one rung each with its point and bands, all on one scale.

Promises a rung for every row, in the order given: the pale band is the 95 % interval, the strong one the 80 %, the tick
the estimate. Serves for methods beside each other and for each list left out. Invariant: a rung without a number says
so in words and draws nothing that could be read as one.
"""

from __future__ import annotations

from dataclasses import dataclass

from coalesce.drawing.palette import BLUE, FAINT, INK, SOFT
from coalesce.drawing.scales import Scale, scale_of
from coalesce.drawing.speech import say, thousands
from coalesce.drawing.svg import picture, span_words, tag, text_width, words
from coalesce.drawing.waterfall import wrapped
from coalesce.records import Interval

ROW, TEXT, SMALL, TOP, BOTTOM = 40.0, 13.0, 11.5, 12.0, 26.0
LEAST = 3.0


@dataclass(frozen=True, slots=True)
class Rung:
    """One row. ``total`` None: no number, and ``note`` says why. ``main``: the one that the others are compared with."""

    name: str
    total: float | None
    interval80: Interval | None = None
    interval95: Interval | None = None
    note: str = ""
    main: bool = False


@dataclass(frozen=True, slots=True)
class LadderData:
    """``seen`` is the number of people on the lists: no estimate can lie below it."""

    title: str
    rungs: tuple[Rung, ...]
    seen: int


@dataclass(frozen=True, slots=True)
class LadderOptions:
    """Width in units of the picture, the beginning of its ids, the room for names, and the form that it is."""

    width: float = 640.0
    ident: str = "ladder"
    names: float = 150.0
    frame: str = "all"


def ladder(data: LadderData, options: LadderOptions | None = None) -> str:
    """The picture as SVG."""
    options = options or LadderOptions()
    numbers = [float(data.seen), *(number for rung in data.rungs for number in _numbers(rung))]
    scale = scale_of(numbers, options.names + 8, options.width - 14)
    height = TOP + ROW * len(data.rungs) + BOTTOM
    parts = [*_ground(scale, height), *_seen(data, scale, height)]
    for n, rung in enumerate(data.rungs):
        parts.append(_rung(rung, TOP + n * ROW, scale, options))
    told = "; ".join(rung_words(rung) for rung in data.rungs) or say("Nothing to compare.")
    told = f"{told}. {say('On the lists: %(people)s', people=thousands(data.seen))}."
    name = f"ladder form-{options.frame}"
    return picture((options.width, height), name, data.title, told, parts, options.ident)


def rung_words(rung: Rung) -> str:
    """``Stepwise: 12,300 (95 %: 9,800 to 15,000)``; without a number the note."""
    if rung.total is None:
        return f"{rung.name}: {say('no number')}{', ' + rung.note if rung.note else ''}"
    head = f"{rung.name}: {thousands(round(rung.total))}"
    if rung.interval95 is None:
        return head
    return f"{head} (95 %: {span_words(round(rung.interval95.low), round(rung.interval95.high))})"


def _numbers(rung: Rung) -> list[float]:
    ends = [end for band in (rung.interval80, rung.interval95) if band for end in (band.low, band.high)]
    return ends if rung.total is None else [rung.total, *ends]


def _ground(scale: Scale, height: float) -> list[str]:
    bottom = height - BOTTOM
    drawn = []
    room = max(int((scale.right - scale.left) / (text_width(thousands(round(scale.high)), TEXT) + 14)), 2)
    for value in scale.ticks(min(room, 8)):
        x = scale.at(value)
        line = {"class": "axis", "x1": x, "x2": x, "y1": TOP - 4, "y2": bottom, "stroke": FAINT, "stroke_width": 0.5}
        text = {"class": "tick", "x": x, "y": bottom + 16, "text_anchor": "middle", "font_size": SMALL, "fill": SOFT}
        drawn += [tag("line", line), tag("text", text, thousands(value))]
    if scale.logarithmic:
        look = {"class": "tick", "x": 0, "y": bottom + 16, "font_size": SMALL, "fill": SOFT}
        drawn.append(tag("text", look, words(say("steps by powers"))))
    return drawn


def _seen(data: LadderData, scale: Scale, height: float) -> list[str]:
    """The people on the lists, as a dotted line through all rungs."""
    x = scale.at(data.seen)
    look = {
        "class": "seen",
        "x1": x,
        "x2": x,
        "y1": TOP - 4,
        "y2": height - BOTTOM,
        "stroke": SOFT,
        "stroke_width": 1.5,
    }
    told = say("On the lists: %(people)s", people=thousands(data.seen))
    return [tag("line", look | {"stroke_dasharray": "1 3"}, tag("title", {}, words(told)))]


def _rung(rung: Rung, top: float, scale: Scale, options: LadderOptions) -> str:
    middle = top + ROW / 2
    pieces = [tag("title", {}, words(rung_words(rung)))]
    lines = wrapped(rung.name, options.names - 4)
    for n, line in enumerate(lines):
        at = middle + SMALL * (0.36 + 1.15 * (n - (len(lines) - 1) / 2))
        look = {"class": "name", "x": 0, "y": at, "font_size": SMALL + 0.5, "fill": INK}
        pieces.append(tag("text", look | {"font_weight": 600 if rung.main else None}, words(line)))
    for name, band, height, strength in (("95", rung.interval95, 10, 0.3), ("80", rung.interval80, 10, 0.75)):
        if band is not None:
            pieces.append(_band(f"range band-{name}", band, middle, scale, (height, strength)))
    if rung.total is not None:
        x = scale.at(rung.total)
        look = {"class": "mark", "x": x - 1.25, "y": middle - 9, "width": 2.5, "height": 18, "fill": INK}
        pieces += [tag("rect", look), _number(rung.total, middle, scale)]
    elif rung.note:
        look = {"class": "note", "x": scale.left + 4, "y": middle + 4, "font_size": SMALL, "fill": SOFT}
        note = wrapped(rung.note, scale.right - scale.left - 8, 1)
        if rung.interval95 is None and rung.interval80 is None:
            pieces.append(tag("text", look, words(note[0])))
    return tag("g", {"class": "rung rung-main" if rung.main else "rung", "data_rung": rung.name}, *pieces)


def _band(name: str, band: Interval, middle: float, scale: Scale, look: tuple[float, float]) -> str:
    height, strength = look
    left, right = scale.at(band.low), scale.at(band.high)
    at = {"x": left, "y": middle - height / 2, "width": max(right - left, LEAST), "height": height, "rx": 2}
    return tag("rect", {"class": name, **at, "fill": BLUE, "fill_opacity": strength})


def _number(total: float, middle: float, scale: Scale) -> str:
    """The point in figures, above its tick, inside of the picture."""
    text = thousands(round(total))
    half = text_width(text, SMALL) / 2
    x = min(max(scale.at(total), scale.left + half), scale.right + 12 - half)
    look = {"class": "figure", "x": x, "y": middle - 11, "text_anchor": "middle", "font_size": SMALL, "fill": SOFT}
    return tag("text", look, text)
