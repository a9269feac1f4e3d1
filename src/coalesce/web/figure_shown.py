"""What a figure's page and its files show: worked out once for both, in the reader's language.

Invariant: everything follows from the ``Overview``, which is made of the noised numbers alone; a number that is not shown has no
mark and no width.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from coalesce.dates import Period
from coalesce.drawing import FlowArc, FlowMapData, HistogramData, arcs_of, bars_of, leg_kind, paired_mark, row_mark
from coalesce.flows import Interval
from coalesce.records import Cell, Leg
from coalesce.records.series import FigureCell
from coalesce.services import publishing
from coalesce.services.figure_overviews import LegChange, Overview, Window, overview
from coalesce.web.asked import Asked
from coalesce.web.figure_words import FigureWords, figure_words
from coalesce.web.flow_steps import Steps, number_of, steps
from coalesce.web.language import month, say
from coalesce.web.pictures import picture

MARK = 84.0


@dataclass(frozen=True, slots=True)
class FigureShown:
    """``window`` and ``other``: those asked for within the months that have closed, None for all of them."""

    words: FigureWords
    found: Overview
    window: tuple[Period, Period] | None
    other: tuple[Period, Period] | None
    bars: HistogramData
    maps: tuple[FlowMapData, ...]

    @property
    def title(self) -> str:
        """What is shown, of when."""
        return self.maps[0].title

    @property
    def largest(self) -> int:
        """The most people of a leg in one of the windows: one scale for both."""
        cells = [*self.found.legs, *(one.then for one in self.found.changes)]
        return max((cell.high or 0 for cell in cells), default=0)

    @property
    def steps(self) -> Steps:
        """The windows beside the chosen one."""
        return steps(self.window, self.bars.bars)


def names_of(asked: Asked) -> list[str]:
    """The series whose figures the member receives."""
    found = publishing.known(asked.node, asked.actor)
    return [one.series.name for one in found if asked.actor.member in one.series.audience]


def figure_shown(asked: Asked, names: list[str]) -> FigureShown | None:
    """The answer; None where the member receives no figure. Raises NotFound, BadUsage, BadDate."""
    words = figure_words(asked)
    name = words.series or (names[0] if names else "")
    if not name:
        return None
    found = overview(asked.node, asked.actor, name, words.asked)
    bars = bars_of(cell_of(one) for one in found.months)
    window = within(words.asked.window, bars)
    other = within(words.asked.other, bars) if words.asked.other else None
    maps = [_map(found.legs, window_words(words.asked.window, found))]
    if words.asked.other is not None:
        maps.append(_map([one.then for one in found.changes], window_words(words.asked.other, found)))
    return FigureShown(
        words, found, window, other, HistogramData(say("Arrivals by month"), bars, window, other), tuple(maps)
    )


def window_words(window: Window, found: Overview) -> str:
    """``Jan 2014 to Jun 2014``: the whole of the series where none is chosen."""
    series = found.figure.series
    since, until = (month_words(one or end) for one, end in zip(window, (series.since, series.until), strict=True))
    return since if since == until else say("%(since)s to %(until)s", since=since, until=until)


def month_words(period: Period) -> str:
    """``Aug 2014``."""
    return month(date(period.year or 1, period.month or 1, 1))


def within(window: Window | None, bars: Any) -> tuple[Period, Period] | None:
    """The window within the months that have closed; None for no window, or one that has none of them."""
    numbers = [number_of(period) for period in bars if period.month is not None]
    if window is None or window == (None, None) or not numbers:
        return None
    first = max(min(numbers), number_of(window[0]) if window[0] else 0)
    last = min(max(numbers), number_of(window[1]) if window[1] else max(numbers))
    if first > last:
        return None
    return Period(first // 12, first % 12 + 1), Period(last // 12, last % 12 + 1)


def cell_of(one: FigureCell) -> Cell:
    """The same as the drawings take it."""
    period = None if "/" in one.period else Period.parse(one.period)
    return Cell(leg_of(one.leg), period, None, one.low, one.count, one.high)


def leg_of(text: str | None) -> Leg | None:
    """``TR>SY`` as a leg."""
    return Leg(*text.split(">")) if text else None


def amount_of(one: FigureCell) -> Interval | None:
    """The three numbers; None where they are not shown."""
    if one.low is None or one.count is None or one.high is None:
        return None
    return Interval(one.low, one.count, one.high)


def row_of(one: FigureCell, largest: int) -> dict[str, Any]:
    """A row of the tables."""
    amount, cell = amount_of(one), cell_of(one)
    return {
        "leg": cell.leg,
        "kind": leg_kind(cell.leg) if cell.leg else "",
        "period": cell.period,
        "amount": amount,
        "mark": picture(row_mark(amount, largest, MARK)) if amount else "",
    }


def change_of(one: LegChange, largest: int) -> dict[str, Any]:
    """A row of two windows."""
    leg, now, then = leg_of(one.leg), amount_of(one.now), amount_of(one.then)
    return {
        "leg": leg,
        "kind": leg_kind(leg) if leg else "",
        "now": now,
        "then": then,
        "by": Interval(*one.by) if one.by else None,
        "mark": picture(paired_mark(now, then, largest, MARK)) if now and then else "",
    }


def _map(cells: Any, window: str) -> FlowMapData:
    title = say("Task force figure: arrivals by leg, %(window)s", window=window)
    arcs: tuple[FlowArc, ...] = arcs_of(cell_of(one) for one in cells)
    return FlowMapData(title, arcs)
