"""What stands before every route: which names the desk answers to, the headers of every answer, the last resort.

Invariant: no answer leaves without the headers below; a fault of the program is told by its kind and
place alone, since its words could hold a person's name.

Sources: CSP Level 3 (W3C), OWASP Secure Headers; the Host check is against DNS rebinding.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse

from coalesce.web.credentials import LOOPBACK, host_name

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

POLICY = "; ".join((
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
))  # fmt: skip

HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
WILDCARDS = frozenset({"0.0.0.0", "::", ""})  # noqa: S104  compared with, never bound to

log = logging.getLogger("coalesce.web")


def names_of(host: str) -> frozenset[str]:
    """The names that a desk listening on ``host`` answers to: loopback's, and the host itself."""
    return LOOPBACK if host in WILDCARDS else LOOPBACK | {host.casefold()}


class Fence:
    """The outermost piece of the desk (ASGI)."""

    def __init__(self, app: App, names: frozenset[str]) -> None:
        self._app, self._names = app, names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it for its host."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False

        async def sending(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                headers = MutableHeaders(raw=message.setdefault("headers", []))
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("cache-control", "no-store")
            await send(message)

        if host_name(Headers(raw=scope["headers"]).get("host", "")) not in self._names:
            refusal = PlainTextResponse("this desk does not answer to that name", status_code=421)
            await refusal(scope, receive, sending)
            return
        try:
            await self._app(scope, receive, sending)
        except Exception as fault:  # noqa: BLE001  the last resort: told by kind and place, without its words
            tell(fault)
            if not begun:
                said = PlainTextResponse(
                    "something went wrong in the desk; its operator's log tells where", status_code=500
                )
                await said(scope, receive, sending)


def tell(fault: BaseException) -> None:
    """Note a fault of the program: its kind and where it happened."""
    frames = traceback.extract_tb(fault.__traceback__)
    place = f"{frames[-1].filename.rpartition('/')[2]}:{frames[-1].lineno}" if frames else "?"
    log.error("%s at %s", type(fault).__name__, place)
