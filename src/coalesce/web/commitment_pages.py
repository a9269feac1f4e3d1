"""Commitments: the board, gaps, deadlines with who owes an answer, the day-N curve, one entry with its history; and as JSON.

Invariant: what a page shows is made from what its reader may see for planning (or whatever else is read for); what is not
known is told in words, and never as zero.
"""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any

from coalesce.commitments.board import EVERYBODY, UNNAMED
from coalesce.commitments.deadlines import Due
from coalesce.commitments.then import Reading
from coalesce.dates import PartialDate
from coalesce.errors import BadDate, BadUsage
from coalesce.handling import TLP, Purpose, Role
from coalesce.records import CommitmentEvent, EventKind, Evidence, LineOfEffort, Need
from coalesce.records.commitment import STAGES
from coalesce.services import committing, planning
from coalesce.services import telling_plans as telling
from coalesce.services.planning import PlanAsk
from coalesce.store.read_view import PlanQuery, ReadView
from coalesce.web import plan_words
from coalesce.web.answers import Answer, Data, Page, Redirect
from coalesce.web.asked import Asked
from coalesce.web.curve_shown import drawn
from coalesce.web.language import plain, say
from coalesce.web.registrar import Registrar

routes = Registrar()
PLANNING = Purpose.PLANNING
ASKS = ("plan", "line", "as_of", "reading")
OFFICERS = frozenset({Role.RELEASING_OFFICER})


@routes.page("/commitments", purpose=PLANNING, asks=ASKS)
def board(asked: Asked, view: ReadView) -> Answer:
    """Lines of effort and members, how far each has got, and the totals."""
    shown = planning.board_in(asked.node, view, _ask(asked))
    facts = {
        **_frame(asked, view),
        "shown": shown,
        "everybody": EVERYBODY,
        "unnamed": UNNAMED,
        "stages": STAGES[:4],
        "entries": sum(sum(cell.states.values()) for cell in shown.board.by_line.values()),
        "told": plain,
        "may_write": bool(asked.actor.roles & OFFICERS),
    }
    return Page("commitments.html", say("Commitments"), facts, sorted(shown.labels))


@routes.page("/commitments/gaps", purpose=PLANNING, asks=ASKS)
def gaps(asked: Asked, view: ReadView) -> Answer:
    """Needs against what is in place and promised."""
    found = planning.gaps_in(asked.node, view, _ask(asked))
    facts = {**_frame(asked, view), "gaps": found, "told": plain, "words": plan_words.gap_words}
    return Page("commitment_gaps.html", say("What is missing"), facts, _labels(view))


@routes.page("/commitments/deadlines", purpose=PLANNING, asks=ASKS)
def deadlines(asked: Asked, view: ReadView) -> Answer:
    """What is due, what it lacks, and who owes an answer."""
    ask = _ask(asked)
    due = planning.due_in(asked.node, view, ask)
    facts = {
        **_frame(asked, view),
        "due": due,
        "owed": planning.owed_in(asked.node, view, ask),
        "about": plan_words.about,
        "asked_words": plan_words.asked,
    }
    return Page("commitment_deadlines.html", say("Deadlines"), facts, [one.held.handling.tlp for one in due])


@routes.act("/commitments/{id}", purpose=PLANNING, roles=OFFICERS)
def note(asked: Asked) -> Answer:
    """Note an event of an entry, in the place of another where the form says so, or take one back."""
    try:
        kind = EventKind(asked.said("kind"))
    except ValueError:
        raise BadUsage(f"what happened is one of {', '.join(EventKind)}") from None
    with asked.node.store.read(asked.actor, asked.purpose) as view:
        shown = planning.history_in(view, asked.part("id"))
    also = {name: _free(asked, name) for name in ("address", "language", "correction")}
    evidence = Evidence(asked.said("quote"), asked.said("source"), published=_day(asked, "announced"), **also)
    withdraws, successor, corrects = (_free(asked, name) or None for name in ("withdraws", "replaced_by", "corrects"))
    event = CommitmentEvent(
        kind, _day(asked, "date"), evidence, withdraws=withdraws, successor=successor, corrects=corrects
    )
    committing.note_event(asked.node, asked.actor, shown.held.id, event)
    return Redirect(f"/commitments/{shown.held.id}")


@routes.page("/commitments/timeline", purpose=PLANNING, asks=(*ASKS, "activation", "days", "places"))
def timeline(asked: Asked, view: ReadView) -> Answer:
    """What would be in place on day N after an activation."""
    start, activated = _start(asked, view)
    apart = asked.one("places") == "yes"
    found = planning.timeline_in(asked.node, view, _ask(asked), (start, _days(asked)), apart)
    facts = {
        **_frame(asked, view),
        "found": found,
        "drawn": [drawn(curve, found, place) for place, curve in enumerate(found.curves)],
        "activated": activated,
        "asked_for": asked.one("activation"),
        "apart": apart,
        "told": plain,
    }
    return Page("commitment_timeline.html", say("Day N"), facts, _labels(view))


