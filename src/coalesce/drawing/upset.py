"""How the lists overlap: an UpSet plot. Columns are the patterns with most people, dots say which lists they are.

Source: Lex, Gehlenborg, Strobelt, Vuillemot and Pfister (2014), UpSet: Visualization of Intersecting Sets. Promises the
largest patterns that have room, the rest as one number in words. Invariant: the bars above are people on exactly those
lists, so that no two of them count one person; the bars at the left are whole lists.
"""

from __future__ import annotations

from dataclasses import dataclass

from coalesce.drawing.palette import BLUE, FAINT, INK, ORANGE, SOFT
from coalesce.drawing.speech import say, say_counted, thousands
from coalesce.drawing.svg import picture, tag, text_width, words
from coalesce.drawing.waterfall import wrapped
from coalesce.records import CaptureTable

TEXT, ROW, TOP, BARS, GAP, STEP = 11.5, 28.0, 18.0, 120.0, 14.0, 28.0
SIZES = 56.0
"""Room of the bars of whole lists; a narrow picture has their numbers alone."""
NARROW = 480.0


@dataclass(frozen=True, slots=True)
class UpsetOptions:
    """Width in units of the picture, the beginning of its ids, the room for names, and the form that it is."""

    width: float = 640.0
    ident: str = "overlap"
    names: float = 150.0
    frame: str = "all"


@dataclass(frozen=True, slots=True)
class _Plan:
    """Where things stand: ``patterns`` from the left, ``rest`` patterns that found no room."""

    table: CaptureTable
    options: UpsetOptions
    patterns: tuple[int, ...]
    rest: tuple[int, ...]

    @property
    def sizes(self) -> float:
        """Room of the bars of whole lists."""
        return SIZES if self.options.width >= NARROW else 0.0

    @property
    def left(self) -> float:
        """Where the columns begin."""
        return self.options.names + self.sizes + 46

    def column(self, number: int) -> float:
        """The middle of a column."""
        return self.left + (number + 0.5) * STEP

    def row(self, number: int) -> float:
        """The middle of a list's row."""
        return TOP + BARS + GAP + (number + 0.5) * ROW


