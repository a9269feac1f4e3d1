"""The TAXII server as an ASGI app: a request is let arrive, is worked on in a thread, and its answer is sent.

Invariant: nothing of the store is held while the network is waited for, in either direction; a request that is too large or too slow
ends, whoever sends it; so many of one peer are worked on at once, and the others wait or are told to come later. Every answer is a TAXII
message, also that of a fault of the program, which is told by kind and place in the log.

Source: TAXII 2.1, section 1.6; RFC 9110.
"""

from __future__ import annotations

import asyncio
import logging
import re
import traceback
from collections import Counter
from collections.abc import Awaitable, Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from coalesce.errors import StoreBusy
from coalesce.services.node import Node
from coalesce.store.peer_door import Shown
from coalesce.store.peers import KnownPeer
from coalesce.taxii import authority, faults, media
from coalesce.taxii.answering import Answer, Answering, Request, refusal
from coalesce.taxii.faults import Fault
from coalesce.taxii.places import DISCOVERY, place

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
T = TypeVar("T")

_HEADERS = (
    (b"content-type", media.TAXII.encode()),
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
)
_HOST = re.compile(r"[A-Za-z0-9.:\[\]_-]{1,300}", re.ASCII)
DRAINED = 4
"""So many times what may be sent is read and thrown away before an answer: who sends sees the answer then, not a broken connection."""

log = logging.getLogger("coalesce.taxii")


class _Gone(Exception):
    """Who asked is no longer there."""


