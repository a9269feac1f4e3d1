"""How words about a record reach the member that owns it: on this node, where it reads here, or through a peer.

Invariant: only what the node's own member says goes to another node, signed by it and granted to the one member that it is for; an id on
the wire is one that both sides already have, so that nothing else is named by it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from coalesce.errors import Refusal
from coalesce.handling import Actor, Onward
from coalesce.records import AnswerSent, GrantSent, ProposalSent, RequestSent
from coalesce.services.comparing_offers import PERSON
from coalesce.services.node import Node
from coalesce.services.peering import own_signer, wire_secret
from coalesce.stix import encode, stix_id, stix_type
from coalesce.store import offered_rows, received_rows, wire_rows
from coalesce.store.ground import InTransaction, snapshot
from coalesce.store.message_rows import OUT, Way
from coalesce.store.peers import KnownPeer
from coalesce.store.wire_rows import Box, BoxKind, NewWire

Letter = RequestSent | AnswerSent | ProposalSent
REQUEST, ANSWER, PROPOSAL = "coalesce-request", "coalesce-answer", "coalesce-proposal"


@dataclass(frozen=True, slots=True)
class Route:
    """Through which peer words about a record go to its owner, and what the record is called on the wire."""

    peer: KnownPeer
    about: str

    def way(self, wire: str) -> Way:
        """How an enquiry with that id goes."""
        return Way(OUT, self.peer.name, wire)


def route(node: Node, actor: Actor, record: str, owner: str) -> Route | None:
    """How the owner of a record is reached; None where its readers are here. Raises Refusal where no way leads there."""
    with snapshot(node.store) as connection:
        copies = [one for one in received_rows.of_records(connection, [record])[record] if one.kind == PERSON]
    if not copies:
        return None
    own = node.store.settings.member
    if actor.member != own:
        raise Refusal(f"this node speaks for {own}: its own actors alone ask other nodes")
    peer = peer_of(node, owner, copies[0].peer)
    if peer is None:
        raise Refusal(f"no peer leads to {owner} any more: ask your operator")
    return Route(peer, copies[0].stix_id)


def peer_of(node: Node, member: str, first: str = "") -> KnownPeer | None:
    """The peer through which a member is reached: its own node, else one that speaks for it, that named ``first`` before others."""
    known = [peer for peer in node.store.exchange.peers() if peer.active and peer.key]
    direct = [peer for peer in known if peer.member == member]
    through = sorted((peer for peer in known if member in peer.speaks_for), key=lambda peer: peer.name != first)
    return next(iter([*direct, *through]), None)


def new_wire_id(node: Node, kind: str, local: str) -> str:
    """The id on the wire of what has that id here."""
    return stix_id(wire_secret(node), kind, local)


def moment(node: Node) -> datetime:
    """The present, as words between nodes have it."""
    return node.store.clock.now().astimezone(UTC)


def until(node: Node, day: date) -> date:
    """Until when words are kept that are to be answered, or were, by that day."""
    return day + timedelta(days=node.store.settings.request_kept_days)


def put(connection: InTransaction, node: Node, peer: KnownPeer, letter: Letter, to: tuple[str, date]) -> None:
    """Lay words ready for a member, to be kept until that day; a peer that is not its node may carry them on."""
    member, last = to
    onward = Onward.NONE if peer.member == member else Onward.YES
    body = encode(letter, GrantSent(member, last, onward=onward), own_signer(node))
    row = NewWire(letter.id, stix_type(letter), wire_rows.text_of(letter.at), body, keep_until=last.isoformat())
    wire_rows.put(connection, Box(BoxKind.OUT, peer.name), [row], node.store.clock.now())


def take_back(connection: InTransaction, peer: str, wire: str) -> None:
    """Let words lie ready no longer."""
    wire_rows.remove_many(connection, Box(BoxKind.OUT, peer), [wire])


def ours(node: Node, peer: KnownPeer, member: str, identity: str) -> str | None:
    """The record of ours that a member means by an id on the wire: one that was offered to it."""
    names = {known.name for known in node.store.exchange.peers() if known.member == member} | {peer.name}
    with snapshot(node.store) as connection:
        return offered_rows.record_of(connection, sorted(names), identity)


def theirs(node: Node, member: str, identity: str) -> str | None:
    """The copy here that a member means by an id on the wire: of a record of its own."""
    with snapshot(node.store) as connection:
        found = received_rows.find(connection, member, [identity]).get(identity)
    return found.record if found is not None and found.kind == PERSON else None


def called(node: Node, peer: KnownPeer, record: str) -> str | None:
    """What a record is called between us and a peer's member: a copy of theirs, or one of ours that was offered to them."""
    with snapshot(node.store) as connection:
        for one in received_rows.of_records(connection, [record])[record]:
            if one.kind == PERSON:
                return one.stix_id if one.originator == peer.member else None
        identity = stix_id(wire_secret(node), PERSON, record)
        return identity if offered_rows.record_of(connection, [peer.name], identity) else None
