"""Four nodes that speak TAXII to each other, one of them the hub of two, made once and copied for each history; every byte is overheard.

Invariant: the nodes, their server and their client are the real ones, and every answer goes through both; but for the network between
them, which would carry the same bytes. Nothing here knows who may have what.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable, Iterator, MutableMapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

import httpx

from coalesce.dates import FixedClock
from coalesce.handling import Member, Purpose, Role
from coalesce.services.node import Node
from coalesce.services.peering import PeerOrder, add_peer, own_signer
from coalesce.services.wire import Peer, Reach
from coalesce.settings import Settings
from coalesce.stix import fingerprint
from coalesce.store import Store
from coalesce.taxii import Server
from coalesce.taxii.asking import Asking
from coalesce.taxii.client import Client
from tests.builders import NOON, add_list, let_in, make_node, model, owner, raw_rows
from tests.commitments.plan_nodes import add_plan
from tests.exchange_nodes import BOUNDS, unreached

MEMBERS = ("NL", "FR", "BE", "LU")
HUB = "LU"
PASSED = (("BE", "FR"), ("FR", "BE"))
"""These do not reach each other: the hub fetches what the first has for the second, and passes it on."""

PAIRS = tuple((here, there) for here in MEMBERS for there in MEMBERS if here != there and (here, there) not in PASSED)
"""Who speaks with whom: what the first has, the second asks for."""

STRANGER = "XQSTRANGER"
"""A member that some records are released to and that has no node: nobody but the owner may learn that of them."""


T = TypeVar("T")


class Lazy(dict[str, T]):
    """What is made when it is first asked for: a node that a history does nothing with costs nothing."""

    def __init__(self, make: Callable[[str], T]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, name: str) -> T:
        self[name] = found = self._make(name)
        return found


class AtOnce(ThreadPoolExecutor):
    """Work that is done where it is asked for: one asks at a time here, and threads cost more than their work."""

    def submit(self, work: Callable[..., Any], /, *given: Any, **named: Any) -> Future[Any]:
        """See ThreadPoolExecutor."""
        done: Future[Any] = Future()
        try:
            done.set_result(work(*given, **named))
        except BaseException as error:  # noqa: BLE001  it is told where it is awaited
            done.set_exception(error)
        return done


def served(node: Node) -> Server:
    """The server of a node, without threads of its own."""
    made = Server(node, own_signer(node).key.hex)
    made.close()
    made._readers = made._writers = AtOnce(1)
    return made


@dataclass(frozen=True, slots=True)
class Heard:
    """One answer, or question: whose node sent it to whom, and all its bytes, headers and address included."""

    sender: str
    to: str
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes

    @property
    def whole(self) -> bytes:
        """Every byte of it."""
        return b"\n".join([*(name + b": " + value for name, value in self.headers), self.body])


@dataclass(slots=True)
class Switchboard:
    """Who answers at which address just now, whose token is whose, and what was answered."""

    answering: MutableMapping[str, Server] = field(default_factory=dict)
    tokens: dict[bytes, str] = field(default_factory=dict)
    heard: list[Heard] = field(default_factory=list)
    loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)

    def opened(self, reach: Reach) -> Peer:
        """The client as it is, its requests handed to the server of whom it asks."""
        return Client(reach, BOUNDS, Asking(reach, BOUNDS, sleep=lambda _: None, transport=Handed(self)))

    def ask(self, server: Server, request: httpx.Request) -> httpx.Response:
        """What a server answers."""
        return self.loop.run_until_complete(answered(server, request))


class Handed(httpx.BaseTransport):
    """A request handed over by hand."""

    def __init__(self, board: Switchboard) -> None:
        self._board = board

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """See httpx."""
        sender = request.url.host.partition(".")[0].upper()
        to = self._board.tokens.get(request.headers.get("authorization", "").encode(), "")
        answer = self._board.ask(self._board.answering[sender], request)
        self._board.heard += [
            Heard(sender, to, tuple(answer.headers.raw), answer.content),
            Heard(to, sender, tuple(request.headers.raw), str(request.url).encode() + b"\n" + request.read()),
        ]
        return httpx.Response(answer.status_code, headers=answer.headers.raw, content=iter([answer.content]))


async def answered(server: Server, request: httpx.Request) -> httpx.Response:
    """Let a server answer as it would a connection's request."""
    scope = {
        "type": "http", "method": request.method, "path": request.url.path, "query_string": request.url.query,
        "scheme": "https", "headers": [(name.lower(), value) for name, value in request.headers.raw],
        "client": ("192.0.2.1", 1), "server": (request.url.host, 443),
    }  # fmt: skip
    told: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.request", "body": request.read()}

    async def send(message: Any) -> None:
        told.append(message)

    await server(scope, receive, send)
    start, *parts = told
    body = b"".join(part.get("body", b"") for part in parts)
    return httpx.Response(start["status"], headers=start["headers"], content=body)