class Server:
    """The TAXII server of one node."""

    def __init__(self, node: Node, public_key: Callable[[], str]) -> None:
        settings = node.store.settings
        self._answering, self._proxy = Answering(node, public_key), settings.forwarded_from
        self._most, self._seconds = settings.taxii_max_content_bytes, settings.taxii_seconds
        self._together, self._waiting = settings.taxii_together, settings.taxii_waiting
        self._readers = ThreadPoolExecutor(settings.taxii_threads, thread_name_prefix="taxii")
        self._writers = ThreadPoolExecutor(1, thread_name_prefix="taxii writer")  # the store takes one at a time
        self._asking: Counter[str] = Counter()
        self._turns: dict[str, asyncio.Semaphore] = {}

    @staticmethod
    def is_for(scope: Scope) -> bool:
        """Whether a request is the TAXII server's: by its address, or since it asks for TAXII."""
        if scope["type"] != "http":
            return False
        root = DISCOVERY.rstrip("/")
        path: str = scope["path"]
        return path == root or path.startswith(DISCOVERY) or media.asks_for_taxii(_header(scope, b"accept"))

    def close(self) -> None:
        """Let the threads end with what they are at."""
        for threads in (self._readers, self._writers):
            threads.shutdown()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = self._request(scope)
        sending = _Sending(send, scope["method"] == "HEAD", self._seconds)
        peer = await self._told(self._who(request.shown), sending)
        if peer is None:
            return
        if self._asking[peer.name] >= self._waiting:
            await sending.send(refusal(faults.come_later()))
            return
        self._asking[peer.name] += 1
        try:
            async with self._turns.setdefault(peer.name, asyncio.Semaphore(self._together)):
                answer = await self._told(self._answered(request, peer, scope, receive), sending)
                if isinstance(answer, Answer):
                    await sending.send(answer)
        finally:
            self._asking[peer.name] -= 1
            if not self._asking[peer.name]:
                del self._asking[peer.name], self._turns[peer.name]

    async def _told(self, work: Awaitable[T], sending: _Sending) -> T | None:
        """What the work gives; where it cannot be had, the peer is told so, and it is None."""
        try:
            return await work
        except _Gone:
            return None
        except Fault as fault:
            message = refusal(fault)
        except StoreBusy:
            message = refusal(faults.come_later())
        except Exception as error:  # noqa: BLE001  the last resort: told by kind and place, without its words
            tell(error)
            message = refusal(faults.broken())
        await sending.send(message)
        return None

    async def _who(self, shown: Shown) -> KnownPeer:
        peer = self._answering.who(shown)
        if peer is None:
            loop = asyncio.get_running_loop()
            raise await loop.run_in_executor(self._writers, self._answering.unknown, shown)
        return peer

    async def _answered(self, request: Request, peer: KnownPeer, scope: Scope, receive: Receive) -> Answer:
        try:
            self._answering.look(request)
            if request.method == "POST":
                request = replace(request, body=await self._body(scope, receive))
        except Fault as fault:
            return await self._logged(self._readers, self._answering.refuse, request, peer, fault)
        threads = self._readers if request.method == "GET" else self._writers
        return await self._logged(threads, self._answering.answer, request, peer)

    async def _logged(self, threads: ThreadPoolExecutor, work: Callable[..., None], *arguments: object) -> Answer:
        """What the work, in a thread, makes ready; the thread is free before that is on the disk."""
        loop = asyncio.get_running_loop()
        answered: asyncio.Future[Answer] = loop.create_future()

        def end(answer: Answer | None, fault: BaseException | None) -> None:
            if answered.done():  # who asked has gone
                return
            if fault is not None:
                answered.set_exception(fault)
            elif answer is not None:
                answered.set_result(answer)

        def ready(answer: Answer | None, fault: BaseException | None) -> None:
            with suppress(RuntimeError):  # the server was stopped meanwhile
                loop.call_soon_threadsafe(end, answer, fault)

        def run() -> None:
            try:
                work(*arguments, ready)
            except Exception as error:  # noqa: BLE001  it is told where it is awaited
                ready(None, error)

        threads.submit(run)
        return await answered

    async def _body(self, scope: Scope, receive: Receive) -> bytes:
        if _header(scope, b"content-encoding") not in ("", "identity"):
            raise faults.unsupported()
        told = _header(scope, b"content-length")
        too_large = told.isdigit() and int(told) > self._most
        try:
            async with asyncio.timeout(self._seconds):
                return await self._arrived(receive, too_large)
        except TimeoutError:
            raise faults.too_slow() from None

    async def _arrived(self, receive: Receive, too_large: bool) -> bytes:
        parts: list[bytes] = []
        size = 0
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise _Gone
            size += len(message.get("body", b""))
            too_large |= size > self._most
            if too_large:
                parts.clear()
            else:
                parts.append(message.get("body", b""))
            if not message.get("more_body") or size > DRAINED * self._most:
                break
        if too_large:
            raise faults.too_large(self._most)
        return b"".join(parts)

    def _request(self, scope: Scope) -> Request:
        token, name = authority.shown(_header(scope, b"authorization"))
        return Request(
            "GET" if scope["method"] == "HEAD" else scope["method"],
            place(scope["path"]),
            scope["query_string"],
            Shown(token, name, self._address(scope)),
            _header(scope, b"accept"),
            _header(scope, b"content-type"),
            self._base(scope),
        )

    def _base(self, scope: Scope) -> str:
        """Scheme and authority, as the peer wrote them; as the believed proxy says, where one stands before us."""
        scheme, host = str(scope["scheme"]), _header(scope, b"host")
        if self._is_believed(scope) and _header(scope, b"x-forwarded-proto") in ("http", "https"):
            scheme = _header(scope, b"x-forwarded-proto")
        return f"{scheme}://{host}" if _HOST.fullmatch(host) else ""

    def _address(self, scope: Scope) -> str:
        """Where a request comes from: the connection's other end, or who stands behind the proxy that is believed."""
        if self._is_believed(scope):
            return _header(scope, b"x-forwarded-for").rpartition(",")[2].strip() or self._proxy
        return _other_end(scope)

    def _is_believed(self, scope: Scope) -> bool:
        return bool(self._proxy) and _other_end(scope) == self._proxy


@dataclass(frozen=True, slots=True)
class _Sending:
    """How an answer goes out: in ``seconds``, or not at all. ``head``: its headers alone are asked for."""

    to: Send
    head: bool
    seconds: float

    async def send(self, answer: Answer) -> None:
        """Send an answer. Who does not fetch it in time loses the connection: the server closes what has no end."""
        headers = [*_HEADERS, *answer.headers, (b"content-length", str(len(answer.body)).encode())]
        try:
            async with asyncio.timeout(self.seconds):
                await self.to({"type": "http.response.start", "status": answer.status, "headers": headers})
                await self.to({"type": "http.response.body", "body": b"" if self.head else answer.body})
        except TimeoutError:
            log.warning("an answer was not fetched in time")


def _other_end(scope: Scope) -> str:
    client = scope.get("client")
    return str(client[0]) if client else ""


def _header(scope: Scope, name: bytes) -> str:
    """A header; several of one name are one, joined by commas (RFC 9110, section 5.3)."""
    found = [value for key, value in scope["headers"] if key == name]
    return b", ".join(found).decode("latin-1")


def tell(fault: BaseException) -> None:
    """Note a fault of the program: its kind and where it happened."""
    frames = traceback.extract_tb(fault.__traceback__)
    at = f"{frames[-1].filename.rpartition('/')[2]}:{frames[-1].lineno}" if frames else "?"
    log.error("%s at %s", type(fault).__name__, at)
