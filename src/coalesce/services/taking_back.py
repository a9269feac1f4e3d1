"""Withdrawals that go out to a peer, its receipts, and who has not answered yet.

Invariant: a withdrawal lies ready in the same transaction in which what it takes back is taken out; it stays until its receipt is
here for all its ids, and a receipt counts from the member alone that the withdrawal was for, by whichever way it comes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from coalesce.handling import Purpose
from coalesce.records import GrantSent, ReceiptSent, TakenBack, WithdrawalSent
from coalesce.records.exchange import Message
from coalesce.services.comparing_offers import sighting_id
from coalesce.services.node import Node
from coalesce.services.peering import machine, wire_secret
from coalesce.stix import Signer, encode, stix_id, stix_type
from coalesce.store import lost_rows, sent_withdrawals, wire_rows
from coalesce.store.ground import InTransaction, snapshot
from coalesce.store.offered_rows import Offered
from coalesce.store.peers import KnownPeer
from coalesce.store.sent_withdrawals import SentWithdrawal
from coalesce.store.wire_rows import Box, BoxKind, NewWire

AT_ONCE = 400
"""Ids of one withdrawal: its receipt names them all again."""

WITHDRAWAL, RECEIPT = "coalesce-withdrawal", "coalesce-receipt"


@dataclass(frozen=True, slots=True)
class Mail:
    """Messages that go to one peer, beside records: signed by us, laid ready in its out-box."""

    node: Node
    peer: KnownPeer
    signer: Signer

    def new_id(self, kind: str) -> str:
        """A new id of a message of this type."""
        writer = self.node.store.write(machine(self.node), Purpose.PLANNING)
        return stix_id(wire_secret(self.node), kind, writer.new_id())

    def put(self, connection: InTransaction, messages: Sequence[Message], version: datetime, to: str = "") -> None:
        """Lay messages ready, as of ``version``; ``to``: a member that the peer passes them on to."""
        grant = GrantSent(to or self.peer.member, last_day(self.node))
        rows = [
            NewWire(one.id, stix_type(one), wire_rows.text_of(version), encode(one, grant, self.signer))
            for one in messages
        ]
        box = Box(BoxKind.OUT, self.peer.name)
        wire_rows.put(connection, box, rows, self.node.store.clock.now())


def laid_out(
    connection: InTransaction, mail: Mail, ids: Sequence[str], why: tuple[str, TakenBack], now: datetime
) -> None:
    """Lay the withdrawals ready of ids on the wire; ``why``: whose word they were, and the reason."""
    originator, reason = why
    pieces = [tuple(ids[start : start + AT_ONCE]) for start in range(0, len(ids), AT_ONCE)]
    messages = [WithdrawalSent(mail.new_id(WITHDRAWAL), of, reason, now, originator) for of in pieces]
    mail.put(connection, messages, now)
    for sent in messages:
        sent_withdrawals.keep(connection, SentWithdrawal(sent.id, mail.peer.name, now, sent.of, sent.reason))


def take_back(connection: InTransaction, mail: Mail, lost: Sequence[Offered], now: datetime) -> int:
    """Lay the withdrawals ready of what a peer was given and may have no longer; gives how many ids that were."""
    store = mail.node.store
    ids = partial(sighting_id, wire_secret(mail.node))
    why = lost_rows.reasons(connection, lost, store.clock.today(), ids)
    by: dict[tuple[str, TakenBack], list[str]] = defaultdict(list)
    for one in lost:
        reason = why[one.stix_id]
        if reason is not None:
            by[one.originator or store.settings.member, reason].append(one.stix_id)
    for told, of in sorted(by.items()):
        laid_out(connection, mail, of, told, now)
    return sum(len(of) for of in by.values())


def take_receipt(connection: InTransaction, node: Node, receipt: ReceiptSent, raw: bytes) -> bool:
    """Note a member's receipt, and let the withdrawal that it answers whole lie ready no longer. Whether it answers one of ours."""
    found = sent_withdrawals.answer(connection, receipt, node.store.clock.now(), raw)
    if found is None:
        return False
    if not found.owed:
        wire_rows.remove(connection, Box(BoxKind.OUT, found.peer), receipt.withdrawal)
    detail = {"peer": found.peer, "withdrawal": receipt.withdrawal, "erased": len(receipt.erased)}
    about = {"not_held": len(receipt.not_held), "about": receipt.member}
    node.store.log(connection, machine(node), Purpose.PLANNING, "receipt", {**detail, **about})
    return True


def outstanding(node: Node, peer: str) -> list[SentWithdrawal]:
    """The withdrawals that a peer has not answered, the oldest first."""
    with snapshot(node.store) as connection:
        return sent_withdrawals.outstanding(connection, peer)


def last_day(node: Node) -> date:
    """Until when anything may be kept here; so long a message about it may be needed."""
    today = node.store.clock.today()
    years = node.store.settings.max_retention_years
    return today.replace(year=today.year + years, day=min(today.day, 28))
