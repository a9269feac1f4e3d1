"""Answering a question of another member: with words, by correcting or withdrawing the record, or not at all.

Promises that an answer does what it says, and then lies ready for the member that asked. Invariant: a refusal says neither why nor
whether there is anything; nothing is answered twice.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from coalesce.errors import BadUsage, NotFound, NotPermitted, Refusal
from coalesce.handling import Actor, Purpose
from coalesce.records import AnswerSent, Enquiry, EnquiryKind, EnquiryOutcome, Reply, RequestOutcome
from coalesce.records.enquiry import ENDS
from coalesce.services import correcting, dispatching, withdrawing
from coalesce.services.asking import Shown, checked_words, enquiry, names
from coalesce.services.node import Node
from coalesce.store import message_rows
from coalesce.store.message_rows import Way
from coalesce.store.permits import Act, require

WORDS_OF = "an answer"


@dataclass(frozen=True, slots=True)
class Answered:
    """How a question is answered. ``words`` are for the member that asked; ``field`` and ``value``: what is corrected. ``reason`` of a
    withdrawal stays here."""

    outcome: EnquiryOutcome
    words: str = ""
    field: str = ""
    value: str = ""
    reason: str = ""


def reply(
    node: Node, actor: Actor, identity: str, answered: Answered, purpose: Purpose = Purpose.INVESTIGATION
) -> Enquiry:
    """Do what the answer says, then keep it and lay it ready; ``purpose``: what for the question is read. Raises NotFound, NotPermitted, BadUsage, BadField, Refusal, StoreBusy.

    Broken off in between, it is given again: what was done is done once.
    """
    require(actor, Act.REPLY)
    found = to_answer(node, actor, identity, EnquiryKind.QUESTION, purpose).of
    if answered.outcome not in ENDS[EnquiryKind.QUESTION]:
        raise BadUsage(f"a question is answered with {names(ENDS[EnquiryKind.QUESTION])}")
    _check(node, answered)
    with node.store.write(actor, found.purpose).snapshot() as connection:
        way = message_rows.way_of(connection, identity)
    _do(node, actor, found, answered)
    return _keep(node, actor, found, answered, way or Way())


def to_answer(node: Node, actor: Actor, identity: str, kind: EnquiryKind, purpose: Purpose) -> Shown:
    """An open enquiry that is put to the actor's member. Raises NotFound, NotPermitted, Refusal, BadUsage."""
    with node.store.read(actor, purpose) as view:
        shown = enquiry(node, view, identity)
    if not shown.ours:
        raise NotPermitted(f"{shown.of.asked} is asked, and answers")
    if shown.of.kind is not kind:
        raise BadUsage("a question is answered, a proposal accepted or declined")
    if shown.of.reply is not None:
        raise Refusal(f"this was answered on {shown.of.reply.at.date().isoformat()}: an answer stays as it is")
    return shown


def _check(node: Node, answered: Answered) -> None:
    if answered.outcome is EnquiryOutcome.REFUSED and (answered.words.strip() or answered.field):
        raise BadUsage("a refusal says neither why nor whether there is anything: leave the words away")
    if answered.outcome is EnquiryOutcome.ANSWERED or answered.words.strip():
        checked_words(node, answered.words, WORDS_OF)
    if answered.outcome is EnquiryOutcome.CORRECTED and not answered.field:
        raise BadUsage("say which field is corrected, and what it says instead")
    if answered.outcome is not EnquiryOutcome.CORRECTED and (answered.field or answered.value):
        raise BadUsage("a field and a value are for a correction")
    if answered.outcome is EnquiryOutcome.WITHDRAWN and not answered.reason.strip():
        raise BadUsage("a withdrawal needs a reason: say why; it stays here")


def _do(node: Node, actor: Actor, found: Enquiry, answered: Answered) -> None:
    if answered.outcome is EnquiryOutcome.CORRECTED:
        correcting.correct(node, actor, found.about, answered.field, answered.value)
    elif answered.outcome is EnquiryOutcome.WITHDRAWN:
        with suppress(NotFound):  # taken back by another hand a moment ago
            withdrawing.withdraw(node, actor, Purpose.REDRESS, found.about, answered.reason.strip())


def _keep(node: Node, actor: Actor, found: Enquiry, answered: Answered, way: Way) -> Enquiry:
    """A withdrawn record took the question with it: then the answer alone goes out."""
    writer = node.store.write(actor, found.purpose)
    gone = answered.outcome is EnquiryOutcome.WITHDRAWN
    word = Reply(answered.outcome, "" if gone else answered.words.strip(), dispatching.moment(node), actor.name)
    wire = dispatching.new_wire_id(node, dispatching.ANSWER, way.wire) if way.wire else ""
    with writer.transaction() as connection:
        if not message_rows.answer(connection, found.id, word, wire) and not gone:
            raise Refusal("somebody has just answered this: open it again")
        peer = dispatching.peer_of(node, found.member, way.peer) if wire else None
        if peer is not None:
            outcome = RequestOutcome(word.outcome)
            letter = AnswerSent(wire, way.wire, outcome, word.words, word.at, node.store.settings.member)
            dispatching.put(connection, node, peer, letter, (found.member, dispatching.until(node, word.at.date())))
        detail = {"request": found.id, "record": found.about, "answered": word.outcome}
        writer.log(connection, "request answer", detail, about=found.member)
    return Enquiry(**{**{name: getattr(found, name) for name in Enquiry.__slots__}, "reply": word})