def upset(table: CaptureTable, options: UpsetOptions | None = None) -> str:
    """The picture as SVG."""
    options = options or UpsetOptions()
    filled = [pattern for pattern, count in enumerate(table.counts) if count]
    filled.sort(key=lambda pattern: (-table.counts[pattern], pattern.bit_count(), pattern))
    plan = _Plan(table, options, tuple(filled), ())
    room = max(int((options.width - plan.left) // STEP), 1)
    plan = _Plan(table, options, tuple(filled[:room]), tuple(filled[room:]))
    height = plan.row(len(table.lists)) + 6
    parts = [*_lists(plan), *_columns(plan)]
    if plan.rest:
        people = sum(table.counts[pattern] for pattern in plan.rest)
        text = say_counted(
            "not drawn: %(count)s smaller pattern with %(people)s people",
            "not drawn: %(count)s smaller patterns with %(people)s people",
            len(plan.rest),
            people=thousands(people),
        )
        look = {"class": "note", "x": options.width - 4, "y": height - 8, "text_anchor": "end", "font_size": TEXT}
        parts.append(tag("text", {**look, "fill": SOFT}, words(text)))
    title = say("How the lists overlap")
    return picture((options.width, height), f"upset form-{options.frame}", title, _told(plan), parts, options.ident)


def pattern_words(table: CaptureTable, pattern: int) -> str:
    """``A and B only``, ``A only``."""
    names = [name for n, name in enumerate(table.lists) if pattern >> n & 1]
    if len(names) == 1:
        return say("%(list)s only", list=names[0])
    return say("%(lists)s and %(last)s only", lists=", ".join(names[:-1]), last=names[-1])


def _told(plan: _Plan) -> str:
    table = plan.table
    if not plan.patterns:
        return say("Nobody is on any list.")
    largest = "; ".join(f"{pattern_words(table, one)}: {thousands(table.counts[one])}" for one in plan.patterns[:5])
    head = say(
        "%(people)s people, %(two)s on two lists or more.",
        people=thousands(table.n_observed),
        two=thousands(table.on_two_or_more),
    )
    return f"{head} {largest}."


def _lists(plan: _Plan) -> list[str]:
    """Rows: the name, the bar of the whole list growing to the left of the dots, and its number."""
    table, drawn = plan.table, []
    largest = max((table.size(n) for n in range(len(table.lists))), default=1)
    for n, name in enumerate(table.lists):
        y, size = plan.row(n), table.size(n)
        if n % 2 == 0:
            band = {"class": "stripe", "x": 0, "y": y - ROW / 2, "width": plan.options.width, "height": ROW}
            drawn.append(tag("rect", {**band, "fill": FAINT, "fill_opacity": 0.3}))
        lines = wrapped(name, plan.options.names - 6)
        for place, line in enumerate(lines):
            at = y + TEXT * (0.36 + 1.05 * (place - (len(lines) - 1) / 2))
            drawn.append(tag("text", {"class": "name", "x": 4, "y": at, "font_size": TEXT, "fill": INK}, words(line)))
        width = plan.sizes * size / max(largest, 1)
        end = plan.options.names + plan.sizes + 38
        bar = {"class": "prior", "x": end - width, "y": y - 5, "width": width, "height": 10, "fill": SOFT}
        label = {"class": "figure", "x": end - width - 4, "y": y + 4, "text_anchor": "end", "font_size": TEXT}
        drawn.append(
            tag(
                "rect",
                bar,
                tag("title", {}, words(say("%(list)s: %(people)s people in all", list=name, people=thousands(size)))),
            )
        )
        drawn.append(tag("text", {**label, "fill": SOFT}, thousands(size)))
    return drawn


def _columns(plan: _Plan) -> list[str]:
    table, drawn = plan.table, []
    base = TOP + BARS
    largest = max((table.counts[one] for one in plan.patterns), default=1)
    for number, pattern in enumerate(plan.patterns):
        x, count = plan.column(number), table.counts[pattern]
        height = max(BARS * count / largest, 1.5)
        several = pattern.bit_count() > 1
        bar = {"x": x - 9, "y": base - height, "width": 18, "height": height, "rx": 2}
        look = {"class": "range", "fill": BLUE} if several else {"class": "alone", "fill": ORANGE}
        told = f"{pattern_words(table, pattern)}: {thousands(count)}"
        number_size = TEXT if text_width(thousands(count), TEXT) < STEP + 4 else TEXT - 2
        label = {"class": "figure", "x": x, "y": base - height - 4, "text_anchor": "middle", "font_size": number_size}
        pieces = [tag("title", {}, words(told)), tag("rect", {**bar, **look})]
        pieces.append(tag("text", {**label, "fill": SOFT}, thousands(count)))
        drawn.append(tag("g", {"class": "pattern", "data_pattern": pattern}, *pieces, *_dots(plan, pattern, x)))
    right = plan.left + STEP * len(plan.patterns)
    line = {"class": "axis", "x1": plan.left, "x2": right}
    return [*drawn, tag("line", {**line, "y1": base, "y2": base, "stroke": FAINT, "stroke_width": 1})]


def _dots(plan: _Plan, pattern: int, x: float) -> list[str]:
    on = [n for n in range(len(plan.table.lists)) if pattern >> n & 1]
    drawn = []
    if len(on) > 1:
        join = {"class": "join", "x1": x, "x2": x, "y1": plan.row(on[0]), "y2": plan.row(on[-1]), "stroke": INK}
        drawn.append(tag("line", {**join, "stroke_width": 2}))
    for n in range(len(plan.table.lists)):
        look = {"class": "mark", "fill": INK} if n in on else {"class": "off", "fill": FAINT}
        drawn.append(tag("circle", {**look, "cx": x, "cy": plan.row(n), "r": 5 if n in on else 3.5}))
    return drawn
