"""Laying ready for each peer what is released to its member, and taking back what no longer is.

Invariant: what lies ready was read through the guard as that peer's member, and is signed. Each piece is one short transaction, so
that a job that is killed goes on where it stopped; nothing is taken out of an out-box without the withdrawal that tells its
peer, but what ends by itself on a day that the peer knows. What a peer gets depends on what it may see alone: nothing in its
rows tells that a record changed for somebody else.
"""

from __future__ import annotations

import contextlib
import fcntl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from coalesce.errors import BadField, StoreBusy
from coalesce.handling import Purpose, Released
from coalesce.services.comparing_offers import Offer, Plan, plan
from coalesce.services.node import Node, Progress, silent
from coalesce.services.offering_entries import EntriesTold, OfferingEntries
from coalesce.services.peering import machine, own_signer, wire_secret
from coalesce.services.standing_beside import Beside
from coalesce.services.taking_back import Mail, take_back
from coalesce.services.told_judgements import tell
from coalesce.stix import MOST_BYTES, Signer, encode
from coalesce.store import offered_rows, place_rows, told_versions, wire_rows
from coalesce.store.ground import InTransaction, snapshot
from coalesce.store.names import OFFER_LOCK
from coalesce.store.offered_rows import Newer, Offered
from coalesce.store.peers import KnownPeer
from coalesce.store.send_view import Sendable
from coalesce.store.wire_rows import Box, BoxKind, NewWire, Put

FEW = 200
"""Of so many changed records a peer's out-box is brought along at once, before the command or page is answered."""

AT_ONCE = 200
"""Records whose objects are signed together and put into the out-box in one transaction."""


@dataclass(slots=True)
class Told:
    """What a job did for one peer: objects laid ready, anew or in place of others, and ids taken back. ``unsaid``: records
    that cannot be said in STIX, such as one of over a mebibyte."""

    peer: str
    added: int = 0
    changed: int = 0
    withdrawn: int = 0
    unsaid: int = 0


def offer(node: Node, names: Sequence[str] = (), whole: bool = False, progress: Progress = silent) -> list[Told]:
    """Bring the out-boxes of these peers, or of all, to what their members may have now. ``whole``: compare everything anew.

    Raises NotFound, StoreBusy where another process does it.
    """
    book = node.store.exchange
    chosen = [one for one in [book.peer(name) for name in names] or book.peers() if may_be_offered(node, one)]
    with _alone(node):
        signer = own_signer(node)
        told = [_Offering(node, one, signer).run(whole, progress) for one in chosen]
    node.store.forget_erased()
    return told


def offer_few(node: Node, most: int = FEW) -> None:
    """The same after a change of few records, at once; of more, or while another process does it, it is left to the next turn."""
    chosen = [one for one in node.store.exchange.peers() if may_be_offered(node, one)]
    if not chosen:
        return
    with contextlib.suppress(StoreBusy), _alone(node):
        signer = own_signer(node)
        for one in chosen:
            job = _Offering(node, one, signer)
            if job.few(most):
                job.run(False, silent)


def may_be_offered(node: Node, peer: KnownPeer) -> bool:
    """Whether anything lies ready for a peer: not for one that is suspended, nor for a system of our own member."""
    return peer.active and peer.member != node.store.settings.member


