"""What is on the flow page as a file: CSV, SVG and PDF.

Invariant: a file holds exactly what the page of the same words shows, and says on itself how it may be handled, who read it for
what, which window it is of, and whether the world in it is invented.
"""

from __future__ import annotations

import csv
import io
from typing import Any

from coalesce.drawing import HistogramOptions, MapOptions, country_name, flow_map, histogram, sankey, sheet
from coalesce.drawing.palette import SOFT
from coalesce.drawing.sheet import Banner
from coalesce.flows import Change, Interval
from coalesce.handling import Purpose
from coalesce.records import Leg
from coalesce.store.read_view import ReadView
from coalesce.web.answers import Answer, File, strictest
from coalesce.web.asked import Asked
from coalesce.web.flow_compared import Compared, compared
from coalesce.web.flow_pages import group_words, kind_of, month_data
from coalesce.web.flow_shown import FlowsShown, flows_shown, window_words
from coalesce.web.flow_words import ASKS, flow_words
from coalesce.web.language import say
from coalesce.web.paper import Paper, pdf
from coalesce.web.registrar import Registrar
from coalesce.web.saved import file_name, plain

routes = Registrar()

INVENTED = "sample world: every person is invented"
ABOUT = ("tlp", "viewer", "purpose", "also", "since", "until", "lists", "note")
NUMBERS = ("low", "count", "high")


@routes.page("/flows.csv", purpose=Purpose.INVESTIGATION, asks=ASKS)
def flows_csv(asked: Asked, view: ReadView) -> Answer:
    """The table of the page of the same words, as CSV."""
    shown, beside = _answered(asked, view)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    head = ["leg", "from", "to", "period", "group", *NUMBERS]
    if beside:
        head += [f"{name}_{number}" for name in ("then", "change") for number in NUMBERS]
        head += ["then_since", "then_until"]
    writer.writerow([*head, *ABOUT])
    rows = _compared_rows(beside, shown) if beside else _rows(shown)
    for row in rows or [[""] * len(head)]:
        writer.writerow([plain(value) for value in (*row, *_about(asked, shown))])
    return File(out.getvalue().encode("utf-8-sig"), "text/csv; charset=utf-8", file_name("flows", shown.labels, "csv"))


@routes.page("/flows.svg", purpose=Purpose.INVESTIGATION, asks=ASKS)
def flows_svg(asked: Asked, view: ReadView) -> Answer:
    """The pictures of the page of the same words, as one SVG under its handling banner."""
    shown, beside = _answered(asked, view)
    drawn = sheet(_drawings(shown, beside), _banner(asked, shown, beside))
    body = '<?xml version="1.0" encoding="UTF-8"?>\n' + drawn
    return File(body.encode(), "image/svg+xml", file_name("flows", shown.labels, "svg"))


@routes.page("/flows.pdf", purpose=Purpose.INVESTIGATION, asks=ASKS)
def flows_pdf(asked: Asked, view: ReadView) -> Answer:
    """The pictures and the table of the page of the same words, as a PDF with the handling banner on every page."""
    shown, beside = _answered(asked, view)
    banner = _banner(asked, shown, beside)
    facts: dict[str, Any] = {
        "shown": shown,
        "beside": beside,
        "cells": beside.rows if beside else shown.cells,
        "group": lambda one: group_words(one.group, shown.words),
        "drawings": _drawings(shown, beside),
        "small": beside.small if beside else shown.small,
        "draws": asked.node.store.settings.draws,
        "asked": asked,
    }
    body = pdf(asked.desk, Paper("flows_print.html", banner, facts))
    return File(body, "application/pdf", file_name("flows", shown.labels, "pdf"))


def _answered(asked: Asked, view: ReadView) -> tuple[FlowsShown, Compared | None]:
    shown = flows_shown(asked, view, flow_words(asked))
    return shown, compared(asked, view, shown) if shown.words.compared else None


def _rows(shown: FlowsShown) -> list[list[object]]:
    return [
        [*_leg(cell.leg), cell.period or "", group_words(cell.group, shown.words), cell.low, cell.count, cell.high]
        for cell in shown.cells
    ]


def _compared_rows(beside: Compared, shown: FlowsShown) -> list[list[object]]:
    window = [day.isoformat() if day else "" for day in (shown.words.other_since, shown.words.other_until)]
    return [[*_leg(one.leg), "", group_words(one.group, shown.words), *numbers(one), *window] for one in beside.rows]


def _leg(leg: Leg | None) -> list[object]:
    return [leg, country_name(leg.start), country_name(leg.end)] if leg else ["", "", ""]


def numbers(one: Change) -> list[int]:
    """Low, count and high of now, then, and the change."""
    return [*_three(one.now), *_three(one.then), *_three(one.by)]


def _three(amount: Interval) -> list[int]:
    return [amount.low, amount.count, amount.high]


def _about(asked: Asked, shown: FlowsShown) -> list[str]:
    """On every row, so that a row that is copied out keeps its handling."""
    words = shown.words
    window = [day.isoformat() if day else "" for day in (words.since, words.until)]
    label = f"TLP:{strictest(shown.labels).upper()}"
    note = INVENTED if asked.node.store.settings.sample else ""
    return [label, asked.actor.member, asked.purpose, asked.also, *window, "; ".join(shown.own.lists), note]


def _banner(asked: Asked, shown: FlowsShown, beside: Compared | None) -> Banner:
    told = [say("read as %(member)s for %(purpose)s", member=asked.actor.member, purpose=say(asked.purpose))]
    if asked.also:
        told.append(say("as %(member)s too", member=asked.also))
    if asked.node.store.settings.sample:
        told.append(say("sample world: every person is invented"))
    title = shown.map.title
    if beside:
        title = say("Distinct people by leg, %(window)s", window=f"{beside.now} | {beside.then}")
    notes = [
        say("Your view, from %(lists)s.", lists=", ".join(shown.own.lists) or say("no list")),
        say("Window: %(window)s.", window=window_words(shown.words)),
    ]
    return Banner(strictest(shown.labels), " · ".join(told), title, tuple(notes))


def _drawings(shown: FlowsShown, beside: Compared | None) -> list[list[str]]:
    """The map or stages, or two maps, then the months."""
    months = histogram(month_data(shown, beside), HistogramOptions(1160.0, 190.0, kind=kind_of(shown), colour=SOFT))
    if not beside:
        draw = sankey if shown.words.view == "stages" else flow_map
        return [[draw(shown.map, MapOptions("wide"))], [months]]
    pair = [
        flow_map(one, MapOptions("narrow", ident=f"map-{n}", largest=beside.largest, inset=False))
        for n, one in enumerate(beside.maps)
    ]
    return [pair, [months]]
