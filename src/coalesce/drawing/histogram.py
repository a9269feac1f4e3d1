"""The month histogram: one bar a month with the whisker of its bounds, the chosen window, unknown months apart.

Promises a bar for every month from the first to the last, empty ones too, so that time runs evenly;
bars carry ``data-month``, so that a small script can brush a window. Invariant: people whose month is not
known stand in bars of their own at the right, one for each year, never spread over months.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from coalesce.dates import Period
from coalesce.drawing.palette import FAINT, INK, ORANGE, SOFT
from coalesce.drawing.speech import MONTHS, month_word, period_words, say, thousands
from coalesce.drawing.svg import picture, spoken, tag, text_width, words
from coalesce.flows import Interval
from coalesce.records import Cell

TEXT = 11.0
LEFT, RIGHT, TOP, BOTTOM = 40.0, 10.0, 14.0, 34.0
MOST_MONTHS = 240
GAP, UNKNOWN_STEP, WIDEST_STEP = 14.0, 26.0, 34.0


@dataclass(frozen=True, slots=True)
class HistogramData:
    """``bars``: amounts by period (None: not shown). ``window``: first and last month chosen, both included;
    ``other``: those of the window that it is compared with."""

    title: str
    bars: Mapping[Period, Interval | None]
    window: tuple[Period, Period] | None = None
    other: tuple[Period, Period] | None = None


@dataclass(frozen=True, slots=True)
class HistogramOptions:
    """Size in units of the picture, the beginning of its ids, and the kind of leg whose colour it takes.

    ``frame`` is ``all``, ``wide``, ``medium`` or ``narrow``: in a box of class ``drawing-forms`` the style sheet
    shows the one that fits.
    """

    width: float = 560.0
    height: float = 190.0
    ident: str = "months"
    frame: str = "all"
    kind: str = "syria"
    colour: str = ORANGE


@dataclass(frozen=True, slots=True)
class _Plan:
    """Where things stand."""

    options: HistogramOptions
    months: tuple[Period, ...]
    unknown: tuple[Period, ...]
    step: float
    top: float
    per_unit: float

    def left(self, number: int) -> float:
        """The left edge of a bar; the unknown ones come behind a gap."""
        behind = number - len(self.months)
        if behind < 0:
            return LEFT + number * self.step
        return LEFT + len(self.months) * self.step + GAP + behind * self.width(number)

    def width(self, number: int) -> float:
        """The room of a bar: the unknown ones have enough for a name."""
        return self.step if number < len(self.months) else UNKNOWN_STEP

    def height(self, people: int) -> float:
        """People as a height above the base line."""
        return people * self.per_unit

    @property
    def base(self) -> float:
        """The base line."""
        return self.options.height - BOTTOM


def bars_of(cells: Iterable[Cell]) -> dict[Period, Interval | None]:
    """Cells by month over all legs, as bars. Cells without a period are left out."""
    bars: dict[Period, Interval | None] = {}
    for cell in cells:
        if cell.period is not None:
            hidden = cell.low is None or cell.count is None or cell.high is None
            bars[cell.period] = None if hidden else Interval(cell.low or 0, cell.count or 0, cell.high or 0)
    return bars


def histogram(data: HistogramData, options: HistogramOptions | None = None) -> str:
    """The picture as SVG. Raises ValueError for a range of more than 240 months."""
    plan = _plan(data, options or HistogramOptions())
    parts = [*_axis(plan), *_window(plan, data)]
    bars = [_bar(plan, number, period, data) for number, period in enumerate((*plan.months, *plan.unknown))]
    parts.append(tag("g", {"class": "bodies", "fill": "none", "stroke_width": 1.4}, *bars) if bars else "")
    parts.extend(_month_names(plan))
    o = plan.options
    return picture((o.width, o.height), f"histogram form-{o.frame}", data.title, _summary(data, plan), parts, o.ident)


def _plan(data: HistogramData, options: HistogramOptions) -> _Plan:
    numbers = [_number(period) for period in data.bars if period.month is not None]
    for window in (data.window, data.other):
        numbers.extend(_number(period) for period in window or ())
    months: tuple[Period, ...] = ()
    if numbers:
        if max(numbers) - min(numbers) >= MOST_MONTHS:
            raise ValueError(f"a histogram shows at most {MOST_MONTHS} months: choose a shorter window")
        months = tuple(Period(n // 12, n % 12 + 1) for n in range(min(numbers), max(numbers) + 1))
    unknown = tuple(sorted((p for p in data.bars if p.month is None), key=Period.sort_key))
    room = options.width - LEFT - RIGHT - (GAP + len(unknown) * UNKNOWN_STEP if unknown else 0)
    step = min(room / max(len(months), 1), WIDEST_STEP)
    top = nice_top(max((amount.high for amount in data.bars.values() if amount is not None), default=0))
    return _Plan(options, months, unknown, step, top, (options.height - TOP - BOTTOM) / top)


def nice_top(largest: int) -> float:
    """The first of 4, 10, 20, 40, 100, ... that is not below the largest value: halves and quarters of it are whole."""
    step = 1
    while True:
        for unit in (4, 10, 20):
            if unit * step >= largest:
                return float(unit * step)
        step *= 10


def _number(period: Period) -> int:
    if period.year is None or period.month is None:
        raise ValueError(f"the window begins and ends with a month, not with {period}")
    return period.year * 12 + period.month - 1


def _axis(plan: _Plan) -> list[str]:
    right = plan.options.width - RIGHT
    drawn = []
    for share in (0.0, 0.5, 1.0):
        y = plan.base - plan.height(int(plan.top)) * share
        line = {"class": "axis", "x1": LEFT - 4, "x2": right, "y1": y, "y2": y, "stroke": FAINT}
        label = {"class": "tick", "x": LEFT - 8, "y": y + 4, "text_anchor": "end", "font_size": TEXT, "fill": SOFT}
        drawn.append(tag("line", line | {"stroke_width": 1 if share == 0 else 0.5}))
        drawn.append(tag("text", label, thousands(int(plan.top * share))))
    return drawn


def _window(plan: _Plan, data: HistogramData) -> list[str]:
    drawn = []
    for window, name in ((data.other, "window window-other"), (data.window, "window")):
        if window is None:
            continue
        first, last = (plan.months.index(period) for period in window)
        x, width = plan.left(first), (last - first + 1) * plan.step
        look = {"class": name, "x": x, "y": TOP - 6, "width": width, "height": plan.base - TOP + 6, "rx": 2}
        look |= {"fill": plan.options.colour, "fill_opacity": 0.1, "stroke": plan.options.colour}
        drawn.append(tag("rect", look | ({"stroke_dasharray": "5 3"} if "other" in name else {})))
    return drawn


def _bar(plan: _Plan, number: int, period: Period, data: HistogramData) -> str:
    known = period in data.bars
    amount = data.bars[period] if known else Interval(0, 0, 0)
    inside = _inside(period, data)
    x, width = plan.left(number) + plan.width(number) * 0.13, plan.width(number) * 0.74
    pieces = [tag("title", {}, words(f"{period_words(period)}: {spoken(amount)}"))]
    about: dict[str, object] = {"class": f"bar bar-{plan.options.kind}" if inside else "bar bar-outside"}
    about["data_month" if period.month is not None else "data_unknown"] = str(period)
    if amount is None:
        dash = {"class": "bar-hidden", "x": x, "y": plan.base - 12, "width": width, "height": 12, "stroke_width": 1}
        pieces.append(tag("rect", dash | {"stroke": SOFT, "stroke_dasharray": "3 3"}))
        return tag("g", about | {"data_shown": "no"}, *pieces)
    fill = plan.options.colour if inside else FAINT
    height, middle = plan.height(amount.count), x + width / 2
    body = {"class": "bar-body", "x": round(x, 1), "y": round(plan.base - height, 1), "width": round(width, 1)}
    pieces.append(tag("rect", body | {"height": round(height, 1), "fill": fill}))
    if amount.high > amount.low:
        low, high = plan.base - plan.height(amount.low), plan.base - plan.height(amount.high)
        whisker = {"class": "whisker", "d": f"M{middle:.1f},{low:.1f}V{high:.1f}", "stroke": INK}
        pieces.append(tag("path", whisker))
    left, right = plan.left(number), plan.left(number) + plan.width(number)
    whole = {"class": "bar-reach", "d": f"M{left:.1f},{TOP:g}H{right:.1f}V{plan.base:g}H{left:.1f}z"}
    pieces.append(tag("path", whole))
    return tag("g", about, *pieces)


def _inside(period: Period, data: HistogramData) -> bool:
    if data.window is None:
        return True
    if period.month is None:
        return False
    windows = [one for one in (data.window, data.other) if one is not None]
    return any(_number(first) <= _number(period) <= _number(last) for first, last in windows)


def _month_names(plan: _Plan) -> list[str]:
    """Month names as far as they fit, years under the first month of each, and the unknown ones under their own."""
    room = max(text_width(month_word(n), TEXT) for n in range(1, len(MONTHS) + 1)) + 4
    every = next((n for n in (1, 2, 3, 6, 12) if n * plan.step >= room), 12)
    drawn = []
    for number, period in enumerate(plan.months):
        month = period.month or 1
        middle = plan.left(number) + plan.step / 2
        if (month - 1) % every == 0:
            drawn.append(_tick(middle, plan.base + 14, month_word(month)))
        if month == 1 or (number == 0 and month <= 12 - room / plan.step):
            drawn.append(_tick(middle, plan.base + 28, str(period.year)))
    drawn.extend(_unknown_names(plan))
    return drawn


def _unknown_names(plan: _Plan) -> list[str]:
    if not plan.unknown:
        return []
    drawn = []
    for number, period in enumerate(plan.unknown, start=len(plan.months)):
        middle = plan.left(number) + plan.width(number) / 2
        drawn.append(_tick(middle, plan.base + 14, "?" if period.year is None else f"’{period.year % 100:02}"))
    right = plan.left(len(plan.months) + len(plan.unknown))
    middle = (plan.left(len(plan.months)) + right) / 2
    told = say("month unknown")
    half = text_width(told, TEXT) / 2
    drawn.append(_tick(min(middle, plan.options.width - half - 2), plan.base + 28, told))
    return drawn


def _tick(x: float, y: float, text: str) -> str:
    look = {"class": "tick", "x": x, "y": y, "text_anchor": "middle", "font_size": TEXT, "fill": SOFT}
    return tag("text", look, words(text))


def _summary(data: HistogramData, plan: _Plan) -> str:
    shown = [(period, amount) for period, amount in data.bars.items() if amount is not None and period.month]
    if not data.bars:
        return say("Nobody is counted in any month here.")
    parts = []
    if plan.months:
        ends = {"since": period_words(plan.months[0]), "until": period_words(plan.months[-1])}
        parts.append(say("%(since)s to %(until)s.", **ends))
    if shown:
        period, amount = max(shown, key=lambda bar: (bar[1].count, bar[0].sort_key()))
        parts.append(say("Most in %(month)s: %(people)s.", month=period_words(period), people=spoken(amount)))
    parts.extend(f"{period_words(period).capitalize()}: {spoken(data.bars[period])}." for period in plan.unknown)
    return " ".join(parts)
