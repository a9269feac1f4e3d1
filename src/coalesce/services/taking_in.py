"""Applying what came from a peer: records into their originators' lists, withdrawals, receipts, and the rest to whom it concerns.

Invariant: what came lies as bytes in a box before it is looked at, and goes from there when it was applied; killed in between, it is
applied again and nothing changes by it. What is refused is refused in the open, with its reason, and its bytes are not kept. One
object hinders no other, whatever it says.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from coalesce.errors import NeedsMigration, NoNode, StoreBusy, StoreFull, Tampered
from coalesce.handling import Purpose
from coalesce.records import CommitmentSent, PersonSent, ReceiptSent, SightingSent, WithdrawalSent
from coalesce.services import correspondence
from coalesce.services.carrying import carry
from coalesce.services.copying import Copying, Taken
from coalesce.services.copying_entries import CopyingEntries
from coalesce.services.node import Node, Progress, silent
from coalesce.services.peering import machine, own_signer
from coalesce.services.settling import settle
from coalesce.services.taking_back import RECEIPT, WITHDRAWAL, Mail, take_receipt
from coalesce.services.taking_plain import take_plain
from coalesce.services.trusting import Trusted, told_apart, told_by
from coalesce.services.withdrawing_copies import withdraw_copies
from coalesce.store import copies, in_boxes, received_rows, wire_rows
from coalesce.store.ground import snapshot
from coalesce.store.pace import Pace
from coalesce.store.peers import KnownPeer
from coalesce.store.wire_rows import Box, BoxKind, WireRow, WireState

AT_ONCE = 1_000
"""Objects of a box that are looked at together: those of one list make one edition."""

NODE_LACKS = (StoreBusy, StoreFull, Tampered, NoNode, NeedsMigration, OSError, MemoryError)
"""Faults that say nothing of what a peer brought: it stays where it is."""

NOT_TAKEN = "could not be taken in"
NOT_OURS = "is not signed, and no list is named for it"

_TOGETHER = 50
"""Rows noted in the first transaction; adapted so that none lasts over 100 ms."""


@dataclass(slots=True)
class TakenIn:
    """What became of what came: persons, sightings and entries of plans that were written, ids erased, messages kept, objects dropped as
    late or known, waiting for their person, persons of plain STIX in its list, messages passed on to others, and refused, by reason.
    ``matched``: whether links of what
    arrived are proposed already; if not, the linker must be run."""

    persons: int = 0
    sightings: int = 0
    entries: int = 0
    erased: int = 0
    receipts: int = 0
    messages: int = 0
    dropped: int = 0
    waiting: int = 0
    plain: int = 0
    carried: int = 0
    refused: dict[str, int] = field(default_factory=dict)
    matched: bool = True

    def add(self, more: TakenIn) -> None:
        """Count both together."""
        for name in (
            "persons",
            "sightings",
            "entries",
            "erased",
            "receipts",
            "messages",
            "dropped",
            "waiting",
            "plain",
            "carried",
        ):
            setattr(self, name, getattr(self, name) + getattr(more, name))
        for why, count in more.refused.items():
            self.refused[why] = self.refused.get(why, 0) + count
        self.matched &= more.matched

    def counts(self) -> dict[str, object]:
        """The numbers, for the audit and for printing."""
        return {
            "persons": self.persons,
            "sightings": self.sightings,
            "entries": self.entries,
            "erased": self.erased,
            "receipts": self.receipts,
            "messages": self.messages,
            "dropped": self.dropped,
            "waiting": self.waiting,
            "plain": self.plain,
            "carried": self.carried,
            "refused": sum(self.refused.values()),
            "matched": self.matched,
        }


def take_in(node: Node, name: str, progress: Progress = silent) -> TakenIn:
    """Apply all that came from a peer. Raises NotFound, StoreBusy where other long work is running: it stays where it is."""
    peer = node.store.exchange.peer(name)
    told = TakenIn()
    boxes = [Box(kind, name) for kind in in_boxes.WAYS]
    with snapshot(node.store) as connection:
        kept = in_boxes.keeps_new(connection, name)
    if not kept and not any(node.store.exchange.fresh(box, 1) for box in boxes):
        return told
    with node.store.alone("take in"):
        settle(node, progress)
        job = _TakingIn(node, peer, told)
        while any(job.box(box, progress) for box in boxes):
            pass
    if kept or job.plain:
        plain = take_plain(node, peer)
        told.plain, told.matched = plain.persons, told.matched and plain.matched
        told.refused = {**told.refused, **plain.refused}
        with node.store.transaction() as connection:
            in_boxes.kept(connection, name)
    with node.store.transaction() as connection:
        detail = {"peer": name, **told.counts(), "about": peer.member}
        node.store.log(connection, machine(node), Purpose.PLANNING, "take in", detail)
    node.store.forget_erased()
    return told


class _TakingIn:
    """One peer's boxes."""

    def __init__(self, node: Node, peer: KnownPeer, told: TakenIn) -> None:
        self._node, self._peer, self._told = node, peer, told
        self._entries = CopyingEntries(node, peer)
        self._copying, self._mail = Copying(node, peer), Mail(node, peer, own_signer(node))
        self._pace, self.plain = Pace(_TOGETHER), False

    def box(self, box: Box, progress: Progress) -> bool:
        """Look at what is new in a box; whether there was anything."""
        there = False
        while rows := self._node.store.exchange.fresh(box, AT_ONCE):
            there = True
            progress(f"taking in from {self._peer.name}", 0.5)
            self._each(box, rows)
        return there

    def _each(self, box: Box, rows: Sequence[WireRow]) -> None:
        """Apply these together; where that ends in an error, half by half, so that one object hinders no other: it is refused.

        A withdrawal is not: it stays until it can be applied. Nor is anything where the node itself lacks something.
        """
        try:
            self._some(box, rows)
        except NODE_LACKS:
            raise
        except Exception as fault:
            if len(rows) == 1 and rows[0].type == WITHDRAWAL:
                raise
            if len(rows) == 1:
                self._refuse(box, {rows[0].seq: f"{NOT_TAKEN} ({type(fault).__name__})"})
                return
            for half in (rows[: len(rows) // 2], rows[len(rows) // 2 :]):
                self._each(box, half)

    def _some(self, box: Box, rows: Sequence[WireRow]) -> None:
        found = told_apart(self._node, self._peer, rows)
        records = [one for one in found.trusted if isinstance(one.message, PersonSent | SightingSent)]
        taken = self._copying.take(records)
        self._note(box, taken, records)
        entries = [one for one in found.trusted if isinstance(one.message, CommitmentSent)]
        plans = self._entries.take(entries)
        self._note(box, plans, entries)
        for one in found.trusted:
            if isinstance(one.message, WithdrawalSent):
                self._withdrawal(box, one)
            elif not isinstance(one.message, PersonSent | SightingSent | CommitmentSent):
                self._message(box, one, found.refused)
        self._plain(box, found.plain)
        passed = carry(self._node, self._peer, found.carried)
        for done in Pace(_TOGETHER).pieces(passed.done):
            with self._node.store.transaction() as connection:
                in_boxes.applied(connection, box, done)
        self._told.carried += passed.count
        self._told.dropped += len(passed.done) - passed.count
        self._refuse(box, found.refused | taken.refused | plans.refused | passed.refused)
        with snapshot(self._node.store) as connection:
            left = set(wire_rows.still_new(connection, box, [row.seq for row in rows]))
        self._refuse(box, dict.fromkeys(left & {row.seq for row in rows}, NOT_TAKEN))

    def _note(self, box: Box, taken: Taken, records: Sequence[Trusted]) -> None:
        """What was written is noted and its bytes go, record by record, in short transactions."""
        store = self._node.store
        for written in Pace(_TOGETHER).pieces(sorted(set(taken.records))):
            with store.transaction() as connection:
                copies.drop_older(connection, written)
        store.erase_copies(taken.erased)
        for piece in self._pace.pieces(taken.kept):
            with store.transaction() as connection:
                received_rows.keep(connection, piece)
        until = {one.seq: one.grant.keep_until.isoformat() for one in records}
        there = set(taken.done)  # those too that were written before an interruption
        persons = [one.message.id for one in records if isinstance(one.message, PersonSent) and one.seq in there]
        for waiting in Pace(_TOGETHER).pieces(taken.waiting.items()):
            with store.transaction() as connection:
                in_boxes.waits(connection, box, {seq: (person, until[seq]) for seq, person in waiting})
        for woken in Pace(_TOGETHER).pieces(persons):
            with store.transaction() as connection:
                in_boxes.wake(connection, self._peer.name, woken)
        for done in Pace(_TOGETHER).pieces(sorted(set(taken.done))):
            with store.transaction() as connection:
                in_boxes.applied(connection, box, done)
        told = self._told
        told.persons += taken.persons
        told.sightings += taken.sightings
        told.erased += sum(bool(one.record) for one in taken.erased)
        told.entries += taken.entries
        told.dropped += len(taken.done) - taken.persons - taken.sightings - taken.entries
        told.waiting += len(taken.waiting)
        told.matched &= taken.matched

    def _withdrawal(self, box: Box, said: Trusted) -> None:
        assert isinstance(said.message, WithdrawalSent)
        back = withdraw_copies(self._node, self._peer, said)
        store = self._node.store
        with snapshot(store) as connection:
            late = in_boxes.named(connection, self._peer.name, said.message.of, said.version)
        late = [one for one in late if told_by(one[2]) == said.member]
        with store.transaction() as connection:
            now = wire_rows.moment(connection, Box(BoxKind.OUT, self._peer.name), store.clock.now())
            receipt = ReceiptSent(
                self._mail.new_id(RECEIPT),
                said.message.id,
                tuple(back.erased),
                tuple(back.not_held),
                now,
                store.settings.member,
            )
            self._mail.put(connection, [receipt], now, self._answered(said.member))
            in_boxes.drop(connection, self._peer.name, late)
            in_boxes.applied(connection, box, [said.seq])
            detail = {"peer": self._peer.name, "withdrawal": said.message.id, "reason": str(said.message.reason)}
            counts = {"erased": len(back.erased), "not_held": len(back.not_held), "about": said.member}
            store.log(connection, machine(self._node), Purpose.PLANNING, "copies erased", {**detail, **counts})
        self._told.erased += back.gone

    def _answered(self, member: str) -> str:
        """To whom a receipt is granted: to who took back, or to the peer that speaks for it where it has no node."""
        return member if any(one.member == member and one.key for one in self._node.store.exchange.peers()) else ""

    def _message(self, box: Box, said: Trusted, refused: dict[int, str]) -> None:
        if not isinstance(said.message, ReceiptSent):
            if why := correspondence.take(self._node, self._peer, said):
                refused[said.seq] = why
                return
            self._told.messages += 1
        with self._node.store.transaction() as connection:
            if isinstance(said.message, ReceiptSent):
                if not take_receipt(connection, self._node, said.message, said.raw):
                    refused[said.seq] = "answers a withdrawal that its member was not sent"
                    return
                self._told.receipts += 1
            in_boxes.applied(connection, box, [said.seq])

    def _plain(self, box: Box, rows: Sequence[WireRow]) -> None:
        """Others' STIX is for the list that the peer's terms name; from a node of ours it says nothing that is not said signed."""
        seqs = [row.seq for row in rows]
        if not seqs:
            return
        until = self._list_until() if self._peer.plain_list else ""
        with self._node.store.transaction() as connection:
            if self._peer.plain_list:
                in_boxes.keeps(connection, box, seqs, until)
                self.plain = True
            elif self._peer.key and box.kind is BoxKind.PULLED:
                in_boxes.applied(connection, box, seqs)
                self._told.dropped += len(seqs)
            else:  # it may use its in-box as it likes, within its bounds
                wire_rows.settle(connection, box, seqs, WireState.REFUSED, NOT_OURS)
                self._count(dict.fromkeys(seqs, NOT_OURS))

    def _list_until(self) -> str:
        """Until when the list is kept that the peer's plain STIX goes to."""
        writer = self._node.store.write(machine(self._node), Purpose.PLANNING)
        to = writer.find_list(f"{self._node.store.settings.member}/{self._peer.plain_list}")
        return to.handling.keep_until.isoformat()

    def _refuse(self, box: Box, reasons: Mapping[int, str]) -> None:
        for piece in Pace(_TOGETHER).pieces(reasons.items()):
            with self._node.store.transaction() as connection:
                in_boxes.refused(connection, box, dict(piece), self._until())
        self._count(reasons)

    def _count(self, reasons: Mapping[int, str]) -> None:
        for why in reasons.values():
            self._told.refused[why] = self._told.refused.get(why, 0) + 1

    def _until(self) -> str:
        days = self._node.store.settings.peer_refused_days
        return (self._node.store.clock.today() + timedelta(days=days)).isoformat()
