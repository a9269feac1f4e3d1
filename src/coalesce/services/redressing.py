"""Redress: a request to correct or to withdraw, or that two records are not one person; its deadline, its answer.

Promises that an answer does what it says: a withdrawal erases, a correction is a new version, and whether two records are one
person is judged by a human. Invariant: a request for what its asker may not see is answered as for what does not exist; the
member that is asked learns of no record that it may not see; the log holds ids and outcomes, and nobody who asked.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from coalesce.errors import BadUsage, NotFound, NotPermitted, Refusal
from coalesce.handling import Actor, Purpose
from coalesce.records import (
    Answer,
    AnswerSent,
    Asks,
    Outcome,
    RedressRequest,
    RequestKind,
    RequestOutcome,
    RequestSent,
    Verdict,
)
from coalesce.records.redress import OUTCOMES
from coalesce.services import correcting, dispatching, reviewing, withdrawing
from coalesce.services.dispatching import Route
from coalesce.services.node import Node
from coalesce.services.reviewing import Word
from coalesce.store import redress_rows
from coalesce.store.ground import InTransaction
from coalesce.store.permits import Act, require
from coalesce.store.read_view import ReadView
from coalesce.store.redress_rows import BETWEEN_READERS, Way

MOST_WORDS = 4_000
"""Letters of a request or of a reason: a page."""

VERDICTS = {Outcome.PARTED: Verdict.DIFFERENT, Outcome.JOINED: Verdict.SAME, Outcome.REFUSED: Verdict.UNSURE}
"""What a human's answer to "these are not one person" becomes."""


@dataclass(frozen=True, slots=True)
class RequestOrder:
    """What is asked. ``other``: the second record of a ``PART``, put to the member ``to``, one's own without it. ``field`` and
    ``value``: what a correction should write, as far as that is known. ``seen_for``: the purpose that the record is seen for."""

    record: str
    asks: Asks
    words: str
    other: str = ""
    to: str = ""
    field: str = ""
    value: str = ""
    seen_for: Purpose = Purpose.REDRESS


def ask(node: Node, actor: Actor, order: RequestOrder) -> RedressRequest:
    """Open a request. Raises NotPermitted, BadUsage, BadField; NotFound alike for what is unknown and what is not to be seen."""
    require(actor, Act.ASK_REDRESS)
    _check(order)
    now = node.store.clock.now()
    with node.store.read(actor, order.seen_for) as view:
        owner = view.record(order.record).owner
        if order.other:
            view.record(order.other)
        asked = (order.to or actor.member) if order.asks is Asks.PART else owner
        found = _route(node, actor, order, asked)
        writer = node.store.write(actor, Purpose.REDRESS)
        made = RedressRequest(
            id=writer.new_id(),
            asks=order.asks,
            record=order.record,
            other=order.other,
            asked=asked,
            member=actor.member,
            actor=actor.name,
            purpose=order.seen_for,
            at=now,
            due=now.date() + timedelta(days=node.store.settings.redress_days),
            words=order.words.strip(),
            field=order.field,
            value=order.value.strip(),
            answer=None,
        )
        wire = dispatching.new_wire_id(node, dispatching.REQUEST, made.id) if found else ""
        with writer.transaction() as connection:
            if not redress_rows.keep(connection, made, Way(found.peer.name, wire) if found else BETWEEN_READERS):
                raise NotFound()
            if found:
                last = dispatching.until(node, made.due)
                dispatching.put(connection, node, found.peer, _letter(made, found.about, wire), (asked, last))
            detail = {"redress": made.id, "record": made.record, "asks": made.asks}
            writer.log(connection, "redress open", detail | ({"other": made.other} if made.other else {}), about=asked)
    return made


def _route(node: Node, actor: Actor, order: RequestOrder, asked: str) -> Route | None:
    """How who is asked is reached; None on this node. Raises NotFound, Refusal."""
    if order.asks is not Asks.PART:
        return dispatching.route(node, actor, order.record, asked) if asked != actor.member else None
    _check_sees(node, actor, order, asked)
    if asked != actor.member and dispatching.peer_of(node, asked) is not None:
        raise Refusal(f"propose it to {asked} instead: 'coalesce propose', or tell it your member's word on the pair")
    return None