@dataclass(frozen=True, slots=True)
class Template:
    """The folders of nodes that know each other, and the tokens by (node that takes it, who shows it)."""

    folder: Path
    tokens: dict[tuple[str, str], str]
    board: Switchboard

    def copy(self, member: str, to: Path, clock: FixedClock) -> Node:
        """A node as it was made, in a folder of its own."""
        shutil.copytree(self.folder / member, to)
        return again(to, clock, member)

    def asked(self, server: Server, pair: tuple[str, str], path: str, query: str = "") -> httpx.Response:
        """What a server of the first answers the second."""
        headers = {"accept": "application/taxii+json;version=2.1", "authorization": self.tokens[pair]}
        address = f"https://node.example{path}{'?' if query else ''}{query}"
        return self.board.ask(server, httpx.Request("GET", address, headers=headers))


def again(folder: Path, clock: FixedClock, member: str) -> Node:
    """The node in a folder, opened as a new process would."""
    return Node(Store(folder, _settings(member), clock), model())


def _settings(member: str) -> Settings:
    return replace(Settings(), member=member, draws=20, read_connections=2, taxii_threads=1)


@contextmanager
def template(folder: Path) -> Iterator[Template]:
    """Make the nodes, each with a list, a plan and a reader of each other member, and introduce them to each other."""
    board, tokens = Switchboard(), {}
    made = {member: make_node(folder / member, FixedClock(NOON), member) for member in MEMBERS}
    for here in MEMBERS:
        writer = made[here].store.write(owner(made[here].store), Purpose.PLANNING)
        writer.add_member(Member(STRANGER, STRANGER))
        add_list(made[here].store, f"list of {here}", member=here)
        add_plan(made[here].store, f"plan of {here}", member=here)
        for there in MEMBERS:
            if there != here:
                _introduce(made[here], made[there], (here, there) not in PASSED)
                let_in(made[here].store, f"reader of {there}", there, Role.ANALYST, Role.AUDITOR)
    for here, there in PAIRS:
        tokens[here, there] = _let_in(made[here], made[there])
    for here, there in PASSED:
        tokens[here, there] = _lend(made[here], made[HUB], there)
        raw_rows(made[here].store.folder, "UPDATE peer SET speaks_for = ? WHERE member = ?", there, HUB)
    board.tokens = {token.encode(): there for (_, there), token in tokens.items()}
    for one in made.values():
        one.store.forget_erased()
        one.store.close()
    try:
        yield Template(folder, tokens, board)
    finally:
        board.loop.close()


def _introduce(here: Node, there: Node, reached: bool) -> None:
    key, member = own_signer(there).key, there.store.settings.member
    url = f"https://{member.lower()}.example/taxii2/" if reached else ""
    add_peer(here, owner(here.store), PeerOrder(member.lower(), member, url, fingerprint(key), key), unreached)


def _let_in(here: Node, there: Node) -> str:
    """What the second shows the first from now on."""
    names = [one.store.settings.member.lower() for one in (here, there)]
    token = f"Bearer {here.store.exchange.issue_token(owner(here.store), names[1])}"
    there.store.exchange.keep_token(owner(there.store), names[0], token)
    return token


def _lend(end: Node, hub: Node, other: str) -> str:
    """Give the hub the token of the other's box at this end, so that it fetches what lies ready there."""
    token = f"Bearer {end.store.exchange.issue_token(owner(end.store), other.lower())}"
    key, member = own_signer(end).key, end.store.settings.member
    name, url = f"{member.lower()}-for-{other.lower()}", f"https://{member.lower()}.example/taxii2/"
    order = PeerOrder(name, member, url, fingerprint(key), key, authorization=token)
    add_peer(hub, owner(hub.store), order, unreached)
    return token
