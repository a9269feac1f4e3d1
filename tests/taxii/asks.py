"""A small node with peers, and requests to its TAXII server without a network."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from coalesce.services.node import Node
from coalesce.store import Store
from coalesce.store.wire_rows import About, Box, BoxKind, NewWire
from coalesce.taxii import Server
from coalesce.taxii.media import TAXII
from tests.builders import add_list, entry, handling, model, owner, publish, raw_rows
from tests.store.boxes import make_peers

ROOT = "/taxii2/api/"
INBOX, RELEASED = f"{ROOT}collections/inbox/", f"{ROOT}collections/released/"


@dataclass(frozen=True)
class Told:
    """An answer as it left."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """What it says."""
        return json.loads(self.body)

    @property
    def ids(self) -> list[str]:
        """The ids of its objects."""
        return [one["id"] for one in self.json.get("objects", [])]


@dataclass
class Asker:
    """Asks a server as one peer. ``address``: where it seems to come from."""

    server: Server
    token: str = ""
    address: str = "192.0.2.1"
    extra: Sequence[tuple[bytes, bytes]] = field(default_factory=list)

    def ask(
        self,
        method: str,
        path: str,
        query: str = "",
        body: bytes | Sequence[bytes] | None = None,
        **headers: str | None,
    ) -> Told:
        """One request; a header of None is left out."""
        return asyncio.run(self.asking(method, path, query, body, **headers))

    def get(self, path: str, query: str = "", **headers: str | None) -> Told:
        """A GET."""
        return self.ask("GET", path, query, **headers)

    def post(self, *objects: object, path: str = f"{INBOX}objects/", **headers: str | None) -> Told:
        """A POST of an envelope."""
        return self.ask("POST", path, body=json.dumps({"objects": objects}).encode(), **headers)

    async def asking(
        self,
        method: str,
        path: str,
        query: str = "",
        body: bytes | Sequence[bytes] | None = None,
        **headers: str | None,
    ) -> Told:
        """The same inside a running loop."""
        pieces = [body] if isinstance(body, bytes) else list(body or [b""])
        scope = self.scope(method, path, query, pieces if body is not None else None, headers)
        sent: list[dict[str, Any]] = []
        coming = arriving(pieces)

        async def receive() -> dict[str, Any]:
            return await anext(coming)

        async def send(message: Any) -> None:
            sent.append(message)

        await self.server(scope, receive, send)
        told = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
        return Told(sent[0]["status"], told, b"".join(message["body"] for message in sent[1:]))

    def scope(
        self, method: str, path: str, query: str, pieces: Sequence[bytes] | None, headers: dict[str, str | None]
    ) -> dict[str, Any]:
        """A request as uvicorn tells it."""
        told: dict[str, str | None] = {"host": "node.example", "accept": TAXII}
        if self.token:
            told["authorization"] = f"Bearer {self.token}"
        if pieces is not None:
            told |= {"content-type": TAXII, "content-length": str(sum(len(piece) for piece in pieces))}
        told |= {name.replace("_", "-"): value for name, value in headers.items()}
        raw = [(name.encode(), value.encode("latin-1")) for name, value in told.items() if value is not None]
        return {
            "type": "http",
            "method": method,
            "path": path,
            "query_string": query.encode(),
            "headers": [*raw, *self.extra],
            "scheme": "http",
            "client": (self.address, 4711),
        }


async def arriving(pieces: Sequence[bytes]) -> AsyncIterator[dict[str, Any]]:
    """The body in pieces, then the end of the connection."""
    for at, piece in enumerate(pieces):
        yield {"type": "http.request", "body": piece, "more_body": at + 1 < len(pieces)}
    while True:
        yield {"type": "http.disconnect"}


@dataclass
class Place:
    """A node with its TAXII server and the tokens of its peers."""

    node: Node
    server: Server
    tokens: dict[str, str]

    @property
    def store(self) -> Store:
        """The node's."""
        return self.node.store

    def of(self, peer: str) -> Asker:
        """Asks as that peer."""
        return Asker(self.server, self.tokens[peer])

    def close(self) -> None:
        """Let go of all of it."""
        self.server.close()
        self.store.close()


def make_place(folder: Path, key: Callable[[], str] = lambda: "", **settings: Any) -> Place:
    """A node whose one record is released to FR and lies ready for ``paris``."""
    store = make_peers(folder, **settings)
    tokens = {name: store.exchange.issue_token(owner(store), name) for name in ("paris", "lyon", "hague")}
    publish(store, add_list(store, held=handling("FR")), [entry("R")])
    node = Node(store, model())
    return Place(node, Server(node, key), tokens)


def lay_ready(place: Place, count: int = 1, peer: str = "paris") -> list[str]:
    """So many objects lie ready for a peer, all of the one record; gives their ids."""
    ((record, number, set_id),) = raw_rows(place.store.folder, "SELECT record_id, number, set_id FROM version")
    ids = [identity() for _ in range(count)]
    about = About(record, number, set_id)
    rows = [NewWire(one, "identity", "", json.dumps(made(one)).encode(), about=about) for one in ids]
    place.store.exchange.put(Box(BoxKind.OUT, peer), rows)
    return ids


def identity() -> str:
    """A new id."""
    return f"identity--{uuid.uuid4()}"


def made(stix_id: str = "", **fields: Any) -> dict[str, Any]:
    """An identity as others write them."""
    at = "2014-09-05T10:11:12.000Z"
    told = {"type": "identity", "spec_version": "2.1", "id": stix_id or identity(), "created": at, "modified": at}
    return told | {"name": "made", "identity_class": "individual"} | fields
