"""What the bulletin's page, its paper and its pictures are made of, in the reader's language.

Invariant: everything follows from the ``Bulletin``; a number that is not shown has no picture either.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from typing import Any

from coalesce.dates import Period
from coalesce.drawing import (
    FlowMapData,
    HistogramData,
    HistogramOptions,
    MapOptions,
    arcs_of,
    bars_of,
    flow_map,
    histogram,
    interval_mark,
    leg_kind,
)
from coalesce.drawing.palette import SOFT
from coalesce.flows import Interval
from coalesce.records import Cell, Leg
from coalesce.records.series import OTHER, FigureCell
from coalesce.services.bulletin import Bulletin
from coalesce.web.language import month, say, whole
from coalesce.web.rendering import country as country_of

WIDTH = 640.0
"""Of its drawings: they stand on a page of paper as they are."""


@dataclass(frozen=True, slots=True)
class Drawings:
    """The month's legs as a map, and all legs month by month, as SVG."""

    map: str
    months: str


def month_words(period: Period) -> str:
    """``Aug 2014``."""
    assert period.year is not None
    assert period.month is not None
    return month(date(period.year, period.month, 1))


def signed(number: int) -> str:
    """``+15``, ``−10``, ``0``: a change."""
    return f"{'+' if number > 0 else '−' if number < 0 else ''}{whole(abs(number))}"


def drawings(found: Bulletin, base: str | None) -> Drawings:
    """Both pictures; ``base`` is the base map's address, None to draw it in."""
    title = say("Arrivals by leg, %(month)s", month=month_words(found.month))
    data = FlowMapData(title, arcs_of(cell_of(row.now) for row in found.legs), (), ())
    bars = HistogramData(
        say("Arrivals by month, all legs"), bars_of(cell_of(one) for one in found.arrivals), (found.month, found.month)
    )
    options = HistogramOptions(WIDTH, 170.0, "bulletin-months", "all", "all", SOFT)
    return Drawings(flow_map(data, MapOptions("medium", base, "bulletin-map")), histogram(bars, options))


def rows(found: Bulletin) -> list[dict[str, Any]]:
    """One row a leg, in the order of the definition."""
    largest = max((row.now.high or 0 for row in found.legs), default=0)
    return [
        {
            "leg": row.leg,
            "kind": leg_kind(row.leg),
            "now": amount(row.now),
            "before": amount(row.before) if row.before else None,
            "first": row.before is None,
            "change": row.change,
            "by": signed(row.change.count) if row.change else "",
            "span": f"{signed(row.change.low)} … {signed(row.change.high)}" if row.change else "",
            "so_far": amount(row.so_far),
            "mark": interval_mark(amount(row.now), largest, 84.0) if amount(row.now) else "",
        }
        for row in found.legs
    ]


def origins(found: Bulletin) -> list[dict[str, Any]]:
    """One row an origin, the largest first; those that are not shown last."""
    cells = found.quarter.cells if found.quarter else ()
    told = [{"name": origin_words(one.group), "amount": amount(one)} for one in cells]
    return sorted(told, key=lambda row: (-(row["amount"].count if row["amount"] else -1), row["name"]))


def origin_words(group: str | None) -> str:
    """The name of an origin."""
    return say("all other origins") if group in (None, OTHER) else country_of(str(group))


def change_moved_by(found: Bulletin) -> int:
    """How far noise may have moved a change, 19 times in 20."""
    return math.ceil(1.96 * found.series.leg_months.deviation * math.sqrt(2))


def leg_words(leg: Leg) -> str:
    """``Turkey → Syria``."""
    return f"{country_of(leg.start)} → {country_of(leg.end)}"


def amount(one: FigureCell) -> Interval | None:
    """The three numbers, or None where they are not shown."""
    if one.low is None or one.count is None or one.high is None:
        return None
    return Interval(one.low, one.count, one.high)


def cell_of(one: FigureCell) -> Cell:
    """The same as the drawings take it."""
    leg = Leg(*one.leg.split(">")) if one.leg else None
    return Cell(leg, None if "/" in one.period else Period.parse(one.period), None, one.low, one.count, one.high)