KINDS = {Asks.CORRECT: RequestKind.CORRECTION, Asks.WITHDRAW: RequestKind.WITHDRAWAL}
"""What can be asked of a member whose node is another: judging two records is proposed to it."""

SAID = {
    Outcome.CORRECTED: RequestOutcome.CORRECTED,
    Outcome.WITHDRAWN: RequestOutcome.WITHDRAWN,
    Outcome.REFUSED: RequestOutcome.REFUSED,
    Outcome.NOT_OURS: RequestOutcome.REFUSED,
}
"""An answer as it is told to another node."""


def _letter(made: RedressRequest, about: str, wire: str) -> RequestSent:
    """The request as it goes to the owner's node: without who asks."""
    at, purpose = made.at.astimezone(UTC), Purpose(made.purpose)
    kind = KINDS[made.asks]
    return RequestSent(wire, about, purpose, made.words, made.due, at, made.member, kind, made.field, made.value)


def _check(order: RequestOrder) -> None:
    if not order.words.strip() or len(order.words) > MOST_WORDS:
        raise BadUsage(f"say what is asked for and why, in at most {MOST_WORDS} letters")
    if (order.asks is Asks.PART) != bool(order.other) or order.record == order.other:
        raise BadUsage("two records are named where they are said not to be one person, and one for anything else")
    if order.asks is not Asks.PART and order.to:
        raise BadUsage("a record's owner is asked: only that two records are not one person is put to a member")
    if order.asks is not Asks.CORRECT and (order.field or order.value):
        raise BadUsage("a field and a value are for a correction")
    if order.value and not order.field:
        raise BadUsage("say which field the value is for")
    if len(order.value) > MOST_WORDS:
        raise BadUsage(f"a value has at most {MOST_WORDS} letters")
    if order.field:
        correcting.check_value(order.field, order.value or "A1")


def _check_sees(node: Node, actor: Actor, order: RequestOrder, asked: str) -> None:
    """Raises NotFound where the member that is asked may not see what it would be asked about, or is not there."""
    if asked == actor.member:
        return
    if asked not in {member.code for member in node.store.members()}:
        raise NotFound()
    with node.store.read(actor, order.seen_for, also=asked) as both:
        for record in filter(None, (order.record, order.other)):
            both.record(record)


@dataclass(frozen=True, slots=True)
class Shown:
    """A request with whether it is late, and whether what it is about has been erased: its words went with it."""

    of: RedressRequest
    late: bool
    gone: bool


def requests(node: Node, view: ReadView) -> list[Shown]:
    """Those of the reader's member, asked or asking: open ones by deadline, so the late ones first, then the latest answers.

    ``view`` is for the purpose ``redress``: for another there are none.
    """
    return [_shown(node, one) for one in view.requests(node.store.settings.page_size)]


def request(node: Node, view: ReadView, identity: str) -> Shown:
    """One of them. Raises NotFound."""
    return _shown(node, view.request(identity))


def _shown(node: Node, one: RedressRequest) -> Shown:
    return Shown(one, one.overdue(node.store.clock.today()), not one.words)


@dataclass(frozen=True, slots=True)
class AnswerOrder:
    """How a request is answered and why; ``field`` and ``value`` of a correction, as asked for without them."""

    outcome: Outcome
    why: str
    field: str = ""
    value: str = ""


def answer(node: Node, actor: Actor, identity: str, order: AnswerOrder) -> RedressRequest:
    """Do what the answer says, then keep it. Raises NotFound, NotPermitted, BadUsage, BadField, Refusal, StoreBusy.

    Broken off in between, it is given again: what was done is done once.
    """
    require(actor, Act.ASK_REDRESS)
    with node.store.read(actor, Purpose.REDRESS) as view:
        shown = request(node, view, identity)
    found = shown.of
    if found.asked != actor.member:
        raise NotPermitted(f"{found.asked} is asked, and answers")
    if found.answer is not None:
        raise Refusal(f"this was answered on {found.answer.at.date().isoformat()}: an answer stays as it is")
    if not order.why.strip() or len(order.why) > MOST_WORDS:
        raise BadUsage(f"an answer needs a reason of at most {MOST_WORDS} letters: say why")
    if order.outcome not in OUTCOMES[found.asks]:
        raise BadUsage(f"a request to {found.asks} is answered with {', '.join(OUTCOMES[found.asks])}")
    _do(node, actor, shown, order)
    return _keep(node, actor, found, order)


