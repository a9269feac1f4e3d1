"""How a flow number was made: whom it is made of, which lists know them, and which decisions it rests on.

Invariant: what is told is counted from the same view, state and draws as the number itself; nobody is named.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from coalesce.flows import Counted, Interval
from coalesce.handling import TLP, Purpose
from coalesce.records import Cell, Verdict
from coalesce.services.counting import OwnFlows, own_flows
from coalesce.store.read_view import ReadView
from coalesce.web import language
from coalesce.web.answers import Answer, Page
from coalesce.web.asked import Asked
from coalesce.web.flow_shown import audience_now, country, labels_of, leg_words, one_interval, window_words
from coalesce.web.flow_words import COUNTED, FlowWords, flow_words
from coalesce.web.language import say
from coalesce.web.registrar import Registrar

routes = Registrar()

MOST_ORIGINS = 12


@dataclass(frozen=True, slots=True)
class Behind:
    """``sure`` people stand in every draw of the links, ``drawn`` only in some; ``lists`` and ``origins`` by name, the largest
    first; ``judged``: pairs by what humans said of them."""

    what: str
    window: str
    amount: Interval
    sure: int
    drawn: int
    lists: tuple[tuple[str, Interval], ...]
    origins: tuple[tuple[str, Interval], ...]
    others: int
    unplaced: Interval
    undecided: int
    judged: dict[str, int]
    labels: tuple[TLP, ...]


@routes.page("/flows/how", purpose=Purpose.INVESTIGATION, asks=COUNTED)
def flows_how(asked: Asked, view: ReadView) -> Answer:
    """The numbers behind the people on the legs that are asked for, and the decisions they rest on."""
    words = flow_words(asked)
    key = ("flows how", language.now().tag, *audience_now(asked, view), words)
    with asked.desk.turn(view.actor.member, view.purpose, view.also):
        found = asked.desk.drawn.get(key, lambda: behind(own_flows(asked.node, view), words, labels_of(asked, view)))
    facts = {"found": found, "draws": asked.node.store.settings.draws, "model": asked.node.model.name}
    return Page("flows_how.html", say("How was this made?"), facts, found.labels)


def behind(own: OwnFlows, words: FlowWords, labels: tuple[TLP, ...]) -> Behind:
    """Everything of one number."""
    counted, query = own.counted, words.query()
    sure, drawn = counted.made_of(query)
    origins = _named(counted, words, "origin")
    return Behind(
        what=what_words(words),
        window=window_words(words),
        amount=one_interval(counted.cells(replace(query, by=()))),
        sure=sure,
        drawn=drawn,
        lists=_named(counted, words, "list"),
        origins=origins[:MOST_ORIGINS],
        others=max(len(origins) - MOST_ORIGINS, 0),
        unplaced=one_interval(counted.unplaced(words.query("month"))),
        undecided=own.undecided,
        judged={str(verdict): own.judged.get(verdict, 0) for verdict in Verdict},
        labels=labels,
    )


def what_words(words: FlowWords) -> str:
    """Which legs: ``Turkey to Syria``, ``Between Turkey and Syria``, ``All legs``."""
    if words.into or words.out_of:
        return leg_words(words.out_of, words.into)
    if len(words.places) == 1:
        return say("Into or out of %(place)s", place=country(words.places[0]))
    if words.places:
        return say("Between %(one)s and %(other)s", one=country(words.places[0]), other=country(words.places[1]))
    return say("All legs")


def _named(counted: Counted, words: FlowWords, by: str) -> tuple[tuple[str, Interval], ...]:
    cells = sorted(counted.cells(words.query(by)), key=lambda cell: (-(cell.count or 0), str(cell.group)))
    return tuple((_name(cell, by), one_interval([cell])) for cell in cells)


def _name(cell: Cell, by: str) -> str:
    if by == "origin":
        return country(cell.group) if cell.group else say("unknown")
    return cell.group or ""
