"""Telling another member what ours holds of a pair, and keeping what another member tells us.

Promises that a word goes to the one member that it was released to, while that member may see both records and all that the reviewer
was shown; it is taken back when that ends. Invariant: who judged and why stay at home; another member's word holds here unless ours or
a third member's is against it, and is shown as that member's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b

import orjson

from coalesce.errors import BadUsage, NotPermitted, Refusal
from coalesce.handling import Actor, Grant, Purpose, Released
from coalesce.records import GrantSent, JudgementSent, TakenBack, Verdict
from coalesce.services import dispatching
from coalesce.services.node import Node
from coalesce.services.peering import machine, own_signer
from coalesce.services.sharing import check_member
from coalesce.services.taking_back import Mail, laid_out, last_day
from coalesce.services.trusting import Trusted
from coalesce.stix import Signer, encode, entry_digest, stix_type
from coalesce.store import judgement_rows, received_rows, wire_rows
from coalesce.store.ground import snapshot
from coalesce.store.judgement_rows import TakenWord, Told
from coalesce.store.peers import KnownPeer
from coalesce.store.permits import Act, require
from coalesce.store.read_tellable import Side, Tellable
from coalesce.store.received_rows import WORD, Received
from coalesce.store.wire_rows import About, Box, BoxKind, NewWire

KIND = WORD
NOTHING = "is about nothing here"
ENDED = "is past its last day"


# -- releasing -----------------------------------------------------------------------------


def release(node: Node, actor: Actor, pair: tuple[str, str], member: str, purpose: Purpose) -> str:
    """Release what the own member holds of a pair to another, for one purpose; gives the judgement's id.

    Raises NotFound for records that are not to be seen, BadUsage, Refusal where nothing is held of the pair, NotPermitted where that
    member may not see all that the word rests on.
    """
    require(actor, Act.REPLY)
    if member == actor.member:
        raise BadUsage("a word is told to another member: yours holds it already")
    check_member(node, member)
    identity = _held(node, actor, pair, purpose)
    writer = node.store.write(actor, purpose)
    with writer.snapshot() as connection:
        rests_on = judgement_rows.shown(connection, identity)
    with node.store.read(actor, purpose, also=member) as both:
        if len(both.records(rests_on)) < len(rests_on):
            raise NotPermitted(f"{member} may not see every record that this word rests on")
    with writer.transaction() as connection:
        to = judgement_rows.grants(connection, identity) | {Grant(purpose, member)}
        judgement_rows.release(connection, identity, actor.member, to)
        node.store.bump(connection, reader=member)
        writer.log(connection, "judgement tell", {"judgement": identity}, about=member)
    return identity


def keep_to_ourselves(node: Node, actor: Actor, pair: tuple[str, str], member: str, purpose: Purpose) -> str:
    """Take a release back, for every purpose. Raises as ``release`` does."""
    require(actor, Act.REPLY)
    identity = _held(node, actor, pair, purpose)
    writer = node.store.write(actor, purpose)
    with writer.transaction() as connection:
        to = frozenset(one for one in judgement_rows.grants(connection, identity) if one.member != member)
        judgement_rows.release(connection, identity, actor.member, to)
        node.store.bump(connection, reader=member)
        writer.log(connection, "judgement untell", {"judgement": identity}, about=member)
    return identity


def told_to(node: Node, actor: Actor, judgement: str) -> list[str]:
    """The members that a judgement of one's own member is released to."""
    with node.store.write(actor, Purpose.INVESTIGATION).snapshot() as connection:
        return sorted({one.member for one in judgement_rows.grants(connection, judgement)})


def _held(node: Node, actor: Actor, pair: tuple[str, str], purpose: Purpose) -> str:
    """The latest word of the own member that says what it holds of the pair."""
    first, second = sorted(pair)
    with node.store.read(actor, purpose) as view:
        view.record(first)
        view.record(second)
        held = view.verdicts([first]).get((first, second), Verdict.UNSURE)
        said = [one for one in view.judgements([first]) if (one.left, one.right) == (first, second)]
    own = [one for one in said if one.member == actor.member and one.current and one.verdict is held]
    if held is Verdict.UNSURE or not own:
        raise Refusal("your member holds nothing of this pair: judge it first, and where two must agree, both")
    return own[-1].id


