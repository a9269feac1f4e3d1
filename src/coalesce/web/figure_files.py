"""What is on a figure's page as a file: CSV, SVG and PDF.

Invariant: a file holds exactly the numbers that the page of the same words shows, all of them noised and stored, and says on itself
that they are a figure's, of which series, how far noise moved them, and how it may be handled.
"""

from __future__ import annotations

import csv
import io
from typing import Any

from coalesce.drawing import HistogramOptions, MapOptions, country_name, flow_map, histogram, sankey, sheet
from coalesce.drawing.palette import SOFT
from coalesce.drawing.sheet import Banner
from coalesce.errors import NotFound
from coalesce.flows import Interval
from coalesce.handling import TLP, Purpose
from coalesce.records import Leg
from coalesce.records.series import FigureCell
from coalesce.web.answers import Answer, File
from coalesce.web.asked import Asked
from coalesce.web.figure_shown import FigureShown, change_of, figure_shown, leg_of, names_of, row_of, window_words
from coalesce.web.figure_words import ASKS
from coalesce.web.language import say
from coalesce.web.paper import Paper, pdf
from coalesce.web.registrar import Door, Registrar
from coalesce.web.saved import file_name, plain

routes = Registrar()

INVENTED = "sample world: every person is invented"
NUMBERS = ("low", "count", "high")
ABOUT = ("tlp", "viewer", "purpose", "series", "since", "until", "moved_by", "lists", "note")


@routes.page("/figure.csv", purpose=Purpose.INVESTIGATION, door=Door.ACTOR, asks=ASKS)
def figure_csv(asked: Asked) -> Answer:
    """The numbers of the page of the same words: each leg over the window, then leg by leg and month by month."""
    shown = _shown(asked)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    beside = bool(shown.found.changes)
    head = ["leg", "from", "to", "period", *NUMBERS]
    if beside:
        head += [f"{name}_{number}" for name in ("then", "change") for number in NUMBERS] + ["then_since", "then_until"]
    writer.writerow([*head, *ABOUT])
    for row in _rows(shown) or [[""] * len(head)]:
        writer.writerow([plain(value) for value in (*row, *_about(asked, shown))])
    body = out.getvalue().encode("utf-8-sig")
    return File(body, "text/csv; charset=utf-8", file_name("figure", [TLP.AMBER], "csv"))


@routes.page("/figure.svg", purpose=Purpose.INVESTIGATION, door=Door.ACTOR, asks=ASKS)
def figure_svg(asked: Asked) -> Answer:
    """The pictures of the page of the same words, as one SVG under its handling banner."""
    shown = _shown(asked)
    body = '<?xml version="1.0" encoding="UTF-8"?>\n' + sheet(_drawings(shown), _banner(asked, shown))
    return File(body.encode(), "image/svg+xml", file_name("figure", [TLP.AMBER], "svg"))


@routes.page("/figure.pdf", purpose=Purpose.INVESTIGATION, door=Door.ACTOR, asks=ASKS)
def figure_pdf(asked: Asked) -> Answer:
    """The pictures and the tables of the page of the same words, as a PDF with the handling banner on every page."""
    shown = _shown(asked)
    found = shown.found
    facts: dict[str, Any] = {
        "shown": shown,
        "series": found.figure.series,
        "legs": [row_of(cell, shown.largest) for cell in found.legs],
        "changes": [change_of(one, shown.largest) for one in found.changes],
        "rows": [row_of(cell, 1) for cell in found.cells if not cell.suppressed],
        "hidden": sum(1 for cell in found.cells if cell.suppressed),
        "drawings": _drawings(shown),
    }
    body = pdf(asked.desk, Paper("figure_print.html", _banner(asked, shown), facts))
    return File(body, "application/pdf", file_name("figure", [TLP.AMBER], "pdf"))


def _shown(asked: Asked) -> FigureShown:
    shown = figure_shown(asked, names_of(asked))
    if shown is None:
        raise NotFound("figure")
    return shown


def _rows(shown: FigureShown) -> list[list[object]]:
    found = shown.found
    if found.changes:
        then = [str(one or "") for one in shown.words.asked.other or ("", "")]
        made = [change_of(one, 1) for one in found.changes]
        return [
            [*_leg(row["leg"]), "", *_three(row["now"]), *_three(row["then"]), *_three(row["by"]), *then]
            for row in made
        ]
    return [[*_leg(leg_of(one.leg)), one.period, *_numbers(one)] for one in (*found.legs, *found.cells)]


def _leg(leg: Leg | None) -> list[object]:
    return [leg, country_name(leg.start), country_name(leg.end)] if leg else ["", "", ""]


def _numbers(one: FigureCell) -> list[object]:
    """Nothing stands where a number is not shown."""
    return ["", "", ""] if one.low is None else [one.low, one.count, one.high]


def _three(amount: Interval | None) -> list[object]:
    return ["", "", ""] if amount is None else [amount.low, amount.count, amount.high]


def _about(asked: Asked, shown: FigureShown) -> list[object]:
    """On every row, so that a row that is copied out keeps its handling."""
    figure, window = shown.found.figure, shown.words.asked.window
    note = INVENTED if asked.node.store.settings.sample else ""
    ends = [str(one or "") for one in window]
    lists = "; ".join(figure.series.lists)
    label = f"TLP:{TLP.AMBER.upper()}"
    return [label, asked.actor.member, Purpose.STATISTICS, figure.series.name, *ends, figure.moved_by, lists, note]


def _banner(asked: Asked, shown: FigureShown) -> Banner:
    figure, words = shown.found.figure, shown.words.asked
    told = [say("task force figure for %(member)s", member=asked.actor.member)]
    if asked.node.store.settings.sample:
        told.append(say("sample world: every person is invented"))
    notes = [
        say("%(series)s: %(lists)s.", series=figure.series.name, lists=", ".join(figure.series.lists)),
        say("Window: %(window)s.", window=window_words(words.window, shown.found)),
        say("Each number was moved by noise by at most %(moved)s, 19 times in 20.", moved=figure.moved_by),
    ]
    title = shown.title
    if words.other:
        pair = " | ".join(window_words(one, shown.found) for one in (words.window, words.other))
        title = say("Task force figure: arrivals by leg, %(window)s", window=pair)
    return Banner(TLP.AMBER, " · ".join(told), title, tuple(notes))


def _drawings(shown: FigureShown) -> list[list[str]]:
    """The map or stages, or two maps, then the months."""
    months = histogram(shown.bars, HistogramOptions(1160.0, 190.0, kind="all", colour=SOFT))
    if len(shown.maps) == 1:
        draw = sankey if shown.words.view == "stages" else flow_map
        return [[draw(shown.maps[0], MapOptions("wide"))], [months]]
    pair = [
        flow_map(one, MapOptions("narrow", ident=f"map-{n}", largest=shown.largest, inset=False))
        for n, one in enumerate(shown.maps)
    ]
    return [pair, [months]]
