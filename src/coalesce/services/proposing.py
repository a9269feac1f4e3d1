"""Proposing to the owner of a record that a field should say something else, or how two records should be judged.

Invariant: nothing is done by a proposal itself: a human of the owner accepts or declines it, and nobody else learns which. A proposal on
two records is put only to a member that may see both.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from coalesce.errors import BadUsage, NotFound, NotPermitted, Refusal
from coalesce.handling import Actor, Purpose
from coalesce.records import Enquiry, EnquiryKind, EnquiryOutcome, ProposalSent, Reply, Verdict
from coalesce.records.enquiry import ENDS
from coalesce.services import correcting, dispatching, reviewing
from coalesce.services.asking import checked_words, names
from coalesce.services.dispatching import Route
from coalesce.services.node import Node
from coalesce.services.replying import to_answer
from coalesce.services.reviewing import Word
from coalesce.store import message_rows
from coalesce.store.codec import SIGHTINGS
from coalesce.store.message_rows import BETWEEN_READERS
from coalesce.store.permits import Act, require


@dataclass(frozen=True, slots=True)
class Proposed:
    """That ``field`` of a record be ``value``; or a ``verdict`` on the record and ``other``."""

    record: str
    field: str = ""
    value: str = ""
    other: str = ""
    verdict: Verdict | None = None
    purpose: Purpose = Purpose.INVESTIGATION


@dataclass(frozen=True, slots=True)
class Decided:
    """What becomes of a proposal; ``why``: the reason of the judgement that is accepted; ``purpose``: what for it is read."""

    outcome: EnquiryOutcome
    why: str = ""
    purpose: Purpose = Purpose.INVESTIGATION


def propose(node: Node, actor: Actor, proposed: Proposed) -> Enquiry:
    """Put it to the record's owner. Raises NotPermitted, BadUsage, BadField, Refusal; NotFound for what is not to be seen."""
    require(actor, Act.ENQUIRE)
    _check(node, proposed)
    with node.store.read(actor, proposed.purpose) as view:
        owner = view.record(proposed.record).owner
        if proposed.other:
            view.record(proposed.other)
        if owner == actor.member:
            raise BadUsage("this record is your own member's: correct it or judge it yourselves")
        found = dispatching.route(node, actor, proposed.record, owner)
        if proposed.other:
            _check_sees(node, actor, proposed, owner)
        letter = _letter(node, actor, proposed, found) if found else None
        writer = node.store.write(actor, proposed.purpose)
        made = Enquiry(
            writer.new_id(), EnquiryKind.PROPOSAL, proposed.record, proposed.other, owner, actor.member, actor.name,
            proposed.purpose, dispatching.moment(node), None, "", proposed.field, proposed.value.strip(), proposed.verdict,
        )  # fmt: skip
        with writer.transaction() as connection:
            way = found.way(letter.id) if found and letter else BETWEEN_READERS
            if not message_rows.keep(connection, made, way):
                raise NotFound()
            if found and letter:
                last = dispatching.until(node, made.at.date())
                dispatching.put(connection, node, found.peer, replace(letter, at=made.at), (owner, last))
            detail = {"proposal": made.id, "record": made.about}
            writer.log(connection, "proposal send", detail | ({"other": made.other} if made.other else {}), about=owner)
    return made


def end(node: Node, actor: Actor, identity: str, decided: Decided) -> Enquiry:
    """Accept a proposal, which does what it says, or decline it. Raises NotFound, NotPermitted, BadUsage, Refusal, and as ``correct`` and
    ``judge`` do."""
    require(actor, Act.ENQUIRE)
    if decided.outcome not in ENDS[EnquiryKind.PROPOSAL]:
        raise BadUsage(f"a proposal is {names(ENDS[EnquiryKind.PROPOSAL])}")
    found = to_answer(node, actor, identity, EnquiryKind.PROPOSAL, decided.purpose).of
    if decided.outcome is EnquiryOutcome.ACCEPTED:
        _do(node, actor, found, decided.why)
    return _end(node, actor, found, decided.outcome)


def _do(node: Node, actor: Actor, found: Enquiry, why: str) -> None:
    if found.verdict is None:
        correcting.correct(node, actor, found.about, found.field, found.value)
    else:
        reviewing.judge(node, actor, found.purpose, (found.about, found.other), Word(found.verdict, why))


def _end(node: Node, actor: Actor, found: Enquiry, outcome: EnquiryOutcome) -> Enquiry:
    writer = node.store.write(actor, found.purpose)
    word = Reply(outcome, "", dispatching.moment(node), actor.name)
    with writer.transaction() as connection:
        if not message_rows.answer(connection, found.id, word):
            raise Refusal("somebody has just decided on this: open it again")
        detail = {"proposal": found.id, "record": found.about, "answered": outcome}
        writer.log(connection, "proposal decide", detail)
    return replace(found, reply=word)


def _check(node: Node, proposed: Proposed) -> None:
    if bool(proposed.field) == bool(proposed.other) or bool(proposed.other) != (proposed.verdict is not None):
        raise BadUsage("a proposal is of one field and its value, or of a verdict on a second record")
    if proposed.record == proposed.other:
        raise BadUsage("a verdict is on two records")
    if proposed.field == SIGHTINGS:
        raise BadUsage("which sightings are wrong is said in a request for redress")
    if proposed.field:
        correcting.check_value(proposed.field, proposed.value)
        if proposed.value.strip():
            checked_words(node, proposed.value, "a value")


def _check_sees(node: Node, actor: Actor, proposed: Proposed, owner: str) -> None:
    """Raises NotPermitted where the owner may not see both records: it would learn of one by the proposal."""
    with node.store.read(actor, proposed.purpose, also=owner) as both:
        if len(both.records([proposed.record, proposed.other])) < 2:
            raise NotPermitted(f"{owner} may not see both records: release yours to it first")


def _letter(node: Node, actor: Actor, proposed: Proposed, found: Route) -> ProposalSent:
    wire = dispatching.new_wire_id(node, dispatching.PROPOSAL, node.store.write(actor, proposed.purpose).new_id())
    at, own = dispatching.moment(node), actor.member
    if proposed.verdict is None:
        return ProposalSent(wire, found.about, at, own, proposed.field, proposed.value.strip())
    other = dispatching.called(node, found.peer, proposed.other)
    if other is None:
        raise Refusal(
            f"{found.peer.member} has not been given the second record yet: it is laid ready with the next turn"
        )
    return ProposalSent(wire, found.about, at, own, other=other, verdict=proposed.verdict)
