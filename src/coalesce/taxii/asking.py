"""One request and its answer: bounded in bytes and in time, tried again with growing pauses, as often as it may be.

Invariant: an answer that is too large, too slow, packed, of another kind or not JSON is none; redirects are not followed; neither
an address nor what a peer wrote is repeated in a message.

Sources: RFC 9110 (Retry-After, 10.2.3); TAXII 2.1, section 1.6.8 (media types).
"""

from __future__ import annotations

import contextlib
import random
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import httpx
import orjson

from coalesce.dates import Clock, SystemClock
from coalesce.errors import AskedToWait, BadSettings, BadUsage, Unreachable
from coalesce.services.wire import Reach
from coalesce.taxii.walking import NextLost

MEDIA = "application/taxii+json;version=2.1"
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})

BUSY = frozenset({408, 429, 500, 502, 503, 504})
"""Answers after which the same may be asked again."""

SILENCE = 30.0
"""Seconds in which a peer says nothing at all, after which it is taken for gone."""

FORGOTTEN = frozenset({400, 404, 406, 410, 416})
"""Answers to a ``next`` that a server does not know any more."""


CERTIFICATE_HINT = (
    ": it ended the connection, as a node does that wants our certificate: 'peer_certificate_file', 'peer_key_file'"
)
"""TLS 1.3 tells a client only by the end of the connection that its certificate is wanted, or is not taken (RFC 8446, section 4.4.2.4)."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much a peer may take of us: seconds and bytes of one answer, tries, pauses in seconds, the size and number of pages."""

    seconds: float = 60.0
    answer_bytes: int = 64_000_000
    tries: int = 5
    wait: float = 1.0
    wait_most: float = 60.0
    page: int = 500
    pages: int = 10_000
    own_certificate: tuple[Path, Path] | None = None


@dataclass(frozen=True, slots=True)
class Ask:
    """One request. ``once``: it is not to be repeated where it may have reached the peer, since a page would be lost."""

    method: str
    address: str
    body: bytes | None = None
    query: Mapping[str, str] = field(default_factory=dict)
    once: bool = False


