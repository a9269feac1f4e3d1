"""What the bulletin's page, its paper and its pictures are made of, in the reader's language.

Invariant: everything follows from the ``Bulletin``; a number that is not shown has no picture either.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from typing import Any

from coalesce.commitments.totals import TotalRow
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
from coalesce.records import Cell, Leg, LineOfEffort
from coalesce.records.series import OTHER, FigureCell
from coalesce.services import bulletin_plan
from coalesce.services.bulletin import Bulletin
from coalesce.services.bulletin_plan import PlanTold
from coalesce.web import plan_words
from coalesce.web.language import month, plain, say, say_counted, whole
from coalesce.web.rendering import country as country_of
from coalesce.web.report_words import LINES

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


def plan_facts(told: PlanTold) -> dict[str, Any]:
    """What the section on plans needs: totals, gaps and owed answers in the reader's words."""
    stale = any(bulletin_plan.not_renewed(row) for row in told.totals)
    owed = say_counted(
        "%(count)s answer is owed, by %(members)s.",
        "%(count)s answers are owed, by %(members)s.",
        told.answers,
        members=_members(told.owing),
    )
    return {
        "plan_stale": stale,
        "plan_totals": [_total(row, stale) for row in told.totals],
        "plan_gaps": [{"line": line_words(gap.line), "words": plan_words.gap_words(gap)} for gap in told.gaps],
        "plan_owed": owed,
        "plan_owed_lines": [
            say(
                "%(line)s: %(answers)s, by %(members)s",
                line=line_words(one.line),
                answers=_answers(one.answers),
                members=_members(one.members),
            )
            for one in told.owed
        ],
    }


def _total(row: TotalRow, stale: bool) -> dict[str, Any]:
    count = sum(row.counts.values())
    of = (bulletin_plan.pledged, bulletin_plan.promised, bulletin_plan.delivered, bulletin_plan.not_renewed)
    amounts = [column(row) for column in of[: 4 if stale else 3]]
    words = ""
    if row.unstated:
        words = say_counted(
            "%(count)s amount of a unit or currency that is not stated: added to nothing",
            "%(count)s amounts of a unit or currency that is not stated: added to nothing",
            count,
        )
    elif row.measure is None:
        words = say_counted("%(count)s without a quantity", "%(count)s without a quantity", count)
    return {
        "line": line_words(row.line),
        "kind": row.kind or say("not said"),
        "measure": str(row.measure or ""),
        "amounts": [plain(one) if one else "–" for one in amounts] if row.measure else [],
        "words": words,
    }


def _members(count: int) -> str:
    return say_counted("%(count)s member", "%(count)s members", count)


def _answers(count: int) -> str:
    return say_counted("%(count)s answer", "%(count)s answers", count)


def line_words(line: LineOfEffort | None) -> str:
    """The name of a line of effort."""
    return say(LINES[line]) if line else say("line not said")


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
