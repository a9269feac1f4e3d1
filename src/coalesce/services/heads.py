"""The heads of audit logs that nodes witness for each other: ours is published every hour, the same for all; theirs are compared.

Promises that a log which was rewritten, cut, or told differently to different members, shows at its peers: each head proves that the
log grew from the one published before it, and each peer passes on what it witnessed. Invariant: what leaves is sizes and hashes of
salted rows, from which nothing else of a log can be told; every peer is given the same heads.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from coalesce.errors import Tampered
from coalesce.handling import TLP
from coalesce.records import GrantSent, HeadSent
from coalesce.services.node import Node
from coalesce.services.peering import own_signer, wire_secret
from coalesce.services.trusting import Trusted
from coalesce.stix import SignedBody, Signer, grant_body, sign_body, stix_id, stix_type
from coalesce.store import head_rows, wire_rows
from coalesce.store.audit_tree import Growth, Tree, grew
from coalesce.store.ground import InTransaction, snapshot
from coalesce.store.head_rows import OwnHead, PeerHead, Stands
from coalesce.store.peers import KnownPeer
from coalesce.store.wire_rows import Box, BoxKind, NewWire

KIND = "coalesce-audit-head"
LABEL = TLP.AMBER
KEPT = 1_000
"""Heads of one log that are kept of one peer: more than it publishes in a month, and a year's first ones of a day."""


def publish(node: Node) -> bool:
    """Publish the head of our log to every peer, with what was witnessed of theirs, if one is due; whether it was.

    Raises Tampered where the log has become shorter than what was published of it.
    """
    peers = [peer for peer in node.store.exchange.peers() if peer.active and peer.key]
    now = node.store.clock.now()
    with snapshot(node.store) as connection:
        last = head_rows.newest_own(connection)
        daily = head_rows.newest_own(connection, daily=True)
    if not peers or not _due(node, last, now):
        return False
    made, proofs = _grown(node, last, daily, now)
    if last is not None and made.size == last.size:
        return False
    said = [_said(node, made, since, proof, skips) for since, proof, skips in proofs]
    signer = own_signer(node)
    signed = [(one, sign_body(one, LABEL, signer)) for one in said]
    rows = {peer.name: _rows(node, signed, peer, signer, made.daily) for peer in peers}
    with node.store.transaction() as connection:
        if not head_rows.keep_own(connection, made, last.size if last else 0):
            return False  # another process was before
        for name, ready in rows.items():
            wire_rows.put(connection, Box(BoxKind.OUT, name), ready, now)
        settings = node.store.settings
        hourly, daily_from = (
            (now - timedelta(days=days)).isoformat() for days in (settings.head_hourly_days, settings.head_days)
        )
        head_rows.drop_own(connection, hourly, daily_from)
    _pass_on(node, peers, signer, last.at if last else None)
    return True


def take(node: Node, peer: KnownPeer, said: Trusted) -> str:
    """Note a head that came from a peer, and compare it with all that is known of that log; "" or why it is refused."""
    message = said.message
    assert isinstance(message, HeadSent)
    if said.member != peer.member:
        return "is not of the node that it came from"
    log = message.log or peer.member
    head = PeerHead(
        peer.name,
        log,
        message.size,
        bytes.fromhex(message.root),
        0,
        False,
        message.at,
        node.store.clock.now(),
        Stands.FIRST,
        said.raw,
    )
    with node.store.transaction() as connection:
        _Compared(connection, node, head, message).note()
    return ""


# -- publishing ----------------------------------------------------------------------------


def _due(node: Node, last: OwnHead | None, now: datetime) -> bool:
    if last is None or last.at.date() < now.date():
        return True
    return not timedelta(0) <= now - last.at < timedelta(minutes=node.store.settings.head_minutes)


Proof = tuple[int, tuple[bytes, ...], bool]
"""Since how many leaves, the hashes, and whether heads between are skipped."""


def _grown(node: Node, last: OwnHead | None, daily: OwnHead | None, now: datetime) -> tuple[OwnHead, list[Proof]]:
    """The tree as it is now, and how it grew: from the head before; on a new day from the first of the last day too."""
    is_daily = daily is None or daily.at.date() < now.date()
    begin = last.size if last else 0
    tree, growth = Tree(begin, last.front if last else ()), Growth(begin, last.front if last else ())
    longer = Growth(daily.size, daily.front) if daily and is_daily and daily.size < begin else None
    place = longer.end if longer else begin
    with snapshot(node.store) as connection:
        end = head_rows.rows(connection)
    if end < begin:
        raise Tampered(f"the audit log has {end} rows, but the head of {begin} was published: its end was cut off", end)
    while place < end:
        with snapshot(node.store) as connection:
            for leaf_hash in head_rows.leaf_hashes(connection, place):
                if longer:
                    longer.add(leaf_hash)
                if place >= begin:
                    tree.add(leaf_hash)
                    growth.add(leaf_hash)
                place += 1
    made = OwnHead(tree.size, tree.head(), now, tree.front(), is_daily)
    proofs: list[Proof] = [(begin, growth.proof() if begin else (), False)]
    return made, [*proofs, (daily.size, longer.proof(), True)] if longer and daily else proofs


