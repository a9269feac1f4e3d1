"""Small nodes that are peers of each other, for tests: who they are to each other, and what lies ready for whom."""

from __future__ import annotations

import socket
import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Self

import orjson
import uvicorn

from coalesce import taxii
from coalesce.dates import FixedClock
from coalesce.services.node import Node
from coalesce.services.peering import PeerOrder, add_peer, own_signer
from coalesce.services.pulling import read_row
from coalesce.services.wire import Peer, Reach
from coalesce.stix import Signed, check, decode, fingerprint, is_ours
from coalesce.store import guard
from coalesce.store.wire_rows import Box, BoxKind
from coalesce.taxii.asking import Asking, Bounds
from coalesce.taxii.client import Client
from tests.builders import NOON, make_node, owner, raw_rows

URL = "https://node.example/taxii2/"


class Nobody:
    """A peer that is not there."""

    def __init__(self, reach: Reach) -> None:
        self.reach = reach

    def close(self) -> None:
        """Nothing was opened."""


def unreached(reach: Reach) -> Peer:
    """What speaks with a peer where nothing is asked of it."""
    return Nobody(reach)  # type: ignore[return-value]  # nothing but its closing is used


def introduce(here: Node, there: Node, name: str = "", url: str = URL, speaks_for: tuple[str, ...] = ()) -> str:
    """Let ``there`` in as a peer of ``here``, its key pinned; gives its name."""
    key, member = own_signer(there).key, there.store.settings.member
    order = PeerOrder(name or member.lower(), member, url, fingerprint(key), key, speaks_for)
    add_peer(here, owner(here.store), order, unreached)
    return order.name


@contextmanager
def nodes(folder: Path, *members: str, **settings: Any) -> Iterator[list[Node]]:
    """A node for each member, each a peer of all others; closed at the end."""
    clock = FixedClock(NOON)
    made = [make_node(folder / member.lower(), clock, member, **settings) for member in members]
    for here in made:
        for there in made:
            if here is not there:
                introduce(here, there)
    try:
        yield made
    finally:
        for one in made:
            one.store.close()


def ready(node: Node, peer: str) -> list[Signed]:
    """What a peer could fetch just now, read through the guard, each checked as its receiver would; in order."""
    known = node.store.exchange.peer(peer)
    with closing(sqlite3.connect(node.store.folder / "node.db", isolation_level=None)) as connection:
        context = guard.install(connection)
        context.mode, context.member, context.peer = guard.SEND, known.member, peer
        context.today = node.store.clock.today().isoformat()
        rows = connection.execute("SELECT body FROM visible_outbox ORDER BY seq").fetchall()
    found = [decode(row[0]) for row in rows if is_ours(orjson.loads(row[0]))]
    for one in found:
        check(one, own_signer(node).key, known.member)
    return found


BOUNDS = Bounds(seconds=20.0, tries=2, wait=0.001, wait_most=0.01, page=7, pages=1_000)


def opened(reach: Reach) -> Peer:
    """The client as it is, in a hurry."""
    return Client(reach, BOUNDS, Asking(reach, BOUNDS, sleep=lambda _: None))


class Ring:
    """Nodes that serve TAXII on loopback, each at a port of its own, all by one server in a thread."""

    def __init__(self, made: Sequence[Node]) -> None:
        self.nodes = list(made)
        self._sockets = [socket.create_server(("127.0.0.1", 0)) for _ in made]
        self.ports = [one.getsockname()[1] for one in self._sockets]
        self._servers = {
            port: taxii.Server(node, own_signer(node).key.hex) for port, node in zip(self.ports, made, strict=True)
        }
        config = uvicorn.Config(self._answer, log_level="error", access_log=False, lifespan="off", interface="asgi3")
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": self._sockets}, daemon=True)

    async def _answer(self, scope: Any, receive: Any, send: Any) -> None:
        await self._servers[scope["server"][1]](scope, receive, send)

    def __enter__(self) -> Self:
        self._thread.start()
        while not self._server.started:
            time.sleep(0.005)
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join()

    def url(self, node: Node) -> str:
        """Where a node answers."""
        return f"http://127.0.0.1:{self.ports[self.nodes.index(node)]}/taxii2/"

    def link(self, here: Node, there: Node, **how: Any) -> None:
        """Let each in as a peer of the other, with tokens of both ways."""
        names = {id(one): one.store.settings.member.lower() for one in (here, there)}
        for one, other in ((here, there), (there, here)):
            introduce(one, other, url=self.url(other), **how)
        for one, other in ((here, there), (there, here)):
            token = other.store.exchange.issue_token(owner(other.store), names[id(one)])
            one.store.exchange.keep_token(owner(one.store), names[id(other)], f"Bearer {token}")


@contextmanager
def ring(folder: Path, *members: str, **settings: Any) -> Iterator[Ring]:
    """A node for each member, each a peer of all others, all served."""
    clock = FixedClock(NOON)
    made = [make_node(folder / member.lower(), clock, member, **settings) for member in members]
    try:
        with Ring(made) as ringed:
            for number, here in enumerate(made):
                for there in made[number + 1 :]:
                    ringed.link(here, there)
            yield ringed
    finally:
        for one in made:
            one.store.close()


def bodies(node: Node, peer: str) -> list[bytes]:
    """The messages that lie ready for a peer, as bytes, in order; without what lies beside them."""
    query = "SELECT body FROM wire WHERE box = 'out' AND peer = ? ORDER BY seq"
    return [row[0] for row in raw_rows(node.store.folder, query, peer) if is_ours(orjson.loads(row[0]))]


def beside(node: Node, peer: str) -> list[dict[str, Any]]:
    """What lies beside them, as STIX has it."""
    query = "SELECT body FROM wire WHERE box = 'out' AND peer = ? ORDER BY seq"
    found = [orjson.loads(row[0]) for row in raw_rows(node.store.folder, query, peer)]
    return [one for one in found if not is_ours(one)]


def hand(node: Node, peer: str, *given: bytes, kind: BoxKind = BoxKind.PULLED) -> None:
    """Put bytes into a box as if they had come from a peer."""
    rows = [row for row in map(read_row, given) if row is not None]
    node.store.exchange.put(Box(kind, peer), rows)


def box_of(node: Node, peer: str) -> list[tuple[str, str, str]]:
    """Type, state and reason of what lies in the boxes that a peer's things come in by."""
    query = "SELECT type, state, why FROM wire WHERE box IN ('in', 'pulled') AND peer = ? ORDER BY seq"
    return raw_rows(node.store.folder, query, peer)


def holds(node: Node, text: str) -> bool:
    """Whether a text stands anywhere in the database's files."""
    found = (node.store.folder / name for name in ("node.db", "node.db-wal"))
    return any(text.encode() in file.read_bytes() for file in found if file.exists())