def _do(node: Node, actor: Actor, shown: Shown, order: AnswerOrder) -> None:
    """What the answer says. Of a record that is gone already there is nothing left to do."""
    found, why = shown.of, order.why.strip()
    if shown.gone:
        if order.outcome not in (Outcome.WITHDRAWN, Outcome.PARTED, Outcome.NOT_OURS):
            raise BadUsage("the record is held no longer: answer that it is withdrawn")
        return
    if found.asks is Asks.PART:
        sides = (found.record, found.other)
        reviewing.judge(node, actor, Purpose(found.purpose), sides, Word(VERDICTS[order.outcome], why))
        _check_settled(node, actor, found, VERDICTS[order.outcome])
    elif order.outcome is Outcome.WITHDRAWN:
        with suppress(NotFound):  # taken back by another hand a moment ago
            withdrawing.withdraw(node, actor, Purpose.REDRESS, found.record, why)
    elif order.outcome is Outcome.CORRECTED:
        field, value = order.field or found.field, order.value if order.field else found.value
        if not field:
            raise BadUsage("say which field is corrected, and what it says instead")
        correcting.correct(node, actor, found.record, field, value)


def _check_settled(node: Node, actor: Actor, found: RedressRequest, verdict: Verdict) -> None:
    """Raises Refusal where a second reviewer must say the same before the answer would be true."""
    with node.store.read(actor, Purpose(found.purpose)) as view:
        held = view.verdicts([found.record])[min(found.records), max(found.records)]
    if held is not verdict and verdict is not Verdict.UNSURE:
        raise Refusal("your word on the pair is kept; a second reviewer must say the same: then answer again")


def _keep(node: Node, actor: Actor, found: RedressRequest, order: AnswerOrder) -> RedressRequest:
    writer = node.store.write(actor, Purpose.REDRESS)
    now = datetime.fromisoformat(writer.now())
    word = Answer(order.outcome, actor.member, actor.name, now, order.why.strip())
    with writer.transaction() as connection:
        if not redress_rows.answer(connection, found, word):
            raise Refusal("somebody has just answered this: open it again")
        detail = {
            "redress": found.id,
            "record": found.record,
            "outcome": order.outcome,
            "reason_digest": writer.keyed(word.why),
        }
        _send(connection, node, found, word)
        writer.log(connection, "redress answer", detail, about=found.member)
    with node.store.read(actor, Purpose.REDRESS) as view:
        return view.request(found.id)


def _send(connection: InTransaction, node: Node, found: RedressRequest, word: Answer) -> None:
    """Lay the answer ready for the member that asked, where that is another node's. The reason is meant for it."""
    way = redress_rows.way_of(connection, found.id)
    peer = dispatching.peer_of(node, found.member, way.peer) if way.wire else None
    if peer is not None:
        wire = dispatching.new_wire_id(node, dispatching.ANSWER, way.wire)
        gone = word.outcome is Outcome.WITHDRAWN
        at = word.at.astimezone(UTC)
        letter = AnswerSent(wire, way.wire, SAID[word.outcome], "" if gone else word.why, at, word.member)
        dispatching.put(connection, node, peer, letter, (found.member, dispatching.until(node, at.date())))


def row(shown: Shown, today: date) -> dict[str, Any]:
    """A request as plain data, with ``state``: ``open``, ``overdue`` or ``answered``."""
    one, said = shown.of, shown.of.answer
    return {
        "request": one.id,
        "state": "answered" if said else "overdue" if shown.late else "open",
        "asks": one.asks,
        "record": one.record,
        "other": one.other or None,
        "asked": one.asked,
        "by": one.member,
        "opened": one.at.isoformat(),
        "due": one.due.isoformat(),
        "days_left": None if said else (one.due - today).days,
        "words": one.words,
        "field": one.field or None,
        "value": one.value or None,
        "gone": shown.gone,
        "outcome": said.outcome if said else None,
        "answered": said.at.isoformat() if said else None,
        "answered_by": (said.actor or said.member) if said else None,
        "why": said.why if said else None,
    }