def _said(node: Node, made: OwnHead, since: int, proof: Sequence[bytes], skips: bool) -> HeadSent:
    identity = stix_id(wire_secret(node), KIND, f"{made.size}\0{since}\0{made.root.hex()}")
    hashes = tuple(one.hex() for one in proof)
    own = node.store.settings.member
    return HeadSent(identity, made.size, made.root.hex(), made.at, own, "", since, hashes, skips)


def _rows(
    node: Node, said: Sequence[tuple[HeadSent, SignedBody]], peer: KnownPeer, signer: Signer, daily: bool
) -> list[NewWire]:
    """Heads as they lie ready for one peer: a day's first ones for long."""
    settings, today = node.store.settings, node.store.clock.today()
    grant = GrantSent(peer.member, today + timedelta(days=settings.head_days), tlp=LABEL)
    until = today + timedelta(days=settings.head_days if daily else settings.head_hourly_days)
    return [
        NewWire(
            one.id,
            stix_type(one),
            wire_rows.text_of(one.at),
            grant_body(body, grant, signer),
            keep_until=until.isoformat(),
        )
        for one, body in said
    ]


def _pass_on(node: Node, peers: Sequence[KnownPeer], signer: Signer, since: datetime | None) -> None:
    """Tell every peer what each other one said of its own log since we last published, itself too."""
    with snapshot(node.store) as connection:
        heads = [one for peer in peers for one in head_rows.told_since(connection, peer.name, peer.member, since)]
    said = [_witnessed(node, one) for one in heads]
    signed = [(one, sign_body(one, LABEL, signer)) for one in said]
    for peer in peers:
        rows = _rows(node, signed, peer, signer, daily=False)
        with node.store.transaction() as connection:
            wire_rows.put(connection, Box(BoxKind.OUT, peer.name), rows, node.store.clock.now())


def _witnessed(node: Node, one: PeerHead) -> HeadSent:
    identity = stix_id(wire_secret(node), KIND, f"{one.log}\0{one.size}\0{one.root.hex()}")
    return HeadSent(identity, one.size, one.root.hex(), one.came, node.store.settings.member, one.log)


# -- comparing -----------------------------------------------------------------------------


@dataclass(slots=True)
class _Compared:
    """A head that came, beside all that is known of its log."""

    connection: InTransaction
    node: Node
    head: PeerHead
    said: HeadSent

    def note(self) -> None:
        """Note it with what is known of it now; where it is in conflict with others, they are with it."""
        head, others = self.head, self._unlike()
        stands, since = self._grew() if not self.said.log else (Stands.UNPROVEN, 0)
        if others or self._unlike_ours() or (self.said.log and self._left_out()):
            stands = Stands.CONFLICT
        near = stands is Stands.PROVEN and not self.said.skips
        head_rows.keep(self.connection, replace(head, since=since, next=near, stands=stands))
        for one in others:
            self._mark(one)
        if near:
            for one in head_rows.between(self.connection, head.log, since, head.size):
                self._mark(one)  # it was told to another, and is not among those that were told to us
        head_rows.drop(self.connection, head.peer, head.log, KEPT)

    def _unlike(self) -> list[PeerHead]:
        """What anybody said of the same size otherwise."""
        there = head_rows.at_size(self.connection, self.head.log, self.head.size)
        return [one for one in there if one.root != self.head.root]

    def _unlike_ours(self) -> bool:
        """Whether it is of our own log, and not what we published."""
        if self.head.log != self.node.store.settings.member:
            return False
        ours = head_rows.own_at(self.connection, self.head.size)
        return ours is not None and ours != self.head.root

    def _left_out(self) -> bool:
        """Whether the log's own node went past that size without telling us of it, though it skipped none."""
        mine = self.node.store.exchange.peers()
        return any(
            head_rows.successors(self.connection, peer.name, self.head.log, self.head.size)
            and not self._told_by(peer.name)
            for peer in mine
            if peer.member == self.head.log
        )

    def _told_by(self, peer: str) -> bool:
        there = head_rows.at_size(self.connection, self.head.log, self.head.size)
        return any(one.peer == peer for one in there)

    def _grew(self) -> tuple[Stands, int]:
        """What the log's own node has shown, and since how many leaves."""
        head, said = self.head, self.said
        newest = head_rows.newest(self.connection, head.peer, head.log)
        if newest is None:
            return Stands.FIRST, 0
        if head.size < newest.size and head.at > newest.at:
            return Stands.CONFLICT, 0  # its end was cut off since
        before = [
            one
            for one in head_rows.at_size(self.connection, head.log, said.since)
            if one.peer == head.peer and one.stands is not Stands.CONFLICT
        ]
        if not before or not said.since:
            return Stands.UNPROVEN, 0
        proof = [bytes.fromhex(one) for one in said.proof]
        shown = all(grew((one.size, one.root), (head.size, head.root), proof) for one in before)
        return (Stands.PROVEN, said.since) if shown else (Stands.CONFLICT, 0)

    def _mark(self, one: PeerHead) -> None:
        head_rows.keep(self.connection, replace(one, stands=Stands.CONFLICT))