@routes.page("/commitments/{id}", purpose=PLANNING)
def one_commitment(asked: Asked, view: ReadView) -> Answer:
    """One entry: what it says, and every event with its quote."""
    shown = planning.history_in(view, asked.part("id"))
    said = [terms for _, terms in shown.earlier]
    facts = {
        **_frame(asked, view),
        "shown": shown,
        "before": [one for one, later in pairwise(said) if one != later],
        "terms": shown.held.terms,
        "kinds": tuple(EventKind),
        "may_write": shown.held.owner == asked.actor.member and bool(asked.actor.roles & OFFICERS),
        "is_need": isinstance(shown.held.terms, Need),
    }
    title = shown.held.terms.kind or shown.held.terms.reference
    return Page("commitment.html", title, facts, [shown.held.handling.tlp])


@routes.data("/api/commitments", purpose=PLANNING, asks=ASKS)
def api_board(asked: Asked, view: ReadView) -> Answer:
    """The board with its totals and alerts."""
    return Data(telling.board_row(planning.board_in(asked.node, view, _ask(asked))))


@routes.data("/api/commitments/gaps", purpose=PLANNING, asks=ASKS)
def api_gaps(asked: Asked, view: ReadView) -> Answer:
    """Needs against what is in place and promised."""
    return Data([telling.gap_row(gap) for gap in planning.gaps_in(asked.node, view, _ask(asked))])


@routes.data("/api/commitments/deadlines", purpose=PLANNING, asks=ASKS)
def api_deadlines(asked: Asked, view: ReadView) -> Answer:
    """What is due and what it lacks; who owes an answer."""
    ask = _ask(asked)
    due: list[Due] = planning.due_in(asked.node, view, ask)
    owed = [telling.question_row(one) for one in planning.owed_in(asked.node, view, ask)]
    return Data({"due": [telling.due_row(one) for one in due], "owed": owed})


@routes.data("/api/commitments/timeline", purpose=PLANNING, asks=(*ASKS, "activation", "days", "places"))
def api_timeline(asked: Asked, view: ReadView) -> Answer:
    """The day-N curves."""
    start, _ = _start(asked, view)
    span = (start, _days(asked))
    return Data(
        telling.curves_row(planning.timeline_in(asked.node, view, _ask(asked), span, asked.one("places") == "yes"))
    )


@routes.data("/api/commitments/{id}", purpose=PLANNING)
def api_commitment(asked: Asked, view: ReadView) -> Answer:
    """One entry with its history."""
    return Data(telling.history_row(planning.history_in(view, asked.part("id"))))


def _free(asked: Asked, name: str) -> str:
    """What the form says in a field that may stay empty."""
    return " ".join(asked.words.form.get(name, "").split())


def _day(asked: Asked, name: str) -> PartialDate | None:
    """A date of the form, whole or not; None where it is empty. Raises BadDate with the field at fault."""
    text = _free(asked, name)
    try:
        return PartialDate.parse(text) if text else None
    except BadDate as error:
        raise error.at(field=name) from None


def _start(asked: Asked, view: ReadView) -> tuple[date, bool]:
    """Day 0: the day asked for; else that of the newest activation, and whether it is one; else today."""
    day = _whole_day(asked, "activation")
    if day is not None:
        return day, False
    alerts = planning.alerts_in(asked.node, view, _ask(asked))
    return (alerts[0].since, True) if alerts else (asked.node.store.clock.today(), False)


def _days(asked: Asked) -> int:
    settings = asked.node.store.settings
    return asked.whole("days", settings.commitment_days, settings.commitment_most_days)


def _ask(asked: Asked) -> PlanAsk:
    """What is asked for. Raises BadDate, BadUsage."""
    return PlanAsk(asked.one("plan"), asked.one("line"), as_of=_whole_day(asked, "as_of"), reading=_reading(asked))


def _reading(asked: Asked) -> Reading:
    try:
        return Reading(asked.one("reading", Reading.KNOWN))
    except ValueError:
        raise BadUsage(f"'reading' is one of {', '.join(Reading)}") from None


def _whole_day(asked: Asked, name: str) -> date | None:
    """A whole day of the query; None where it is absent. Raises BadDate."""
    text = asked.one(name)
    if not text:
        return None
    try:
        when = PartialDate.parse(text)
    except BadDate as error:
        raise error.at(field=name) from None
    if when.precision != "day":
        raise BadDate("needs a whole date, like 2014-09-28").at(field=name)
    return when.earliest


def _frame(asked: Asked, view: ReadView) -> dict[str, Any]:
    """What every page of plans has: the plans to choose from, and what was chosen."""
    ask = _ask(asked)
    return {
        "plans": view.plans(),
        "plan": ask.plan,
        "line": ask.line,
        "lines": tuple(LineOfEffort),
        "as_of": ask.as_of,
        "reading": ask.reading,
        "readings": tuple(Reading),
    }


def _labels(view: ReadView) -> list[TLP]:
    return sorted(view.plan_labels(PlanQuery()))