# -- telling -------------------------------------------------------------------------------


def tell(node: Node, peer: KnownPeer) -> int:
    """Lay ready for a peer what is released to its member, and take back what is no longer; gives how many words and ids that were."""
    if not peer.active or not peer.key:
        return 0
    with snapshot(node.store) as connection:
        stands = f"{judgement_rows.state(connection)} {node.store.clock.today().isoformat()}"
        done = not judgement_rows.tells(connection, peer.name, peer.member)
        done = done or judgement_rows.told_as_of(connection, peer.name) == stands
    if done:
        return 0
    return _Telling(node, peer, own_signer(node)).run(stands)


@dataclass(slots=True)
class _Telling:
    """One peer."""

    node: Node
    peer: KnownPeer
    signer: Signer

    def run(self, stands: str) -> int:
        store, own = self.node.store, self.node.store.settings.member
        with store.send(machine(self.node), self.peer.member) as view:
            found = view.tellable(own)
        with snapshot(store) as connection:
            was = judgement_rows.told(connection, self.peer.name)
            now = wire_rows.moment(connection, Box(BoxKind.OUT, self.peer.name), store.clock.now())
        letters = [self._letter(one, was, now) for one in found]
        ready = {letter.wire: letter for letter in letters if letter is not None}
        fresh = [one for one in ready.values() if one.wire not in was or was[one.wire].digest != one.digest]
        lost = sorted(was.keys() - ready.keys())
        with store.transaction() as connection:
            box = Box(BoxKind.OUT, self.peer.name)
            wire_rows.remove_many(connection, box, [*(one.wire for one in fresh), *lost])
            wire_rows.put(connection, box, [self._row(one) for one in fresh], store.clock.now())
            for one in fresh:
                made = was[one.wire].made if one.wire in was else now.isoformat()
                judgement_rows.keep_told(connection, self.peer.name, Told(one.wire, one.judgement, one.digest, made))
            judgement_rows.forget_told(connection, self.peer.name, lost)
            laid_out(connection, Mail(self.node, self.peer, self.signer), lost, (own, TakenBack.NARROWED), now)
            if None not in letters:
                judgement_rows.note_told(connection, self.peer.name, stands)
            if fresh or lost:
                detail = {"peer": self.peer.name, "told": len(fresh), "withdrawn": len(lost), "about": self.peer.member}
                store.log(connection, machine(self.node), Purpose.PLANNING, "judgements told", detail)
        return len(fresh) + len(lost)

    def _letter(self, released: Released[Tellable], was: dict[str, Told], now: datetime) -> _Letter | None:
        """The word as it goes over the wire; None while the peer has not been given a record of it."""
        one = released.value
        names = [self._called(side) for side in (one.left, one.right)]
        (left, first), (right, second) = sorted(
            (name or "", entry_digest(side.entry)) for name, side in zip(names, (one.left, one.right), strict=True)
        )
        if not left:
            return None
        wire = dispatching.new_wire_id(self.node, KIND, f"{one.left.record}+{one.right.record}")
        said = [one.judgement, left, right, first, second, one.verdict, one.at, sorted(released.purposes)]
        bound = [one.keep_until.isoformat(), one.set_id, one.left.number, one.right.number]
        digest = blake2b(orjson.dumps([said, bound]), digest_size=16).digest()
        created = datetime.fromisoformat(was[wire].made).astimezone(UTC) if wire in was else now
        own = self.node.store.settings.member
        message = JudgementSent(wire, created, now, left, right, first, second, one.verdict, own)
        grant = GrantSent(self.peer.member, one.keep_until, released.purposes)
        body = encode(message, grant, self.signer)
        return _Letter(
            wire, one.judgement, digest, NewWire(wire, stix_type(message), wire_rows.text_of(now), body), one
        )

    def _row(self, letter: _Letter) -> NewWire:
        """Bound to a record of ours, so that it is there no longer as soon as that is not the member's to see any more."""
        one, own, row = letter.told, self.node.store.settings.member, letter.row
        ours = [side for side in (one.left, one.right) if side.owner == own]
        about = About(ours[0].record, ours[0].number, one.set_id) if ours else None
        return NewWire(row.stix_id, row.type, row.version, row.body, about=about, keep_until=one.keep_until.isoformat())

    def _called(self, side: Side) -> str | None:
        if side.owner not in (self.peer.member, self.node.store.settings.member):
            return None
        return dispatching.called(self.node, self.peer, side.record)