@dataclass(slots=True)
class Asking:
    """The connection to one peer. ``dice`` scatters the pauses, ``sleep`` makes them."""

    reach: Reach
    bounds: Bounds
    dice: random.Random = field(default_factory=lambda: random.Random(0))
    sleep: Callable[[float], None] = time.sleep
    clock: Clock = field(default_factory=SystemClock)
    transport: httpx.BaseTransport | None = None
    _client: httpx.Client | None = None
    _socket: socket.socket | None = None

    def json(self, ask: Ask) -> dict[str, Any]:
        """The answer as JSON. Raises Unreachable, AskedToWait."""
        return self.page(ask)[0]

    def page(self, ask: Ask) -> tuple[dict[str, Any], httpx.Headers]:
        """The same with its headers. Raises NextLost too, where ``once`` was asked."""
        fault: Exception = Unreachable("it was not asked")
        for count in range(self.bounds.tries):
            if count:
                self._pause(count, fault)
            try:
                return self._read(ask)
            except httpx.ConnectError as error:
                if _untrusted(error):
                    raise Unreachable("its certificate is not one that is trusted here") from None
                fault = error
            except (httpx.TransportError, AskedToWait) as error:
                fault = error
                if ask.once and not isinstance(error, AskedToWait):
                    raise NextLost from None
        if isinstance(fault, AskedToWait):
            raise fault
        ended = isinstance(fault, httpx.RemoteProtocolError | httpx.ReadError)
        hint = CERTIFICATE_HINT if ended and ask.address.startswith("https:") else ""
        raise Unreachable(f"it does not answer ({type(fault).__name__}){hint}") from None

    def rest(self, count: int) -> None:
        """A pause before the same is asked once more."""
        self.sleep(self._growing(count))

    def close(self) -> None:
        """Let go of the connection."""
        if self._client is not None:
            self._client.close()
            self._client = None

    # -- one try ------------------------------------------------------------------------------

    def _read(self, ask: Ask) -> tuple[dict[str, Any], httpx.Headers]:
        ends = time.monotonic() + self.bounds.seconds
        with self._sent(ask) as answer:
            _check_status(answer, ask, self.clock)
            if (
                not answer.headers.get("content-type", "")
                .lower()
                .startswith(("application/taxii+json", "application/json"))
            ):
                raise Unreachable("it answers with something that is not TAXII, such as a web page")
            if answer.headers.get("content-encoding", "identity").lower() != "identity":
                raise Unreachable("it answers with a packed body, though none was asked for")
            raw = self._whole(answer, ends)
            headers = answer.headers
        try:
            told = orjson.loads(raw)
        except orjson.JSONDecodeError:
            raise Unreachable("it answers with what is not JSON") from None
        if not isinstance(told, dict):
            raise Unreachable("its answer is not as TAXII 2.1 has it")
        return told, headers

    def _whole(self, answer: httpx.Response, ends: float) -> bytes:
        pieces, size = [], 0
        for piece in answer.iter_raw():
            size += len(piece)
            if size > self.bounds.answer_bytes:
                raise Unreachable("its answer is larger than the setting 'peer_answer_bytes' allows")
            if time.monotonic() > ends:
                raise Unreachable("its answer takes longer than the setting 'peer_seconds' allows")
            pieces.append(piece)
        return b"".join(pieces)

    @contextmanager
    def _sent(self, ask: Ask) -> Iterator[httpx.Response]:
        """The answer while it comes. Whatever it does, its connection is cut when the time is over."""
        headers = {"Accept": MEDIA, "Accept-Encoding": "identity", "User-Agent": "coalesce"}
        if self.reach.authorization:
            headers["Authorization"] = self.reach.authorization
        if ask.body is not None:
            headers["Content-Type"] = MEDIA
        client, extensions = self._opened(), {"trace": self._traced}
        request = client.build_request(
            ask.method, ask.address, params=dict(ask.query), content=ask.body, headers=headers, extensions=extensions
        )
        cutting = threading.Timer(self.bounds.seconds, self._cut)
        cutting.daemon = True
        cutting.start()
        try:
            answer = client.send(request, stream=True)
            try:
                yield answer
            finally:
                answer.close()
        finally:
            cutting.cancel()

    def _traced(self, event: str, info: dict[str, Any]) -> None:
        """Remember the connection as it is made: plain, then perhaps wrapped in TLS."""
        if event in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            self._socket = info["return_value"].get_extra_info("socket")

    def _cut(self) -> None:
        if self._socket is not None:
            with contextlib.suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)

    def _opened(self) -> httpx.Client:
        if self._client is None:
            self._client = httpx.Client(
                transport=self.transport,
                verify=self.transport is not None or tls(self.reach, self.bounds),
                timeout=httpx.Timeout(min(self.bounds.seconds, SILENCE)),
                limits=httpx.Limits(max_connections=1),
                follow_redirects=False,
                trust_env=False,
            )
        return self._client

    # -- pauses ---------------------------------------------------------------------------------

    def _pause(self, count: int, fault: Exception) -> None:
        asked = fault.seconds if isinstance(fault, AskedToWait) else 0.0
        if asked > self.bounds.wait_most:
            raise fault
        self.sleep(max(asked, self._growing(count - 1)))

    def _growing(self, count: int) -> float:
        """Twice as long each time, scattered by half, so that thirty nodes do not come back at one moment."""
        longest: float = min(self.bounds.wait * 2.0 ** min(count, 30), self.bounds.wait_most)
        return longest * (0.5 + self.dice.random() / 2)


def tls(reach: Reach, bounds: Bounds) -> ssl.SSLContext:
    """Whom we believe: the pinned authority alone, else the machine's; and who we are. Raises BadUsage, BadSettings."""
    try:
        context = ssl.create_default_context(cadata=reach.certificate or None)
    except (ssl.SSLError, ValueError):
        raise BadUsage("the pinned certificate is no certificate in PEM") from None
    if bounds.own_certificate:
        try:
            context.load_cert_chain(*bounds.own_certificate)
        except (OSError, ssl.SSLError):
            raise BadSettings("'peer_certificate_file' and 'peer_key_file' are not a certificate and its key") from None
    return context


def _untrusted(error: httpx.ConnectError) -> bool:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return True
        cause = cause.__cause__ or cause.__context__
    return False


def _check_status(answer: httpx.Response, ask: Ask, clock: Clock) -> None:
    code = answer.status_code
    if code in (200, 202):
        return
    if code in BUSY:
        raise AskedToWait(_asked(answer.headers.get("retry-after", ""), clock))
    if ask.once and code in FORGOTTEN:
        raise NextLost
    if 300 <= code < 400:
        raise Unreachable("it leads to another address: give the one where it answers itself")
    if code in (401, 403):
        raise Unreachable("it does not let us in: give its token with 'coalesce peer token NAME --theirs FILE'")
    if code == 413:
        raise Unreachable("it takes less at once than was sent")
    raise Unreachable(f"it answers with the status {code}")


def _asked(text: str, clock: Clock) -> float:
    """Seconds to wait, from a number or a date."""
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        return max(0.0, (parsedate_to_datetime(text) - clock.now()).total_seconds())
    except (ValueError, TypeError):
        return 0.0
