"""What was taken back from peers, and who has not answered: for those who look after the node.

Invariant: ids on the wire, numbers, reasons and times; no record.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from coalesce.services.node import Node
from coalesce.store import sent_withdrawals
from coalesce.store.ground import snapshot


@dataclass(frozen=True, slots=True)
class Taken:
    """One withdrawal that a peer was sent: why, how many ids it names, and when its receipt came, if it did."""

    id: str
    peer: str
    member: str
    reason: str
    ids: int
    at: datetime
    answered: datetime | None


def taken_back(node: Node, member: str, most: int) -> list[Taken]:
    """Every withdrawal without a receipt, the oldest first; then so many answered ones of each peer, the newest first.

    ``member``: of the peers of one member alone.
    """
    found = []
    with snapshot(node.store) as connection:
        for peer in node.store.exchange.peers():
            if member in ("", peer.member):
                sent = {one.id: one for one in sent_withdrawals.outstanding(connection, peer.name)}
                sent |= {one.id: one for one in sent_withdrawals.of_peer(connection, peer.name, most)}
                found += [
                    Taken(one.id, peer.name, peer.member, one.reason, len(one.of), one.at, one.answered)
                    for one in sent.values()
                ]
    waiting = sorted((one for one in found if one.answered is None), key=lambda one: (one.at, one.id))
    done = [one for one in found if one.answered is not None]
    return [*waiting, *sorted(done, key=lambda one: (one.at, one.id), reverse=True)]
