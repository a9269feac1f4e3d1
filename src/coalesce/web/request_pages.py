"""Questions and proposals between members: what was asked, what is to be answered, one with its answer, a new one; and as JSON.

Invariant: one is there for the member that asked and the member that is asked alone; one about a record that its asker may not see is
answered as for an unknown record, byte for byte.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from coalesce.dates import PartialDate
from coalesce.errors import BadUsage, NotFound
from coalesce.handling import Purpose, Role
from coalesce.records import EnquiryKind, EnquiryOutcome, Record
from coalesce.records.enquiry import ENDS
from coalesce.services import asking, correcting, proposing, replying, told_judgements
from coalesce.services.asking import Question, Shown
from coalesce.services.proposing import Decided, Proposed
from coalesce.services.replying import Answered
from coalesce.store.codec import SIGHTINGS
from coalesce.store.permits import ROLES, Act
from coalesce.store.read_view import ReadView
from coalesce.web.answers import Answer, Data, Page, Redirect
from coalesce.web.asked import Asked
from coalesce.web.language import say
from coalesce.web.redress_words import FIELDS
from coalesce.web.registrar import Door, Registrar
from coalesce.web.request_words import ANSWERS, KINDS, VERDICTS, state

routes = Registrar()
ASKERS = ROLES[Act.ENQUIRE]
TELLERS = ROLES[Act.REPLY]
CORRECTABLE = {name: words for name, words in FIELDS.items() if name != SIGHTINGS}


@routes.page("/requests", purpose=Purpose.INVESTIGATION)
def requests(asked: Asked, view: ReadView) -> Answer:
    """What one's member asked for the purpose, and what was put to it; the late ones first."""
    found = asking.enquiries(asked.node, view)
    records = view.records(sorted({one for shown in found for one in (shown.of.about, shown.of.other) if one}))
    rows = [_row(asked, shown, records) for shown in found]
    facts = {
        "to_answer": [row for row in rows if row["shown"].ours and row["of"].reply is None],
        "by_us": [row for row in rows if not row["shown"].ours],
        "answered": [row for row in rows if row["shown"].ours and row["of"].reply is not None],
        "late": sum(1 for shown in found if shown.late and shown.ours),
    }
    return Page("requests.html", say("Requests"), facts, [one.handling.tlp for one in records.values()])


@routes.page("/requests/new", purpose=Purpose.INVESTIGATION, door=Door.PEOPLE, asks=("record",))
def new(asked: Asked, view: ReadView) -> Answer:
    """A form for a question about another member's record, and one for what a field of it should say."""
    if not asked.one("record"):
        return Page("request_new.html", say("Ask another member"), {"record": None})
    record = view.record(asked.one("record"))
    settings = asked.node.store.settings
    facts = {
        "record": record,
        "own": record.owner == asked.actor.member,
        "joined": bool(asking.joined(view, record.id)) if record.owner != asked.actor.member else False,
        "may": bool(asked.actor.roles & ASKERS),
        "fields": CORRECTABLE,
        "letters": settings.request_letters,
        "days": settings.request_days,
    }
    return Page("request_new.html", say("Ask another member"), facts, [record.handling.tlp])


@routes.act("/requests", purpose=Purpose.INVESTIGATION, roles=ASKERS)
def put(asked: Asked) -> Answer:
    """Put a question, or a proposal, to a record's owner."""
    made = _put(asked)
    return Redirect(asked.link(f"/requests/{made}"))


@routes.page("/requests/{id}", purpose=Purpose.INVESTIGATION)
def one_request(asked: Asked, view: ReadView) -> Answer:
    """One of them: what is asked, by when, and its answer or the form for it."""
    shown = asking.enquiry(asked.node, view, asked.part("id"))
    found = shown.of
    records = view.records([one for one in (found.about, found.other) if one])
    about = records.get(found.about)
    facts = {
        "row": _row(asked, shown, records),
        "record": about,
        "other": records.get(found.other),
        "may": shown.ours and found.reply is None and bool(asked.actor.roles & _who(found.kind)),
        "outcomes": {outcome: ANSWERS[outcome] for outcome in ENDS[found.kind]},
        "fields": CORRECTABLE,
        "written": correcting.written(about, found.field) if about and found.field else "",
        "letters": asked.node.store.settings.request_letters,
    }
    return Page("request_one.html", say(KINDS[found.kind]), facts, [one.handling.tlp for one in records.values()])


@routes.act("/requests/{id}", purpose=Purpose.INVESTIGATION, roles=ASKERS)
def answer(asked: Asked) -> Answer:
    """Answer a question, or decide on a proposal."""
    outcome = _answer(asked)
    gone = outcome is EnquiryOutcome.WITHDRAWN
    return Redirect(asked.link("/requests" if gone else f"/requests/{asked.part('id')}"))


@routes.act("/review/{left}/{right}/tell", purpose=Purpose.INVESTIGATION, roles=TELLERS)
def tell(asked: Asked) -> Answer:
    """Tell another member what one's own holds of a pair, or take that back."""
    _tell(asked)
    return Redirect(asked.link(f"/review/{asked.part('left')}/{asked.part('right')}"))


