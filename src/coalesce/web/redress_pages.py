"""Redress: requests by deadline, one request with its answer, a new request; and the same as JSON.

Invariant: a request is there for the member that asked and the member that is asked alone; one for a record that its asker may
not see is answered as for an unknown record, byte for byte.
"""

from __future__ import annotations

from typing import Any

from coalesce.errors import BadUsage
from coalesce.handling import TLP, Purpose, Role
from coalesce.records import Asks, Outcome, Record
from coalesce.records.redress import OUTCOMES
from coalesce.services import correcting, redressing
from coalesce.services.redressing import AnswerOrder, RequestOrder, Shown
from coalesce.store.codec import SIGHTINGS
from coalesce.store.read_view import ReadView
from coalesce.web.answers import Answer, Data, Page, Redirect
from coalesce.web.asked import Asked
from coalesce.web.fields import purpose_of
from coalesce.web.language import say
from coalesce.web.redress_words import ANSWERS, ASKS, FIELDS, state
from coalesce.web.registrar import Door, Registrar

routes = Registrar()
OFFICERS = frozenset({Role.ANALYST, Role.RELEASING_OFFICER})
STRIKE = "strike-"
"""Before the id of a sighting that a form strikes out."""


@routes.page("/redress", purpose=Purpose.REDRESS, door=Door.ACTOR)
def requests(asked: Asked) -> Answer:
    """Requests to one's member and of it, the late ones first."""
    with asked.node.store.read(asked.actor, Purpose.REDRESS) as view:
        found = redressing.requests(asked.node, view)
        records = view.records([record for one in found for record in one.of.records])
    own = asked.actor.member
    rows = [_row(asked, one, records) for one in found]
    facts = {
        "to_us": [row for row in rows if row["of"].asked == own],
        "by_us": [row for row in rows if row["of"].asked != own],
        "days": asked.node.store.settings.redress_days,
        "late": sum(1 for one in found if one.late and one.of.asked == own),
        "open": sum(1 for one in found if one.of.answer is None and one.of.asked == own),
    }
    return Page("redress.html", say("Redress"), facts, _labels(records.values()))


@routes.page("/redress/new", purpose=Purpose.REDRESS, asks=("record", "with"))
def new(asked: Asked, view: ReadView) -> Answer:
    """A form for a request about a record that one sees, or about two that are said not to be one person."""
    first, second = asked.one("record"), asked.one("with")
    if not first:
        return Page("redress_new.html", say("A request for redress"), {"record": None})
    found = [view.record(one) for one in (first, second) if one]
    facts = {
        "record": found[0],
        "other": found[1] if second else None,
        "fields": FIELDS,
        "written": {name: correcting.written(found[0], name) for name in correcting.CORRECTABLE if name != SIGHTINGS},
        "members": sorted({found[0].owner, found[-1].owner, asked.actor.member}),
        "may": bool(asked.actor.roles & OFFICERS),
        "days": asked.node.store.settings.redress_days,
    }
    return Page("redress_new.html", say("A request for redress"), facts, _labels(found))


@routes.act("/redress", purpose=Purpose.REDRESS, roles=OFFICERS)
def ask(asked: Asked) -> Answer:
    """Open a request."""
    made = redressing.ask(asked.node, asked.actor, _order(asked))
    return Redirect(asked.link(f"/redress/{made.id}", purpose=None))


@routes.page("/redress/{id}", purpose=Purpose.REDRESS, door=Door.ACTOR)
def one_request(asked: Asked) -> Answer:
    """One request: what is asked, by when, and its answer or the form for it."""
    with asked.node.store.read(asked.actor, Purpose.REDRESS) as view:
        shown = redressing.request(asked.node, view, asked.part("id"))
        found = shown.of
        records = view.records(found.records)  # for redress alone: what is seen for another purpose is a link away
    first = records.get(found.record)
    ours = found.asked == asked.actor.member
    facts = {
        "row": _row(asked, shown, records),
        "record": first,
        "other": records.get(found.other),
        "ours": ours,
        "may_answer": ours and found.answer is None and bool(asked.actor.roles & OFFICERS),
        "outcomes": {outcome: ANSWERS[outcome] for outcome in OUTCOMES[found.asks]},
        "fields": FIELDS,
        "written": _written(first),
        "struck": set(found.value.split(";")) if found.field == SIGHTINGS else set(),
    }
    return Page("redress_one.html", say("A request for redress"), facts, _labels(records.values()))


