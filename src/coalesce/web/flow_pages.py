"""The flow page: map or stages, months, totals, table; one window, or two side by side; and flows as JSON.

Invariant: whatever the page shows is made from one answer (``flow_shown``, and ``flow_compared`` of the same words).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from coalesce.drawing import HistogramData, MapOptions, leg_kind, paired_mark, period_words, row_mark
from coalesce.flows import Change, Interval
from coalesce.handling import Purpose
from coalesce.records import Cell
from coalesce.services import comparing_flows, telling
from coalesce.services.counting import counted_already, flow_table
from coalesce.store.read_view import ReadView
from coalesce.web import language
from coalesce.web.answers import Answer, Data, Page
from coalesce.web.asked import Asked
from coalesce.web.flow_compared import Compared, compared
from coalesce.web.flow_places import chosen, place_bar, place_links
from coalesce.web.flow_shown import FlowsShown, audience_now, country, flows_shown, window_words
from coalesce.web.flow_steps import steps
from coalesce.web.flow_words import ASKS, COUNT_NOW, COUNTED, OTHER, FlowWords, flow_words
from coalesce.web.language import marked, say
from coalesce.web.pictures import map_forms, map_pair, month_forms, picture
from coalesce.web.registrar import Registrar

routes = Registrar()

GROUPINGS = (
    ("leg", marked("leg")),
    ("leg,month", marked("leg and month")),
    ("leg,origin", marked("leg and origin")),
    ("leg,list", marked("leg and list")),
    ("month", marked("month")),
    ("origin", marked("origin")),
    ("list", marked("list")),
)
MARK = 84.0
AT_ONCE = 1_000
"""Records above which the page does not wait for their people to be counted: it says so, and asks for itself."""
MOST_PAGE = 100_000
WHOLE, ROWS = 50, 30
"""A table of so many rows stands on one page; of a longer one, such as of all legs by month, a page has so many. The CSV file
has them all."""


@routes.page("/flows", purpose=Purpose.INVESTIGATION, asks=(*ASKS, "page"))
def flows(asked: Asked, view: ReadView) -> Answer:
    """Distinct people on each leg: map, months, totals, and the same numbers in a table."""
    if asked.one(COUNT_NOW) != "yes" and not counted_already(asked.node, view) and view.holds_more_than(AT_ONCE):
        onward = {"onward": f"0; url={asked.again(**{COUNT_NOW: 'yes'})}"}
        return Page("flows_counted.html", say("Flows"), onward, [one.handling.tlp for one in view.lists()])
    asked = asked.without(COUNT_NOW)
    shown, pictures = prepared(asked, view)
    beside = compared(asked, view, shown) if shown.words.compared else None
    cells: Sequence[Cell | Change] = beside.rows if beside else shown.cells
    rows = WHOLE if len(cells) <= WHOLE else ROWS
    pages = max(math.ceil(len(cells) / rows), 1)
    page = min(max(asked.whole("page", 1, MOST_PAGE), 1), pages)
    on_page = cells[rows * (page - 1) : rows * page]
    facts = {
        "asked": asked,
        "page": page,
        "pages": pages,
        "all_rows": len(cells),
        "shown": shown,
        "beside": beside,
        "pictures": pictures,
        "rows": [_row(one, shown, beside) for one in on_page],
        "largest": beside.largest if beside else shown.largest,
        "small": beside.small if beside else shown.small,
        "window": window_words(shown.words),
        "groupings": [one for one in GROUPINGS if not (beside and "month" in one[0])],
        "by": ",".join(shown.words.by),
        "bar": place_bar(asked, shown.words, shown.map),
        "steps": steps(shown.window, shown.bars),
        "draws": asked.node.store.settings.draws,
    }
    return Page("flows.html", say("Flows"), facts, shown.labels)


@routes.data(
    "/api/flows", purpose=Purpose.INVESTIGATION, asks=[name for name in ASKS if name in COUNTED or name == "by"]
)
def api_flows(asked: Asked, view: ReadView) -> Answer:
    """Distinct people per leg and period: low, count and high over draws of the undecided links."""
    query = flow_words(asked, by=("leg", "month")).query()
    return Data(telling.flow_document(flow_table(asked.node, view, query)))


@routes.data("/api/flows/compared", purpose=Purpose.INVESTIGATION, asks=(*COUNTED, *OTHER, "by"))
def api_compared(asked: Asked, view: ReadView) -> Answer:
    """Two windows side by side: people in each, and the change with its bounds, in the same draws of the links.

    Without a word on the other window it is all time."""
    words = flow_words(asked)
    found = comparing_flows.compared(asked.node, view, words.query(), (words.other_since, words.other_until))
    return Data(comparing_flows.document(found))


def prepared(asked: Asked, view: ReadView) -> tuple[FlowsShown, dict[str, Any]]:
    """What the page shows, with its pictures: worked out once for an audience, state and question."""
    words = flow_words(asked)
    shown = flows_shown(asked, view, words)
    key = ("pictures", language.now().tag, *audience_now(asked, view), words)
    return shown, asked.desk.drawn.get(key, lambda: _pictures(asked, view, shown))


def _pictures(asked: Asked, view: ReadView, shown: FlowsShown) -> dict[str, Any]:
    """``map`` and ``months``; of two windows ``pair`` in the map's place."""
    words = shown.words
    places = {end for arc in shown.map.arcs for end in (arc.leg.start, arc.leg.end)}
    options = MapOptions(
        base_href=asked.desk.static.address("base.svg"),
        links=place_links(asked, words, places | set(chosen(words))),
        chosen=frozenset(chosen(words)),
        grounds=False,
    )
    if not words.compared:
        return {"map": map_forms(shown.map, options, words.view), "months": months(shown, None)}
    beside = compared(asked, view, shown)
    places = {end for one in beside.rows if one.leg for end in (one.leg.start, one.leg.end)}
    options = MapOptions(
        base_href=options.base_href,
        links=place_links(asked, words, places),
        chosen=options.chosen,
        largest=beside.largest,
        inset=False,
        grounds=False,
    )
    return {"pair": map_pair(beside.maps, options), "months": months(shown, beside)}


