"""The legend of the flow map: colours of the legs, what the bands mean, three widths.

Invariant: the widths shown are those of the map, for round numbers of people.
"""

from __future__ import annotations

from dataclasses import dataclass

from coalesce.drawing.frames import Frame
from coalesce.drawing.palette import INK, LEG_COLOURS, LEG_WORDS, SOFT
from coalesce.drawing.speech import say, thousands
from coalesce.drawing.svg import tag, text_width, words

ROW = 26.0
MARGIN = 12.0
ESTIMATE_STRENGTH = 0.13
"""How strong each of the two bands of an estimate is: paler than all that is counted."""


@dataclass(frozen=True, slots=True)
class LegendWords:
    """Lines of their own: a note, and the estimate of an arc of this kind of leg."""

    note: str = ""
    estimate: str = ""
    kind: str = "syria"


def round_steps(largest: float) -> list[int]:
    """Up to three round numbers of people (1, 2 or 5 times a power of ten), none above the largest."""
    steps = [unit * 10**power for power in range(7) for unit in (1, 2, 5)]
    fitting = [step for step in steps if step <= largest]
    return (
        sorted({fitting[-1], fitting[max(len(fitting) - 3, 0)], fitting[max(len(fitting) - 6, 0)]}) if fitting else []
    )


def legend(per_person: float, frame: Frame, top: float, more: LegendWords | None = None) -> tuple[str, float]:
    """The legend as a group that begins at ``top``, and its height.

    ``per_person`` is an arc's width for one person.
    """
    more = more or LegendWords()
    width, text = frame.view.width, frame.text
    cells = [*_legs(text), *_bands(text), *_widths(per_person, text, frame.widest)]
    if more.estimate:
        cells.append(_estimate(more, text))
    if more.note:
        cells.append(_cell("", 0, more.note, text))
    x, y = MARGIN, 7 + ROW / 2
    drawn = []
    for body, length in cells:
        if x > MARGIN and x + length > width - MARGIN / 2:
            x, y = MARGIN, y + ROW
        drawn.append(tag("g", {"transform": f"translate({x:.1f} {top + y:.1f})"}, body))
        x += length + 18
    return tag("g", {"class": "legend", "font_size": text * 0.92, "fill": INK}, *drawn), y + ROW / 2 + 7


def _legs(text: float) -> list[tuple[str, float]]:
    found = []
    for kind, colour in LEG_COLOURS.items():
        swatch = {"class": f"swatch swatch-{kind}", "x": 0, "y": -4, "width": 20, "height": 8, "rx": 2, "fill": colour}
        found.append(_cell(tag("rect", swatch), 26, say(LEG_WORDS[kind]), text))
    return found


def _bands(text: float) -> list[tuple[str, float]]:
    blue = LEG_COLOURS["home"]
    strips = (("outer", 14, 0.25), ("middle", 9, 0.5), ("inner", 5, 1.0))
    drawn = "".join(
        tag(
            "rect",
            {"class": "swatch-home", "x": 0, "y": -h / 2, "width": 26, "height": h, "fill": blue, "fill_opacity": o},
        )
        for _, h, o in strips
    )
    dash = {"class": "swatch-line", "x1": 0, "x2": 26, "y1": 0, "y2": 0, "stroke": blue, "stroke_width": 1.6}
    dashed = tag("line", dash | {"stroke_dasharray": "4 4"})
    return [
        _cell(drawn, 32, say("low bound, count, high bound"), text),
        _cell(dashed, 32, say("not shown"), text),
    ]


def _estimate(more: LegendWords, text: float) -> tuple[str, float]:
    drawn = ""
    for height in (16, 10):
        look = {"class": f"swatch-{more.kind}", "x": 0, "y": -height / 2, "width": 26, "height": height}
        drawn += tag("rect", look | {"fill": LEG_COLOURS[more.kind], "fill_opacity": ESTIMATE_STRENGTH})
    return _cell(drawn, 32, more.estimate, text)


def _widths(per_person: float, text: float, widest: float) -> list[tuple[str, float]]:
    if not per_person:
        return []
    found = []
    for people in round_steps(widest / per_person):
        height = max(people * per_person, 0.7)
        bar = {"class": "swatch-width", "x": 0, "y": -height / 2, "width": 22, "height": height, "fill": SOFT}
        label = thousands(people)
        found.append(_cell(tag("rect", bar), 28, label, text))
    return found


def _cell(mark: str, indent: float, label: str, text: float) -> tuple[str, float]:
    size = text * 0.92
    return mark + tag("text", {"x": indent, "y": size * 0.36}, words(label)), indent + text_width(label, size)
