"""A TAXII 2.1 server on loopback, for tests: it answers as the standard has it, or in one of many wrong ways."""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

MEDIA = "application/taxii+json;version=2.1"
RELEASED, INBOX = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"


@dataclass
class Asked:
    """One request as it came."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes


@dataclass
class Told:
    """One answer; ``pieces`` are written one after the other."""

    status: int = 200
    pieces: list[bytes] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    raw: Callable[[Any], None] | None = None
    """Writes to the connection itself instead."""


def told(document: Any, status: int = 200, **headers: str) -> Told:
    """An answer with a document."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Told(status, [json.dumps(document).encode()], {"Content-Type": MEDIA, **named})


@dataclass
class FakeServer:
    """``held``: (date_added, object), in order. ``twist`` may answer in its place: it gets the request and the right answer."""

    held: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    posted: list[dict[str, Any]] = field(default_factory=list)
    twist: Callable[[Asked, Told], Told] = lambda asked, right: right
    asked: list[Asked] = field(default_factory=list)
    at: str = ""
    root: dict[str, Any] = field(default_factory=dict)
    token: str = ""
    opened: list[Any] = field(default_factory=list)
    """What is to be closed when the server ends."""
    pending: int = 0
    """So often a post is not done yet."""

    def add(self, *names: str, start: int = 0) -> None:
        """Objects of these names, a second apart."""
        for count, name in enumerate(names, len(self.held) + start):
            at = f"2014-11-01T12:{count // 60:02}:{count % 60:02}.000000Z"
            self.held.append((at, {"type": "x-made", "id": f"x-made--{name}", "spec_version": "2.1"}))

    def answer(self, asked: Asked) -> Told:
        """What comes back."""
        self.asked.append(asked)
        return self.twist(asked, self.right(asked))

    def right(self, asked: Asked) -> Told:
        """What the standard asks for."""
        if self.token and asked.headers.get("authorization") != self.token:
            return told({"title": "no"}, 401, WWW_Authenticate="Bearer")
        match asked.path.strip("/").split("/"):
            case ["taxii2"]:
                return told({"title": "made", "default": f"{self.at}/api/", "api_roots": [f"{self.at}/api/"]})
            case ["api"]:
                versions = ["application/taxii+json;version=2.1"]
                return told({"title": "made", "versions": versions, "max_content_length": 1_000_000, **self.root})
            case ["api", "collections"]:
                return told({"collections": [_collection(RELEASED, True, False), _collection(INBOX, True, True)]})
            case ["api", "collections", _, "objects"] if asked.method == "POST":
                return self._taken(asked)
            case ["api", "collections", _, "objects"]:
                return self._page(asked, lambda at, one: one)
            case ["api", "collections", _, "manifest"]:
                return self._page(asked, lambda at, one: {"id": one["id"], "date_added": at, "version": at})
            case ["api", "status", _]:
                return self._status(202 if self.pending else 200)
        return told({"title": "not found"}, 404)

    def _page(self, asked: Asked, shown: Callable[[str, dict[str, Any]], dict[str, Any]]) -> Told:
        after = asked.query.get("added_after", "")
        start = int(asked.query.get("next", "0"))
        limit = int(asked.query.get("limit", "100"))
        left = [(at, one) for at, one in self.held if at > after] if "next" not in asked.query else self.held[start:]
        page = left[:limit]
        document: dict[str, Any] = {"objects": [shown(at, one) for at, one in page]} if page else {}
        if len(left) > limit:
            document |= {"more": True, "next": str(len(self.held) - len(left) + limit)}
        dates = {"X_TAXII_Date_Added_First": page[0][0], "X_TAXII_Date_Added_Last": page[-1][0]} if page else {}
        return told(document, **dates)

    def _taken(self, asked: Asked) -> Told:
        self.posted += json.loads(asked.body)["objects"]
        return self._status(202)

    def _status(self, status: int) -> Told:
        done = self.pending <= 0
        self.pending -= 1
        ids = [{"id": one["id"], "version": "v"} for one in self.posted]
        document = {"id": "s1", "status": "complete" if done else "pending", "total_count": len(ids)}
        return told({**document, "success_count": len(ids), "successes": ids, "failure_count": 0}, status)


def _collection(identity: str, can_read: bool, can_write: bool) -> dict[str, Any]:
    alias = "released" if identity == RELEASED else "inbox"
    return {"id": identity, "title": alias, "alias": alias, "can_read": can_read, "can_write": can_write}


class Answering(BaseHTTPRequestHandler):
    """One connection to the fake server."""

    protocol_version = "HTTP/1.1"
    fake: FakeServer

    def do_GET(self) -> None:
        self.reply("GET", b"")

    def do_POST(self) -> None:
        self.reply("POST", self.rfile.read(int(self.headers.get("Content-Length", "0"))))

    def reply(self, method: str, body: bytes) -> None:
        parts = urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        answer = self.fake.answer(Asked(method, parts.path, dict(parse_qsl(parts.query)), headers, body))
        try:
            self.write(answer)
        except OSError:  # whoever asked has gone
            self.close_connection = True

    def write(self, answer: Told) -> None:
        if answer.raw is not None:
            self.close_connection = True
            answer.raw(self.wfile)
            return
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if "Content-Length" not in answer.headers:
            self.send_header("Content-Length", str(sum(map(len, answer.pieces))))
        self.end_headers()
        for piece in answer.pieces:
            self.wfile.write(piece)

    def log_request(self, code: Any = "-", size: Any = "-") -> None:
        """Nothing: a test says itself what it wants to know."""

    def finish(self) -> None:
        with suppress(OSError):
            super().finish()


class Quiet(ThreadingHTTPServer):
    """Says nothing of connections that break."""

    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A test breaks connections on purpose."""


@contextmanager
def serving(fake: FakeServer, tls: ssl.SSLContext | None = None, port: int = 0) -> Iterator[FakeServer]:
    """The same on loopback while the block runs; its address stands in ``at``."""
    server = Quiet(("127.0.0.1", port), type("One", (Answering,), {"fake": fake}))
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    scheme = "https" if tls else "http"
    fake.at = f"{scheme}://127.0.0.1:{server.server_address[1]}"
    running = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    running.start()
    try:
        yield fake
    finally:
        for one in fake.opened:
            one.close()
        server.shutdown()
        server.server_close()
        running.join()
