"""Questions, requests for correction, their answers and proposals that came from another node: put to a human, or answered as unknown.

Invariant: what is asked about a record that the asking member does not receive, for that purpose, is answered exactly as what is asked
about no record; nothing that came is done by itself; one that came twice is there once. The log of this node tells of each.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC

from coalesce.errors import BadField, BadUsage
from coalesce.handling import Actor, Purpose
from coalesce.records import (
    Answer,
    AnswerSent,
    Asks,
    Enquiry,
    EnquiryKind,
    EnquiryOutcome,
    Outcome,
    ProposalSent,
    RedressRequest,
    Reply,
    RequestKind,
    RequestOutcome,
    RequestSent,
)
from coalesce.services import correcting, dispatching
from coalesce.services.asking import bounded_day
from coalesce.services.node import Node
from coalesce.services.peering import machine
from coalesce.services.trusting import Trusted
from coalesce.store import message_rows, redress_rows
from coalesce.store.codec import SIGHTINGS
from coalesce.store.ground import snapshot
from coalesce.store.message_rows import IN, Way
from coalesce.store.peers import KnownPeer

TOO_LONG = "has more letters than this node takes"
ASKS = {RequestKind.CORRECTION: Asks.CORRECT, RequestKind.WITHDRAWAL: Asks.WITHDRAW}
TOLD = {
    RequestOutcome.CORRECTED: Outcome.CORRECTED,
    RequestOutcome.WITHDRAWN: Outcome.WITHDRAWN,
    RequestOutcome.REFUSED: Outcome.REFUSED,
    RequestOutcome.ANSWERED: Outcome.REFUSED,  # words alone: nothing was corrected
}
"""How the answer to a request for redress is kept here."""


@dataclass(frozen=True, slots=True)
class Came:
    """What came: through which peer, from which member."""

    node: Node
    peer: KnownPeer
    member: str

    @property
    def actor(self) -> Actor:
        """As whom it stands in the log: the peer, for the member whose word it is."""
        return Actor(self.peer.actor.name, self.member)


def take_request(node: Node, peer: KnownPeer, said: Trusted) -> str:
    """A question, or a request for correction, to our member."""
    message, came = said.message, Came(node, peer, said.member)
    assert isinstance(message, RequestSent)
    with snapshot(node.store) as connection:
        known = message_rows.came_as(connection, message.id, said.member)
        known = known or redress_rows.known_as(connection, message.id, said.member)
    if known:
        return ""
    record = _received(came, message.about, message.purpose)
    long = max(len(message.question), len(message.value)) > node.store.settings.request_letters
    if record is None or long or _is_flooded(came):
        _refuse(came, message)
        return TOO_LONG if long else ""
    if message.kind is RequestKind.INFORMATION:
        _put_question(came, message, record)
    else:
        _open_redress(came, message, record)
    return ""


def take_answer(node: Node, peer: KnownPeer, said: Trusted) -> str:
    """The answer of a member that was asked: once, and by that member alone."""
    message, store = said.message, node.store
    assert isinstance(message, AnswerSent)
    if len(message.text) > store.settings.request_letters:
        return TOO_LONG
    at, came = message.at, Came(node, peer, said.member)
    with store.transaction() as connection:
        identity = message_rows.asked_as(connection, message.request, said.member)
        word = Reply(EnquiryOutcome(message.outcome), message.text, at, "")
        if identity and message_rows.answer(connection, identity, word):
            purpose = Purpose.INVESTIGATION
            detail = {"request": identity, "answered": message.outcome, "about": store.settings.member}
            store.log(connection, came.actor, purpose, "request answered", detail)
        own = redress_rows.known_as(connection, message.request, store.settings.member)
        closed = Answer(TOLD[message.outcome], said.member, "", at, message.text)
        if own and redress_rows.close(connection, own, closed):
            detail = {"redress": own, "outcome": "answered", "about": store.settings.member}
            store.log(connection, came.actor, Purpose.REDRESS, "redress answered", detail)
        if identity or own:
            dispatching.take_back(connection, peer.name, message.request)
    return ""


def take_proposal(node: Node, peer: KnownPeer, said: Trusted) -> str:
    """What another member proposes of a record of ours. What it means nothing to us by is dropped, and nobody is told."""
    message, came = said.message, Came(node, peer, said.member)
    assert isinstance(message, ProposalSent)
    with snapshot(node.store) as connection:
        if message_rows.came_as(connection, message.id, said.member):
            return ""
    if len(message.value) > node.store.settings.request_letters:
        return TOO_LONG
    if message.field and not _is_value(message.field, message.value):
        return "proposes what that field cannot be"
    purpose, about = _any_purpose(came, message.about)
    other = (_means(came, message.other) or "") if message.other else ""
    if about is None or _is_flooded(came) or (message.other and (not other or other == about)):
        return "is about nothing here"
    made = Enquiry(
        node.store.write(machine(node), purpose).new_id(), EnquiryKind.PROPOSAL, about, other, node.store.settings.member,
        said.member, "", purpose, dispatching.moment(node), None, "", message.field, message.value, message.verdict,
    )  # fmt: skip
    with node.store.transaction() as connection:
        if message_rows.keep(connection, made, Way(IN, peer.name, message.id)):
            detail = {"proposal": made.id, "record": about, "about": node.store.settings.member}
            node.store.log(connection, came.actor, purpose, "proposal received", detail)
    return ""


# -- private -------------------------------------------------------------------------------


def _received(came: Came, identity: str, purpose: Purpose) -> str | None:
    """The record of ours that a member names, if it receives it for that purpose now."""
    record = dispatching.ours(came.node, came.peer, came.member, identity)
    if purpose is Purpose.STATISTICS:
        return None
    with came.node.store.send(machine(came.node), came.member) as view:
        found = view.records([record or ""]).get(record or "")
    return record if found is not None and purpose in found.purposes else None


def _any_purpose(came: Came, identity: str) -> tuple[Purpose, str | None]:
    """The record of ours that a member names, and a purpose that it sees it for."""
    record = dispatching.ours(came.node, came.peer, came.member, identity)
    with came.node.store.send(machine(came.node), came.member) as view:
        found = view.records([record or ""]).get(record or "")
    reading = sorted((found.purposes if found else frozenset()) - {Purpose.STATISTICS})
    first = Purpose.INVESTIGATION
    return (first if first in reading else reading[0], record) if reading else (first, None)


def _means(came: Came, identity: str) -> str | None:
    """A record of ours that the member receives, or a copy here of one of its own."""
    _, ours = _any_purpose(came, identity)
    return ours or dispatching.theirs(came.node, came.member, identity)


def _is_flooded(came: Came) -> bool:
    """Whether so many of a member's words wait for an answer that no more are taken."""
    with snapshot(came.node.store) as connection:
        waiting = message_rows.open_of(connection, came.member) + redress_rows.open_of(connection, came.member)
    return waiting >= came.node.store.settings.request_open_most


