"""The turns of a node that serves: what is released is laid out, each peer is asked, what came is taken in, and what
was erased is blanked between rows.

Invariant: one fault ends one step of one turn, never the turns; what did not work is told by kind, noted with its peer, and tried again.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

from coalesce.errors import StoreBusy
from coalesce.services.heads import publish
from coalesce.services.node import Node
from coalesce.services.offering import offer
from coalesce.services.pulling import due, pull
from coalesce.services.pushing import push
from coalesce.services.taking_in import take_in
from coalesce.services.wire import Open
from coalesce.store.peers import KnownPeer

Tell = Callable[[BaseException], None]
"""Told of a fault, by kind and place."""

UNSEEN = timedelta(days=1)
"""A peer that has not asked for so long is given what lies ready, if it takes anything."""

FIRST = 2.0
"""Seconds until the first turn."""


def turn(node: Node, opened: Open, tell: Tell) -> None:
    """Everything that is due."""
    _step(partial(offer, node), tell)
    _step(partial(publish, node), tell)
    for peer in node.store.exchange.peers():
        if not peer.active:
            continue
        _step(partial(take_in, node, peer.name), tell)
        if due(node, peer):
            _step(partial(pull, node, peer.name, opened), tell)
            if _is_given(node, peer):
                _step(partial(push, node, peer.name, opened), tell)
    _step(node.store.blank_erased, tell)


@dataclass(slots=True)
class Turns:
    """Turns in a thread of their own, until they are stopped."""

    node: Node
    opened: Open
    tell: Tell
    _ended: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin."""
        self._thread = threading.Thread(target=self._run, name="exchange", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End after the step that is under way."""
        self._ended.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        pause = min(FIRST, self.node.store.settings.peer_poll_seconds)
        while not self._ended.wait(pause):
            pause = self.node.store.settings.peer_poll_seconds
            turn(self.node, self.opened, self.tell)


def _step(work: Callable[[], object], tell: Tell) -> None:
    try:
        work()
    except StoreBusy:
        pass  # another process is at it, or at something long: the next turn goes on
    except Exception as fault:  # noqa: BLE001  a turn outlives whatever one peer brings
        tell(fault)


def _is_given(node: Node, peer: KnownPeer) -> bool:
    """Whether a peer does not come for what lies ready: then it is brought."""
    return bool(peer.key) and (peer.seen is None or node.store.clock.now() - peer.seen > UNSEEN)
