"""Giving a peer what lies ready for it, without being asked: records where it is not to fetch them itself, answers always.

Invariant: what is given was read through the guard as that peer's member; how far was given is noted after the peer took it, so that
nothing is passed over. A message that its peer has taken lies ready no longer, but for a withdrawal, which waits for its receipt.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import orjson

from coalesce.errors import BadUsage, Unreachable
from coalesce.handling import Purpose
from coalesce.services.node import Node, Progress, silent
from coalesce.services.peering import machine, reach_of
from coalesce.services.taking_back import WITHDRAWAL
from coalesce.services.wire import Collection, Open, Peer, Posted
from coalesce.stix import TYPES, is_ours
from coalesce.store import pull_rows, wire_rows
from coalesce.store.box_view import ALL, Chosen, Page, Span
from coalesce.store.ground import snapshot
from coalesce.store.peers import KnownPeer
from coalesce.store.wire_rows import Box, BoxKind

INBOX = "inbox"
AT_ONCE = 200
BYTES = 1_000_000
"""Objects and bytes of one post, where the peer takes as much."""

FRAME = 20
"""Bytes around them."""

MESSAGES = tuple(kind for kind in TYPES if kind.startswith("coalesce-"))
ANSWERS = tuple(kind for kind in MESSAGES if kind != WITHDRAWAL)
"""What a peer is given in any case: it asks for its records itself, and may not know that there is an answer."""


@dataclass(slots=True)
class Pushed:
    """What a push gave: taken by the peer, and not taken."""

    peer: str
    posted: int = 0
    refused: int = 0


def push(node: Node, name: str, opened: Open, progress: Progress = silent) -> Pushed:
    """Give a peer all that lies ready and that it was not given yet. Raises NotFound, BadUsage, Unreachable."""
    peer = node.store.exchange.peer(name)
    if not peer.active:
        raise BadUsage(f"'{name}' is suspended")
    client = opened(reach_of(node, peer))
    try:
        job = _Pushing(node, peer, client, inbox(client.collections()))
        with snapshot(node.store) as connection:
            pushed = pull_rows.read(connection, name).pushed
        job.run(ALL, pushed, lambda share: progress(f"pushing to {name}", share))
    except Unreachable as fault:
        raise Unreachable(f"{name}: {fault}") from None
    finally:
        client.close()
    return job.told


def push_messages(node: Node, peer: KnownPeer, client: Peer, shown: Sequence[Collection]) -> int:
    """Give a peer the answers that lie ready for it, where it takes any; else they wait until it asks. Gives how many."""
    if not peer.key or not any(_takes(one) for one in shown):
        return 0
    job = _Pushing(node, peer, client, inbox(shown))
    job.run(Chosen(types=ANSWERS, every=True), None, lambda _: None)
    return job.told.posted


def inbox(shown: Sequence[Collection]) -> str:
    """Where a peer takes what it is given. Raises Unreachable."""
    for one in shown:
        if _takes(one):
            return one.id
    raise Unreachable("it takes nothing from us: it has no inbox")


def _takes(one: Collection) -> bool:
    return one.can_write and one.alias == INBOX


class _Pushing:
    """One peer's out-box, on its way."""

    def __init__(self, node: Node, peer: KnownPeer, client: Peer, to: str) -> None:
        self._node, self._peer, self._client, self._to = node, peer, client, to
        self._most = client.root().most_bytes or BYTES
        self.told = Pushed(peer.name)

    def run(self, what: Chosen, after: int | None, tell: Callable[[float], None]) -> None:
        """Give what is chosen; ``after``: what was given before, noted further as it goes on."""
        at, rows = after or 0, AT_ONCE
        while True:
            page = self._page(what, Span(at, rows, min(BYTES, self._most)))
            if len(page.bodies) + FRAME > self._most and page.count > 1:
                rows = max(1, page.count // 2)  # it takes less at once
                continue
            if page.count:
                self._post(page, noted=after is not None)
                tell(0.5)
            if page.next is None:
                break
            at, rows = page.next, AT_ONCE
        tell(1.0)

    def _page(self, what: Chosen, span: Span) -> Page:
        store = self._node.store
        with store.boxes(self._peer) as view:
            page, notes = view.page(BoxKind.OUT, what, span), view.notes
        if page.count:
            with store.transaction() as connection:
                detail = {"peer": self._peer.name, "read": notes, "about": self._peer.member}
                store.log(connection, machine(self._node), Purpose.PLANNING, "push", detail)
        return page

    def _post(self, page: Page, noted: bool) -> None:
        found = orjson.loads(b"[" + page.bodies + b"]")
        if self._peer.key:  # a node of ours knows what lies beside our words by itself
            found = [one for one in found if is_ours(one)]
        bodies = [orjson.dumps(one, option=orjson.OPT_SORT_KEYS) for one in found]
        answer = self._client.post(self._to, bodies) if bodies else Posted(())
        refused = {identity for identity, _ in answer.refused}
        self.told.refused += len(refused)
        self.told.posted += len(found) - len(refused)
        done = [one["id"] for one in found if one["id"] not in refused and one["type"] in ANSWERS]
        with self._node.store.transaction() as connection:
            wire_rows.remove_many(connection, Box(BoxKind.OUT, self._peer.name), done)
            if noted:
                pull_rows.change(connection, self._peer.name, pushed=page.last)
