"""The exchange book of a node: its peers, their tokens, and the boxes of objects that go out to them or came in from them.

Invariant: each change of a peer is one transaction with its audit row, and that of another member stands in that member's log
too; a token is shown once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from sqlalchemy import Connection

from coalesce.errors import BadUsage
from coalesce.handling import Actor, Purpose
from coalesce.store import in_boxes, peers, wire_rows
from coalesce.store.ground import Ground, snapshot
from coalesce.store.peers import KnownPeer
from coalesce.store.permits import Act, require_for
from coalesce.store.wire_rows import Box, NewWire, Placed, WireRow, WireState


class ExchangeBook:
    """The peers of one node, and their boxes."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    # -- peers -----------------------------------------------------------------------------

    def add(self, by: Actor, new: KnownPeer) -> None:
        """Let a peer in. Raises NotPermitted, BadUsage."""
        with self._changing(by, "peer add", new) as connection:
            peers.add(connection, new, self._ground.clock.now())
            in_boxes.reconsider(connection, new.name, _of(new))

    def change(self, by: Actor, new: KnownPeer) -> None:
        """Give a peer another address, key, certificate, list or members to speak for. Raises NotPermitted, NotFound, BadUsage."""
        if self.peer(new.name).member != new.member:
            raise BadUsage("a peer stays its member's: remove it, and add another")
        with self._changing(by, "peer change", new) as connection:
            peers.change(connection, new)
            in_boxes.reconsider(connection, new.name, _of(new))

    def set_active(self, by: Actor, name: str, active: bool) -> None:
        """Let a peer neither fetch nor write any more, or again. Raises NotPermitted, NotFound."""
        known = replace(self.peer(name), active=active)
        with self._changing(by, "peer resume" if active else "peer suspend", known) as connection:
            peers.change(connection, known)
            if active:
                in_boxes.reconsider(connection, name, _of(known))

    def remove(self, by: Actor, name: str) -> None:
        """Forget a peer with all that lies ready for it or came from it. Raises NotPermitted, NotFound."""
        with self._changing(by, "peer remove", self.peer(name)) as connection:
            peers.remove(connection, name)

    def peers(self) -> list[KnownPeer]:
        """All peers, by name: names and addresses of nodes, no record."""
        with snapshot(self._ground) as connection:
            return peers.every(connection)

    def peer(self, name: str) -> KnownPeer:
        """The peer of that name. Raises NotFound."""
        with snapshot(self._ground) as connection:
            return peers.one(connection, name)

    # -- tokens ----------------------------------------------------------------------------

    def issue_token(self, by: Actor, name: str) -> str:
        """The token that a peer is to show us, to be had this once; a former one ends. Raises NotPermitted, NotFound."""
        with self._changing(by, "peer token", self.peer(name)) as connection:
            return peers.issue(connection, self._ground.key, name)

    def take_token(self, by: Actor, name: str) -> None:
        """Let the token that a peer shows us open nothing any more. Raises NotPermitted, NotFound."""
        with self._changing(by, "peer token ended", self.peer(name)) as connection:
            peers.take_token(connection, name)

    def keep_token(self, by: Actor, name: str, secret: str) -> None:
        """Keep, sealed, the token that we are to show a peer. Raises NotPermitted, NotFound."""
        with self._changing(by, "peer token kept", self.peer(name)) as connection:
            peers.keep_token(connection, self._ground.key, name, secret)

    def token_for(self, name: str) -> str:
        """The token that we show a peer, or "": for the client alone. Raises NotFound."""
        with snapshot(self._ground) as connection:
            return peers.token_for(connection, self._ground.key, name)

    # -- boxes -----------------------------------------------------------------------------

    def put(self, box: Box, rows: Sequence[NewWire]) -> list[Placed]:
        """Put objects into a box, all in one short transaction; gives an answer for each. Raises NotFound."""
        with self._ground.transaction() as connection:
            return wire_rows.put(connection, box, rows, self._ground.clock.now())

    def take_out(self, box: Box, ids: Iterable[str]) -> int:
        """Delete objects with all their versions; gives how many rows went."""
        with self._ground.transaction() as connection:
            return wire_rows.remove_many(connection, box, ids)

    def fresh(self, box: Box, limit: int) -> list[WireRow]:
        """Objects of a box that nobody looked at yet, the oldest first."""
        with snapshot(self._ground) as connection:
            return wire_rows.newest(connection, box, limit)

    def settle(self, box: Box, seqs: Sequence[int], state: WireState, why: str = "") -> None:
        """Say what became of objects of a box."""
        with self._ground.transaction() as connection:
            wire_rows.settle(connection, box, seqs, state, why)

    # -- private ---------------------------------------------------------------------------

    @contextmanager
    def _changing(self, by: Actor, action: str, whom: KnownPeer) -> Iterator[Connection]:
        host = self._ground.settings.member
        require_for(by, Act.ADMINISTER, host, host)  # whom a node exchanges with is no hosted member's to say
        with self._ground.transaction() as connection:
            yield connection
            about = {"about": whom.member} if whom.member != by.member else {}
            self._ground.log(connection, by, Purpose.PLANNING, action, {"peer": whom.name, **about})


def _of(known: KnownPeer) -> list[str]:
    """The members whose words a peer brings."""
    return sorted({known.member, *known.speaks_for})