@dataclass(frozen=True, slots=True)
class _Letter:
    """A word as it lies ready."""

    wire: str
    judgement: str
    digest: bytes
    row: NewWire
    told: Tellable


# -- receiving -----------------------------------------------------------------------------


def take(node: Node, peer: KnownPeer, said: Trusted) -> str:
    """Another member's word on two records that are here, until its last day; "" or why it is refused."""
    message, store = said.message, node.store
    assert isinstance(message, JudgementSent)
    until = min(said.grant.keep_until, last_day(node))
    if until < store.clock.today():
        return ENDED
    purposes = frozenset(said.grant.purposes - {Purpose.STATISTICS})
    records = [_record(node, peer, said.member, one) for one in (message.left, message.right)]
    if not purposes or records[0] == records[1] or None in records or _is_late(node, said):
        return NOTHING
    sides = sorted(
        (record, digest)
        for record, digest in zip(records, (message.left_digest, message.right_digest), strict=True)
        if record is not None
    )
    own = store.settings.member
    holds = _holds(node, purposes, sides)
    if holds is None:
        return NOTHING
    (left, _), (right, _) = sides
    word = TakenWord(message.id, said.member, left, right, message.verdict, message.modified, holds, purposes, own)
    with store.transaction() as connection:
        identity = judgement_rows.take(connection, store.key, word)
        if identity is not None:
            stands = (said.version, said.digest, until.isoformat())
            received_rows.keep(connection, [Received(said.member, message.id, peer.name, WORD, identity, "", *stands)])
            store.bump(connection, reader=own)
            detail = {"judgement": identity, "left": left, "right": right, "about": own}
            actor = Actor(peer.actor.name, said.member)
            store.log(connection, actor, min(purposes), "judgement received", detail)
    return ""


def held(node: Node, member: str, ids: Sequence[str]) -> dict[str, str]:
    """Those of these ids that are words of a member that are here, each with the judgement's id here."""
    wires = [one for one in ids if one.startswith(f"{KIND}--")]
    if not wires:
        return {}
    with snapshot(node.store) as connection:
        return judgement_rows.held(connection, node.store.key, member, wires)


def _record(node: Node, peer: KnownPeer, member: str, identity: str) -> str | None:
    return dispatching.ours(node, peer, member, identity) or dispatching.theirs(node, member, identity)


def _is_late(node: Node, said: Trusted) -> bool:
    """Whether it was taken back since."""
    with snapshot(node.store) as connection:
        known = received_rows.find(connection, said.member, [said.message.id]).get(said.message.id)
    return known is not None and known.record is None and known.version >= said.version


def _holds(node: Node, purposes: frozenset[Purpose], sides: Sequence[tuple[str, str]]) -> tuple[bool, bool] | None:
    """Of each side, whether it says here what was judged; None where our own member may not see one for any of the purposes."""
    for purpose in sorted(purposes):
        with node.store.read(machine(node), purpose) as view:
            found = view.records([record for record, _ in sides])
        if len(found) == len(sides):
            (left, first), (right, second) = sides
            return entry_digest(found[left].entry) == first, entry_digest(found[right].entry) == second
    return None