def months(shown: FlowsShown, beside: Compared | None) -> Markup:
    """The months with the window, and the one beside it."""
    return month_forms(month_data(shown, beside), kind_of(shown))


def month_data(shown: FlowsShown, beside: Compared | None) -> HistogramData:
    """What they are drawn from."""
    return HistogramData(say("People by month of arrival"), shown.bars, shown.window, beside.window if beside else None)


def kind_of(shown: FlowsShown) -> str:
    """The kind of all legs that are shown, or ``all``."""
    kinds = {leg_kind(arc.leg) for arc in shown.map.arcs}
    return kinds.pop() if len(kinds) == 1 else "all"


def _row(one: Cell | Change, shown: FlowsShown, beside: Compared | None) -> dict[str, Any]:
    """A row of the table: of one window a Cell, of two a Change."""
    if isinstance(one, Cell):
        return _counted(one, shown)
    return _changed(one, beside.largest if beside else 0, shown.words)


def _counted(cell: Cell, shown: FlowsShown) -> dict[str, Any]:
    amount = None
    if cell.low is not None and cell.count is not None and cell.high is not None:
        amount = Interval(cell.low, cell.count, cell.high)
    return {
        "leg": cell.leg,
        "kind": leg_kind(cell.leg) if cell.leg else "",
        "period": period_words(cell.period) if cell.period else "",
        "group": group_words(cell.group, shown.words),
        "amount": amount,
        "mark": picture(row_mark(amount, shown.largest, MARK)),
    }


def _changed(one: Change, largest: int, words: FlowWords) -> dict[str, Any]:
    return {
        "leg": one.leg,
        "kind": leg_kind(one.leg) if one.leg else "",
        "group": group_words(one.group, words),
        "change": one,
        "mark": picture(paired_mark(one.now, one.then, largest, MARK)),
    }


def group_words(group: str | None, words: FlowWords) -> str:
    """An origin or a list as a reader calls it."""
    if "origin" in words.by:
        return country(group) if group else say("unknown")
    return group or ""
