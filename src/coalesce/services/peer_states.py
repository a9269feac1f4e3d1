"""How each peer stands: when it was last read, what waits, who has not answered.

Invariant: numbers, times, ids on the wire and reasons; no record, no token.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from coalesce.services.node import Node
from coalesce.stix import fingerprint
from coalesce.store import in_boxes, offered_rows, pull_rows, received_rows, sent_withdrawals
from coalesce.store.ground import snapshot
from coalesce.store.peers import KnownPeer
from coalesce.store.pull_rows import PullState
from coalesce.store.sent_withdrawals import SentWithdrawal


@dataclass(frozen=True, slots=True)
class PeerState:
    """``fingerprint``: of its pinned key, or ""; ``new``, ``waiting``, ``refused``: what came and is not applied, waits for its
    person, or was refused (``reasons``); ``held``: records of it here, ``given``: records and entries of plans of ours there; ``outstanding``: withdrawals
    that it has not answered."""

    peer: KnownPeer
    fingerprint: str
    pull: PullState
    new: int
    waiting: int
    refused: int
    reasons: dict[str, int]
    held: int
    given: int
    outstanding: tuple[SentWithdrawal, ...]

    @property
    def oldest(self) -> datetime | None:
        """Since when a withdrawal has no answer."""
        return self.outstanding[0].at if self.outstanding else None


def peer_states(node: Node) -> list[PeerState]:
    """Every peer, by name."""
    known = node.store.exchange.peers()
    with snapshot(node.store) as connection:
        came, held = in_boxes.counts(connection), received_rows.count(connection)
        return [
            PeerState(
                peer,
                fingerprint(peer.key) if peer.key else "",
                pull_rows.read(connection, peer.name),
                came.get(peer.name, {}).get("new", 0),
                came.get(peer.name, {}).get("waiting", 0),
                came.get(peer.name, {}).get("refused", 0),
                in_boxes.reasons(connection, peer.name),
                held.get(peer.name, 0),
                offered_rows.count(connection, peer.name),
                tuple(sent_withdrawals.outstanding(connection, peer.name)),
            )
            for peer in known
        ]
