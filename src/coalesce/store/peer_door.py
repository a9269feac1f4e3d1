"""What a peer itself does at this node: it shows its token, writes into its in-box, deletes what it wrote; and its log.

Invariant: each of its requests is one row of the audit log, committed before the answer leaves: that of a write together with what
was written. A right token is never kept waiting; wrong ones from one address wait longer and longer.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection

from coalesce.access.delays import Delay
from coalesce.errors import StoreFull
from coalesce.handling import Actor, Purpose
from coalesce.store import accounts, attempts, peers, post_rows, wire_rows
from coalesce.store.account_book import NOBODY
from coalesce.store.accounts import TOUCHED
from coalesce.store.attempts import Tried
from coalesce.store.bearers import Bearers
from coalesce.store.box_view import Chosen
from coalesce.store.ground import Ground, snapshot
from coalesce.store.group_log import Done, GroupLog
from coalesce.store.peers import KnownPeer
from coalesce.store.reading import LISTED
from coalesce.store.wire_rows import Box, BoxKind, NewWire, Placed


@dataclass(frozen=True, slots=True)
class Shown:
    """What a request shows of who asks: a token, the name beside it or "", and from which address it comes."""

    token: str
    name: str = ""
    address: str = ""


class PeerDoor:
    """Where the peers of one node come in. Threads may share it."""

    def __init__(self, ground: Ground) -> None:
        self._ground, self._group = ground, GroupLog(ground)
        self._held: dict[str, int] = {}
        self._bearers = Bearers(ground)

    def bearer(self, shown: Shown) -> KnownPeer | None:
        """Whose token it is; with a name, only if it is that peer's. One look-up, on a connection that waits for no writer."""
        return self._bearers.find(peers.digest(self._ground.key, shown.token), shown.name)

    def refuse(self, address: str) -> None:
        """Note that nobody's token was shown from an address. Raises TooManyAttempts."""
        ground, s = self._ground, self._ground.settings
        delay = Delay(s.sign_in_free_by_address, s.sign_in_delay_seconds, s.sign_in_delay_most_seconds)
        tried = [Tried(accounts.digest(ground.key, f"attempt\0peer\0{address}"), delay)]
        with ground.transaction() as connection:
            attempts.begin(connection, tried, ground.clock.now(), timedelta(hours=s.sign_in_forget_hours))
            ground.log(connection, Actor(NOBODY, s.member), Purpose.PLANNING, "peer sign in", {"outcome": "refused"})

    def saw(self, peer: KnownPeer) -> None:
        """Note when a peer last asked, to the minute."""
        now = self._ground.clock.now()
        if peer.seen is None or now - peer.seen >= TOUCHED:
            with self._ground.transaction() as connection:
                peers.saw(connection, peer.name, now)

    def close(self) -> None:
        """Let go of the connections."""
        self._bearers.close()
        self._group.close()

    def log(self, peer: KnownPeer, action: str, detail: Mapping[str, object], done: Done) -> None:
        """Log one answer, with those of others that wait for the disk; ``done`` is told when that is so, or why it cannot be."""
        self._group.enter(peer.actor, action, {**detail, **self._about(peer)}, done)

    def accept(self, peer: KnownPeer, rows: Sequence[NewWire], tell: Callable[[str, list[Placed]], bytes]) -> bytes:
        """Put what a peer wrote into its in-box; gives, and keeps for a time, what ``tell`` makes of the status's id and of the
        answers. Raises StoreFull where the box is full.
        """
        ground, box = self._ground, Box(BoxKind.IN, peer.name)
        coming = sum(len(row.body) + wire_rows.ROW for row in rows)
        self._check_room(box, coming)
        now, identity = ground.clock.now(), str(uuid.uuid4())
        with ground.transaction() as connection:
            placed = wire_rows.put(connection, box, rows, now)
            told = tell(identity, placed)
            post_rows.keep(connection, identity, peer.name, now, told)
            came = Counter(str(one.put) for one in placed)
            self._log(connection, peer, "peer wrote", {"post": identity, "came": dict(came), **_numbers(placed)})
        self._held[peer.name] += coming
        return told

    def strike(self, peer: KnownPeer, stix_id: str, chosen: Chosen) -> int | None:
        """Delete what a peer itself wrote, in the versions chosen; gives how many went, None where the object is not there."""
        box = Box(BoxKind.IN, peer.name)
        with self._ground.transaction() as connection:
            there = wire_rows.versions_of(connection, box, stix_id)
            wanted = _wanted(there, chosen)
            gone = wire_rows.remove(connection, box, stix_id, wanted) if wanted else 0
            detail = {"ids": [stix_id], "count": gone} if there else {"outcome": "NotFound"}
            self._log(connection, peer, "peer deleted", detail)
        return gone if there else None

    # -- private -----------------------------------------------------------------------------

    def _check_room(self, box: Box, coming: int) -> None:
        """What was counted once is added to; it is counted anew only where that says the box is full."""
        most = self._ground.settings.taxii_inbox_bytes
        if box.peer in self._held and self._held[box.peer] + coming <= most:
            return
        with snapshot(self._ground) as connection:
            self._held[box.peer] = wire_rows.size(connection, box)
        if self._held[box.peer] + coming > most:
            raise StoreFull("the inbox is full: delete what was taken in, or ask this node's operator for more room")

    def _log(self, connection: Connection, peer: KnownPeer, action: str, detail: Mapping[str, object]) -> None:
        self._ground.log(connection, peer.actor, Purpose.PLANNING, action, {**detail, **self._about(peer)})

    def _about(self, peer: KnownPeer) -> Mapping[str, object]:
        """What a peer does concerns this node's member too: its auditor reads the row."""
        host = self._ground.settings.member
        return {"about": host} if host != peer.member else {}


def _wanted(there: Mapping[str, int], chosen: Chosen) -> list[str]:
    wanted = set(there) if chosen.every else set(chosen.exact) & set(there)
    if there and chosen.last:
        wanted.add(max(there))
    if there and chosen.first:
        wanted.add(min(there))
    return sorted(wanted)


def _numbers(placed: Sequence[Placed]) -> Mapping[str, object]:
    """The numbers that the objects have in the box: one by one where they are few."""
    numbers = [one.seq for one in placed]
    if len(numbers) <= LISTED:
        return {"numbers": numbers}
    return {"from": min(numbers), "to": max(numbers)}