@routes.data("/api/requests", purpose=Purpose.INVESTIGATION)
def api_requests(asked: Asked, view: ReadView) -> Answer:
    """What one's member asked for the purpose, and what was put to it; the late ones first."""
    today = asked.node.store.clock.today()
    return Data([asking.row(one, today) for one in asking.enquiries(asked.node, view)])


@routes.act("/api/requests", purpose=Purpose.INVESTIGATION, roles=ASKERS, data=True)
def api_put(asked: Asked) -> Answer:
    """Put a question: ``record``, ``question``, ``due``; or a proposal: ``record`` with ``field`` and ``value``, or ``other`` and ``verdict``."""
    return Data({"request": _put(asked)}, 201)


@routes.data("/api/requests/{id}", purpose=Purpose.INVESTIGATION)
def api_request(asked: Asked, view: ReadView) -> Answer:
    """One of them."""
    shown = asking.enquiry(asked.node, view, asked.part("id"))
    return Data(asking.row(shown, asked.node.store.clock.today()))


@routes.act("/api/requests/{id}", purpose=Purpose.INVESTIGATION, roles=ASKERS, data=True)
def api_answer(asked: Asked) -> Answer:
    """Answer a question: ``outcome``, ``text``; ``field``, ``value``; ``why``. Or decide on a proposal: ``outcome``, ``why``."""
    return Data({"request": asked.part("id"), "outcome": _answer(asked)})


@routes.act("/api/review/{left}/{right}/tell", purpose=Purpose.INVESTIGATION, roles=TELLERS, data=True)
def api_tell(asked: Asked) -> Answer:
    """Tell ``member`` what one's own member holds of a pair; with ``no_longer`` take it back."""
    return Data({"judgement": _tell(asked), "member": asked.said("member")})


def _put(asked: Asked) -> str:
    form = asked.words.form
    if form.get("question", "").strip() or ("field" not in form and "other" not in form):
        question = Question(asked.said("record"), asked.said("question"), asked.purpose, _day(form.get("due", "")))
        return asking.ask(asked.node, asked.actor, question).id
    verdict = _verdict(form.get("verdict", "")) if form.get("other") else None
    proposed = Proposed(
        asked.said("record"),
        form.get("field", ""),
        form.get("value", ""),
        form.get("other", ""),
        verdict,
        asked.purpose,
    )
    return proposing.propose(asked.node, asked.actor, proposed).id


def _answer(asked: Asked) -> EnquiryOutcome:
    form, identity = asked.words.form, asked.part("id")
    try:
        outcome = EnquiryOutcome(asked.said("outcome"))
    except ValueError:
        raise BadUsage(f"an answer is one of {', '.join(EnquiryOutcome)}") from None
    if outcome in ENDS[EnquiryKind.PROPOSAL]:
        decided = Decided(outcome, form.get("why", ""), asked.purpose)
        proposing.end(asked.node, asked.actor, identity, decided)
        return outcome
    corrects = outcome is EnquiryOutcome.CORRECTED
    field, value = (form.get("field", ""), form.get("value", "")) if corrects else ("", "")
    text = "" if outcome is EnquiryOutcome.REFUSED else form.get("text", "")
    answered = Answered(outcome, text, field, value, form.get("why", ""))
    replying.reply(asked.node, asked.actor, identity, answered, asked.purpose)
    return outcome


def _tell(asked: Asked) -> str:
    pair = (asked.part("left"), asked.part("right"))
    if pair[0] == pair[1]:
        raise NotFound("pair")
    do = told_judgements.keep_to_ourselves if asked.words.form.get("no_longer") else told_judgements.release
    return do(asked.node, asked.actor, pair, asked.said("member"), asked.purpose)


def _verdict(text: str) -> Any:
    for verdict in VERDICTS:
        if verdict == text:
            return verdict
    raise BadUsage(f"a verdict is {', '.join(VERDICTS)}")


def _day(text: str) -> date | None:
    if not text.strip():
        return None
    day = PartialDate.parse(text.strip())
    if day.earliest != day.latest:
        raise BadUsage("'due' takes a day, like 2014-12-01")
    return day.earliest


def _who(kind: EnquiryKind) -> frozenset[Role]:
    return TELLERS if kind is EnquiryKind.QUESTION else ASKERS


def _row(asked: Asked, shown: Shown, records: dict[str, Record]) -> dict[str, Any]:
    one = shown.of
    days = (one.due - asked.node.store.clock.today()).days if one.due else None
    return {
        "of": one,
        "shown": shown,
        "kind": say(KINDS[one.kind]),
        "what": _what(shown),
        "state": state(shown, days),
        "late": shown.late,
        "record": records.get(one.about),
        "other": records.get(one.other),
    }


def _what(shown: Shown) -> str:
    """A question's words, or what is proposed."""
    one = shown.of
    if one.kind is EnquiryKind.QUESTION:
        return one.words
    return say(VERDICTS[one.verdict]) if one.verdict else f"{say(FIELDS[one.field])}: {one.value or '–'}"