def _is_value(field: str, value: str) -> bool:
    try:
        correcting.check_value(field, value)
    except (BadField, BadUsage):
        return False
    return field != SIGHTINGS


def _refuse(came: Came, message: RequestSent) -> None:
    """Answer as for what is not there."""
    node, own = came.node, came.node.store.settings.member
    wire = dispatching.new_wire_id(node, dispatching.ANSWER, message.id)
    at = dispatching.moment(node)
    letter = AnswerSent(wire, message.id, RequestOutcome.REFUSED, "", at, own)
    last = dispatching.until(node, at.date())
    with node.store.transaction() as connection:
        dispatching.put(connection, node, came.peer, letter, (came.member, last))
        detail = {"request": message.id, "outcome": "NotFound", "about": own}
        node.store.log(connection, came.actor, message.purpose, "request received", detail)


def _put_question(came: Came, message: RequestSent, record: str) -> None:
    node, own = came.node, came.node.store.settings.member
    due = bounded_day(node, message.due, node.store.settings.request_days)
    made = Enquiry(
        node.store.write(machine(node), message.purpose).new_id(), EnquiryKind.QUESTION, record, "", own, came.member, "",
        message.purpose, dispatching.moment(node), due, message.question,
    )  # fmt: skip
    with node.store.transaction() as connection:
        if message_rows.keep(connection, made, Way(IN, came.peer.name, message.id)):
            detail = {"request": made.id, "record": record, "due": due.isoformat(), "about": own}
            node.store.log(connection, came.actor, message.purpose, "request received", detail)


def _open_redress(came: Came, message: RequestSent, record: str) -> None:
    node, own = came.node, came.node.store.settings.member
    named = message.field if message.field and _is_value(message.field, message.value or "A1") else ""
    made = RedressRequest(
        id=node.store.write(machine(node), Purpose.REDRESS).new_id(),
        asks=ASKS[message.kind],
        record=record,
        other="",
        asked=own,
        member=came.member,
        actor="",
        purpose=message.purpose,
        at=node.store.clock.now().astimezone(UTC),
        due=bounded_day(node, message.due, node.store.settings.redress_days),
        words=message.question or "-",
        field=named,
        value=message.value if named else "",
        answer=None,
    )
    with node.store.transaction() as connection:
        if redress_rows.keep(connection, made, redress_rows.Way(came.peer.name, message.id)):
            detail = {"redress": made.id, "record": record, "asks": made.asks, "about": own}
            node.store.log(connection, came.actor, Purpose.REDRESS, "redress received", detail)