@routes.act("/redress/{id}", purpose=Purpose.REDRESS, roles=OFFICERS)
def answer(asked: Asked) -> Answer:
    """Answer a request: the answer does what it says."""
    said = redressing.answer(asked.node, asked.actor, asked.part("id"), _answer(asked))
    return Redirect(asked.link(f"/redress/{said.id}"))


@routes.data("/api/redress", purpose=Purpose.REDRESS, door=Door.ACTOR)
def api_requests(asked: Asked) -> Answer:
    """Requests to one's member and of it, the late ones first."""
    with asked.node.store.read(asked.actor, Purpose.REDRESS) as view:
        today = asked.node.store.clock.today()
        return Data([redressing.row(one, today) for one in redressing.requests(asked.node, view)])


@routes.act("/api/redress", purpose=Purpose.REDRESS, roles=OFFICERS, data=True)
def api_ask(asked: Asked) -> Answer:
    """Open a request: ``record``, ``asks`` (``correct``, ``withdraw``, ``part``), ``words``; ``field`` and ``value``; ``other``, ``to``."""
    made = redressing.ask(asked.node, asked.actor, _order(asked))
    return Data({"request": made.id, "asked": made.asked, "due": made.due.isoformat()}, 201)


@routes.data("/api/redress/{id}", purpose=Purpose.REDRESS, door=Door.ACTOR)
def api_request(asked: Asked) -> Answer:
    """One request."""
    with asked.node.store.read(asked.actor, Purpose.REDRESS) as view:
        shown = redressing.request(asked.node, view, asked.part("id"))
    return Data(redressing.row(shown, asked.node.store.clock.today()))


@routes.act("/api/redress/{id}", purpose=Purpose.REDRESS, roles=OFFICERS, data=True)
def api_answer(asked: Asked) -> Answer:
    """Answer a request: ``outcome``, ``why``, and of a correction ``field`` and ``value`` where they are not those asked for."""
    said = redressing.answer(asked.node, asked.actor, asked.part("id"), _answer(asked))
    assert said.answer is not None
    return Data({"request": said.id, "outcome": said.answer.outcome})


def _order(asked: Asked) -> RequestOrder:
    form = asked.words.form
    try:
        asks = Asks(asked.said("asks"))
    except ValueError:
        raise BadUsage(f"one asks to {', '.join(Asks)}") from None
    field, value = _field_of(form) if asks is Asks.CORRECT else ("", "")
    seen_for = purpose_of(form.get("purpose"), Purpose.REDRESS)
    return RequestOrder(
        asked.said("record"),
        asks,
        asked.said("words"),
        form.get("other", ""),
        form.get("to", ""),
        field,
        value,
        seen_for,
    )


def _answer(asked: Asked) -> AnswerOrder:
    try:
        outcome = Outcome(asked.said("outcome"))
    except ValueError:
        raise BadUsage(f"an answer is one of {', '.join(Outcome)}") from None
    field, value = _field_of(asked.words.form) if outcome is Outcome.CORRECTED else ("", "")
    return AnswerOrder(outcome, asked.said("why"), field, value)


def _field_of(form: Any) -> tuple[str, str]:
    """The field of a form and its value; sightings that are struck out go before it."""
    struck = [name.removeprefix(STRIKE) for name in form if name.startswith(STRIKE)]
    return (SIGHTINGS, ";".join(sorted(struck))) if struck else (form.get("field", ""), form.get("value", "").strip())


def _row(asked: Asked, shown: Shown, records: dict[str, Record]) -> dict[str, Any]:
    today = asked.node.store.clock.today()
    days = (shown.of.due - today).days
    return {
        "of": shown.of,
        "shown": shown,
        "what": ASKS[shown.of.asks],
        "state": state(shown, days),
        "late": shown.late,
        "records": [records.get(one) for one in shown.of.records],
    }


def _written(record: Record | None) -> dict[str, str]:
    if record is None:
        return {}
    return {name: correcting.written(record, name) for name in correcting.CORRECTABLE if name != SIGHTINGS}


def _labels(records: Any) -> list[TLP]:
    return [record.handling.tlp for record in records]
