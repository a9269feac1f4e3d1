"""The flow page, its files, and flows as JSON.

Invariant: CSV and SVG hold exactly what the page of the same words shows.
"""

from __future__ import annotations

import csv
import io

from markupsafe import Markup

from coalesce.drawing import (
    HistogramData,
    MapOptions,
    country_name,
    flow_map,
    interval_mark,
    leg_kind,
    period_words,
)
from coalesce.flows import Interval
from coalesce.handling import Purpose
from coalesce.records import Cell
from coalesce.services import telling
from coalesce.services.counting import flow_table
from coalesce.store.read_view import ReadView
from coalesce.web.answers import Answer, Data, File, Page, strictest
from coalesce.web.asked import Asked
from coalesce.web.flow_shown import FlowsShown, audience_now, flows_shown, window_words
from coalesce.web.flow_words import ASKS, flow_words
from coalesce.web.language import say
from coalesce.web.pictures import map_and_months, picture
from coalesce.web.registrar import Registrar

routes = Registrar()

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet would take for a formula (OWASP, CSV injection)."""

GROUPINGS = (
    ("leg", "leg"),
    ("leg,month", "leg and month"),
    ("leg,origin", "leg and origin"),
    ("leg,list", "leg and list"),
    ("month", "month"),
    ("origin", "origin"),
    ("list", "list"),
)


@routes.page("/flows", purpose=Purpose.INVESTIGATION, asks=ASKS)
def flows(asked: Asked, view: ReadView) -> Answer:
    """Distinct people on each leg: map, months, totals, and the same numbers in a table."""
    shown, pictures = prepared(asked, view)
    facts = {
        "shown": shown,
        "pictures": pictures,
        "rows": [_row(cell, shown) for cell in shown.cells],
        "window": window_words(shown.words),
        "groupings": GROUPINGS,
        "by": ",".join(shown.words.by),
        "draws": asked.node.store.settings.draws,
    }
    return Page("flows.html", say("Flows"), facts, shown.labels)


@routes.page("/flows.csv", purpose=Purpose.INVESTIGATION, asks=ASKS)
def flows_csv(asked: Asked, view: ReadView) -> Answer:
    """The table of the page of the same words, as CSV."""
    shown = flows_shown(asked, view, flow_words(asked))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(("leg", "from", "to", "period", "group", "low", "count", "high"))
    for cell in shown.cells:
        start, end = (country_name(cell.leg.start), country_name(cell.leg.end)) if cell.leg else ("", "")
        group = _group(cell, shown)
        row = (cell.leg or "", start, end, cell.period or "", group, cell.low, cell.count, cell.high)
        writer.writerow([_plain(value) for value in row])
    return File(out.getvalue().encode("utf-8-sig"), "text/csv; charset=utf-8", _file_name(shown, "csv"))


@routes.page("/flows.svg", purpose=Purpose.INVESTIGATION, asks=ASKS)
def flows_svg(asked: Asked, view: ReadView) -> Answer:
    """The map of the page of the same words, as SVG."""
    shown = flows_shown(asked, view, flow_words(asked))
    picture = '<?xml version="1.0" encoding="UTF-8"?>\n' + flow_map(shown.map, MapOptions("wide"))
    return File(picture.encode(), "image/svg+xml", _file_name(shown, "svg"))


@routes.data(
    "/api/flows", purpose=Purpose.INVESTIGATION, asks=[name for name in ASKS if name not in ("least", "estimate")]
)
def api_flows(asked: Asked, view: ReadView) -> Answer:
    """Distinct people per leg and period: low, count and high over draws of the undecided links."""
    query = flow_words(asked, by=("leg", "month")).query()
    return Data(telling.flow_document(flow_table(asked.node, view, query)))


def prepared(asked: Asked, view: ReadView) -> tuple[FlowsShown, dict[str, Markup]]:
    """What the page shows, with its pictures: worked out once for an audience, state and question."""
    words = flow_words(asked)
    shown = flows_shown(asked, view, words)
    key = ("pictures", *audience_now(asked, view), words)
    return shown, asked.desk.drawn.get(key, lambda: _pictures(asked, shown))


def _pictures(asked: Asked, shown: FlowsShown) -> dict[str, Markup]:
    """The map and the months."""
    data = HistogramData("People by month of arrival", shown.bars, shown.window)
    return map_and_months(shown.map, data, asked.desk.static.address("base.svg"), _kind(shown))


def _kind(shown: FlowsShown) -> str:
    kinds = {leg_kind(arc.leg) for arc in shown.map.arcs}
    return kinds.pop() if len(kinds) == 1 else "all"


def _row(cell: Cell, shown: FlowsShown) -> dict[str, object]:
    amount = None
    if cell.low is not None and cell.count is not None and cell.high is not None:
        amount = Interval(cell.low, cell.count, cell.high)
    return {
        "leg": cell.leg,
        "kind": leg_kind(cell.leg) if cell.leg else "",
        "period": period_words(cell.period) if cell.period else "",
        "group": _group(cell, shown),
        "amount": amount,
        "mark": picture(interval_mark(amount, shown.largest, 84.0)),
    }


def _group(cell: Cell, shown: FlowsShown) -> str:
    if "origin" in shown.words.by:
        return country_name(cell.group) if cell.group else "unknown"
    return cell.group or ""


def _plain(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def _file_name(shown: FlowsShown, ending: str) -> str:
    label = strictest(shown.labels).upper().replace("+", "-")
    return f"flows-TLP-{label}.{ending}"