@contextmanager
def _alone(node: Node) -> Iterator[None]:
    with (node.store.folder / OFFER_LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StoreBusy("another process is laying out what is released: it does this too") from None
        yield


class _Offering:
    """One peer's out-box."""

    def __init__(self, node: Node, peer: KnownPeer, signer: Signer) -> None:
        self.node, self.peer, self.mail = node, peer, Mail(node, peer, signer)
        self.entries = OfferingEntries(self.mail)
        self.told, self.box, self.secret = Told(peer.name), Box(BoxKind.OUT, peer.name), wire_secret(node)
        self.beside = Beside(self.box, self.secret)

    def few(self, most: int) -> bool:
        """Whether at most so many records are to be looked at, and any."""
        with snapshot(self.node.store) as connection:
            lists = offered_rows.newer(connection, self.peer.name)
            count = len(offered_rows.gone(connection, self.peer.name))
            for one in lists:
                count += offered_rows.touched_count(connection, one, most + 1)
        count += len(self.entries.stale())
        return 0 < count <= most

    def run(self, whole: bool, progress: Progress) -> Told:
        """Everything that is to be looked at."""
        store, name = self.node.store, self.peer.name
        if whole:
            with store.transaction() as connection:
                offered_rows.begin_anew(connection, name)
        with snapshot(store) as connection:
            lists = offered_rows.newer(connection, name)
            gone = offered_rows.gone(connection, name, every=whole)
        step = f"laying out for {name}"
        records = sorted({*self._stale(lists, whole), *gone})
        for start in range(0, len(records), AT_ONCE):
            progress(step, start / len(records))
            self._piece(records[start : start + AT_ONCE])
        self._add(self.entries.run(whole))
        with store.transaction() as connection:
            for one in lists:
                offered_rows.looked_at(connection, name, one)
            today = store.clock.today().isoformat()
            ended = place_rows.ended(connection, name, today)
            offered_rows.forget_ended(connection, name, today)
            self.beside.mend(connection, ended, (), store.clock.now())
            if self.told.added or self.told.changed or self.told.withdrawn:
                detail = {"peer": name, "added": self.told.added, "changed": self.told.changed}
                about = {"about": self.peer.member, "withdrawn": self.told.withdrawn}
                store.log(connection, machine(self.node), Purpose.PLANNING, "offer", {**detail, **about})
        tell(self.node, self.peer)
        progress(step, 1.0)
        return self.told

    def _add(self, more: EntriesTold) -> None:
        for name in ("added", "changed", "withdrawn", "unsaid"):
            setattr(self.told, name, getattr(self.told, name) + getattr(more, name))

    def _stale(self, lists: Sequence[Newer], whole: bool) -> list[str]:
        """The records to be compared: those that changed, or for a peer that has nothing yet those that it may have."""
        store = self.node.store
        if not lists:
            return []
        if not whole and any(one.since for one in lists):
            with snapshot(store) as connection:
                return [record for one in lists for record in offered_rows.touched(connection, one)]
        with store.send(machine(self.node), self.peer.member) as view:
            current = view.current()
        with snapshot(store) as connection:
            known = offered_rows.numbers(connection, self.peer.name)
        if whole:
            return sorted(current.keys() | known.keys())
        return sorted(record for record in current.keys() | known.keys() if current.get(record) != known.get(record))

    def _piece(self, records: Sequence[str]) -> None:
        """Compare, sign, and write in one transaction."""
        store, name = self.node.store, self.peer.name
        with store.send(machine(self.node), self.peer.member) as view:
            found = view.records(records)
        with snapshot(store) as connection:
            was = offered_rows.of_records(connection, name, records)
            moved = [(record, was[record][0].number) for record, one in found.items() if _moved(one, was.get(record))]
            steady = told_versions.unbroken(connection, self.peer.member, moved)
            now = wire_rows.moment(connection, self.box, store.clock.now())
        plans: list[Plan] = []
        wires: list[tuple[Offer, bytes]] = []
        for record in records:
            made = plan(found.get(record), was.get(record, []), steady.get(record, frozenset()), self.secret)
            bodies = [self._signed(one, now) for one in made.given]
            if not all(bodies):
                self.told.unsaid += 1
                made, bodies = plan(None, was.get(record, []), frozenset(), self.secret), []
            plans.append(made)
            wires += zip(made.given, bodies, strict=True)
        with store.transaction() as connection:
            self._write(connection, plans, wires, now)

    def _signed(self, one: Offer, now: datetime) -> bytes:
        """The bytes of it, or none where it cannot be said."""
        try:
            body = encode(one.message(now), one.grant, self.mail.signer)
        except BadField:
            return b""
        return body if len(body) <= MOST_BYTES else b""

    def _write(
        self, connection: InTransaction, plans: Sequence[Plan], wires: Sequence[tuple[Offer, bytes]], now: datetime
    ) -> None:
        """What is given is there from now on, what is lost is told, what stands speaks of the present version."""
        lost = [one for made in plans for one in made.lost]
        ended = [one.stix_id for one in lost]
        wire_rows.remove_many(connection, self.box, [*(one.stix_id for one, _ in wires), *ended])
        rows = [
            NewWire(one.stix_id, one.kind, wire_rows.text_of(now), body, about=one.about, keep_until=_ends(one))
            for one, body in wires
        ]
        placed = wire_rows.put(connection, self.box, rows, self.node.store.clock.now())
        there = [(one, put.seq) for (one, _), put in zip(wires, placed, strict=True) if put.put is Put.ADDED]
        offered_rows.put(connection, self.peer.name, [(one.noted(now), seq) for one, seq in there])
        offered_rows.move(connection, self.peer.name, [row for made in plans for row in made.stays])
        offered_rows.take_out(connection, self.peer.name, ended)
        if self.peer.key:
            self.told.withdrawn += take_back(connection, self.mail, lost, now)
        else:  # it knows no withdrawal, and will never answer one
            self.beside.revoke(connection, lost, now)
            self.told.withdrawn += len(lost)
        self._stand_beside(connection, plans, [one for one, _ in there], now)
        fresh = sum(not one.made for one, _ in there)
        self.told.added += fresh
        self.told.changed += len(there) - fresh

    def _stand_beside(
        self, connection: InTransaction, plans: Sequence[Plan], given: Sequence[Offer], now: datetime
    ) -> None:
        """For those that know no extension: what the given refers to, and places as long as a sighting tells of them."""
        self.beside.bring(connection, given, now)
        moved = [identity for made in plans for identity, _ in made.stays]
        fresh = {one.stix_id for one in given}
        places = place_rows.told_by(connection, self.peer.name, [*moved, *fresh])
        places |= {one.place for made in plans for one in made.lost if one.place}
        self.beside.mend(connection, places, fresh, now)


def _moved(found: Released[Sendable], was: Sequence[Offered] | None) -> bool:
    return bool(was) and any(one.number != found.value.number for one in was or ())


def _ends(one: Offer) -> str:
    return one.grant.keep_until.isoformat()
