"""The task force's figure on a page: map, months and table of what was drawn once and is stored.

Invariant: the page says that it is a figure, of which series, and how far noise may have moved a number; it is made from
noised numbers alone, and looking at it closes nothing.
"""

from __future__ import annotations

from markupsafe import Markup

from coalesce.dates import Period
from coalesce.drawing import (
    FlowMapData,
    HistogramData,
    arcs_of,
    bars_of,
    leg_kind,
    period_words,
    row_mark,
)
from coalesce.flows import Interval
from coalesce.handling import Purpose
from coalesce.records import Cell, Leg
from coalesce.records.figure_estimate import FigureEstimate
from coalesce.records.series import FigureCell
from coalesce.services import figure_estimates, publishing, telling
from coalesce.services.publishing import Overview
from coalesce.web.answers import Answer, Data, Page
from coalesce.web.asked import Asked
from coalesce.web.flow_words import parse_leg
from coalesce.web.language import say
from coalesce.web.pictures import map_and_months, picture
from coalesce.web.registrar import Door, Registrar

routes = Registrar()


@routes.page("/figure", purpose=Purpose.INVESTIGATION, door=Door.ACTOR, asks=("series", "leg"))
def figure(asked: Asked) -> Answer:
    """The figure of a series, the first that one's member receives where none is named."""
    names = _names(asked)
    name = asked.one("series") or (names[0] if names else "")
    if not name:
        return Page("figure.html", say("Task force figure"), {"found": None, "names": names})
    leg = parse_leg(asked.one("leg")) if asked.one("leg") else None
    found = publishing.overview(asked.node, asked.actor, name, leg)
    cells = [cell for cell in found.figure.cells if leg is None or cell.leg == str(leg)]
    most_months = max((cell.high or 0 for cell in cells), default=0)
    most_legs = max((cell.high or 0 for cell in found.legs), default=0)
    facts = {
        "found": found,
        "names": names,
        "leg": leg,
        "legs": [_row(cell, most_legs) for cell in found.legs],
        "rows": [_row(cell, most_months) for cell in cells if not cell.suppressed],
        "hidden": sum(1 for cell in cells if cell.suppressed),
        "most_legs": most_legs,
        "most_months": most_months,
        "pictures": _pictures(asked, found),
        "estimate": _estimate(asked, found, leg),
    }
    return Page("figure.html", say("Task force figure"), facts)


@routes.data("/api/figure", purpose=Purpose.INVESTIGATION, door=Door.ACTOR, asks=("series", "leg"))
def api_figure(asked: Asked) -> Answer:
    """The closed leg-months of a series, as ``coalesce flows --figure --format json`` gives them; without one, their names."""
    if not asked.one("series"):
        return Data({"series": _names(asked)})
    leg = parse_leg(asked.one("leg")) if asked.one("leg") else None
    found = publishing.standing(asked.node, asked.actor, asked.one("series"))
    return Data(telling.figure_document(found, [cell for cell in found.cells if leg is None or cell.leg == str(leg)]))


def _estimate(asked: Asked, found: Overview, leg: Leg | None) -> FigureEstimate | None:
    """The estimate of the leg that is looked at; None of all together, and before the patterns have closed."""
    if leg is None or leg not in found.figure.series.legs:
        return None
    made = figure_estimates.standing(asked.node, asked.actor, found.figure.series, leg)
    return made.legs[0] if made else None


def _names(asked: Asked) -> list[str]:
    """The series whose figures the member receives."""
    found = publishing.known(asked.node, asked.actor)
    return [one.series.name for one in found if asked.actor.member in one.series.audience]


def _cell(one: FigureCell) -> Cell:
    leg = Leg(*one.leg.split(">")) if one.leg else None
    period = None if "/" in one.period else Period.parse(one.period)
    return Cell(leg, period, None, one.low, one.count, one.high)


def _row(one: FigureCell, largest: int) -> dict[str, object]:
    cell, amount = _cell(one), None
    if one.low is not None and one.count is not None and one.high is not None:
        amount = Interval(one.low, one.count, one.high)
    return {
        "leg": cell.leg,
        "kind": leg_kind(cell.leg) if cell.leg else "",
        "period": period_words(cell.period) if cell.period else "",
        "amount": amount,
        "mark": picture(row_mark(amount, largest, 84.0)) if amount else "",
    }


def _pictures(asked: Asked, found: Overview) -> dict[str, Markup]:
    """The map and the months."""
    series = found.figure.series
    title = say(
        "Task force figure: arrivals by leg, %(since)s to %(until)s",
        since=period_words(series.since),
        until=period_words(series.until),
    )
    data = FlowMapData(title, arcs_of(_cell(one) for one in found.legs), (), ())
    bars = HistogramData(say("Arrivals by month"), bars_of(_cell(one) for one in found.months), None)
    return map_and_months(data, bars, asked.desk.static.address("base.svg"), "all")
