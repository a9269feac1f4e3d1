"""The task force's figure on a page: map or stages, months and table of what was drawn once and is stored; one window, or two.

Invariant: the page says that it is a figure, of which series, and how far noise may have moved a number; it is made from
noised numbers alone, and looking at it closes nothing.
"""

from __future__ import annotations

from typing import Any

from coalesce.drawing import MapOptions
from coalesce.handling import Purpose
from coalesce.records import Leg
from coalesce.records.figure_estimate import FigureEstimate
from coalesce.services import figure_estimates, publishing, telling
from coalesce.services.figure_overviews import Overview
from coalesce.web.answers import Answer, Data, Page
from coalesce.web.asked import Asked
from coalesce.web.figure_shown import FigureShown, change_of, figure_shown, names_of, row_of, window_words
from coalesce.web.figure_words import ASKS, WHICH
from coalesce.web.flow_words import parse_leg
from coalesce.web.language import say
from coalesce.web.pictures import map_forms, map_pair, month_forms
from coalesce.web.registrar import Door, Registrar

routes = Registrar()


@routes.page("/figure", purpose=Purpose.INVESTIGATION, door=Door.ACTOR, asks=ASKS)
def figure(asked: Asked) -> Answer:
    """The figure of a series: one leg or all, one window or two, as a map or as stages."""
    names = names_of(asked)
    shown = figure_shown(asked, names)
    if shown is None:
        return Page("figure.html", say("Task force figure"), {"found": None, "names": names})
    found, words = shown.found, shown.words
    cells = found.cells
    most_months = max((cell.high or 0 for cell in cells), default=0)
    facts: dict[str, Any] = {
        "shown": shown,
        "found": found,
        "names": names,
        "words": words,
        "leg": words.asked.leg,
        "legs": [row_of(cell, shown.largest) for cell in found.legs],
        "changes": [change_of(one, shown.largest) for one in found.changes],
        "rows": [row_of(cell, most_months) for cell in cells if not cell.suppressed],
        "hidden": sum(1 for cell in cells if cell.suppressed),
        "most_legs": shown.largest,
        "most_months": most_months,
        "now": window_words(words.asked.window, found),
        "then": window_words(words.asked.other, found) if words.asked.other else "",
        "pictures": _pictures(asked, shown),
        "steps": shown.steps,
        "estimate": _estimate(asked, found, words.asked.leg),
    }
    return Page("figure.html", say("Task force figure"), facts)


@routes.data("/api/figure", purpose=Purpose.INVESTIGATION, door=Door.ACTOR, asks=WHICH)
def api_figure(asked: Asked) -> Answer:
    """The closed leg-months of a series, as ``coalesce flows --figure --format json`` gives them; without one, their names."""
    if not asked.one("series"):
        return Data({"series": names_of(asked)})
    leg = parse_leg(asked.one("leg")) if asked.one("leg") else None
    found = publishing.standing(asked.node, asked.actor, asked.one("series"))
    return Data(telling.figure_document(found, [cell for cell in found.cells if leg is None or cell.leg == str(leg)]))


def _estimate(asked: Asked, found: Overview, leg: Leg | None) -> FigureEstimate | None:
    """The estimate of the leg that is looked at; None of all together, and before the patterns have closed."""
    if leg is None or leg not in found.figure.series.legs:
        return None
    made = figure_estimates.standing(asked.node, asked.actor, found.figure.series, leg)
    return made.legs[0] if made else None


def _pictures(asked: Asked, shown: FigureShown) -> dict[str, Any]:
    """``map`` and ``months``; of two windows ``pair`` in the map's place."""
    options = MapOptions(base_href=asked.desk.static.address("base.svg"), grounds=False)
    months = month_forms(shown.bars, "all")
    if len(shown.maps) == 1:
        return {"map": map_forms(shown.maps[0], options, shown.words.view), "months": months}
    options = MapOptions(base_href=options.base_href, largest=shown.largest, inset=False, grounds=False)
    return {"pair": map_pair((shown.maps[0], shown.maps[1]), options), "months": months}
