"""How the web server listens: heads of requests bounded in size and time, TLS where the settings say so.

Invariant: who does not send the head of a request in time, or sends one that is too large, loses the connection before anything of
the desk or of the TAXII server has run; what a file of the settings holds is read by the server alone and told to nobody.

Sources: RFC 6585 (431), RFC 8446 (TLS 1.3).
"""

from __future__ import annotations

import asyncio
import ssl
from pathlib import Path
from typing import Any

from uvicorn import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from coalesce.errors import BadSettings
from coalesce.settings import Settings

_TOO_LARGE = b"HTTP/1.1 431 Request Header Fields Too Large\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"


class BoundedHead(HttpToolsProtocol):
    """A connection whose heads are bounded. ``head_bytes`` and ``head_seconds`` are the settings'."""

    head_bytes = 65_536
    head_seconds = 20.0

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._in_head, self._head = True, 0
        self._timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """Begin to wait for the first head."""
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing any more."""
        self._stop()
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        """A head begins."""
        super().on_message_begin()
        self._in_head, self._head = True, 0
        if self._timer is None:
            self._wait()

    def on_headers_complete(self) -> None:
        """The head is whole."""
        self._in_head = False
        self._stop()
        super().on_headers_complete()

    def data_received(self, data: bytes) -> None:
        """Read on, unless the head is too large."""
        super().data_received(data)
        if self._in_head:
            self._head += len(data)
            if self._head > self.head_bytes:
                self.transport.write(_TOO_LARGE)
                self.transport.close()

    def _wait(self) -> None:
        self._timer = self.loop.call_later(self.head_seconds, self._too_late)

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _too_late(self) -> None:
        self._timer = None
        self.transport.close()


def configured(app: Any, settings: Settings, folder: Path = Path()) -> Config:
    """How to serve an app; a file of TLS stands in ``folder`` unless its whole path is given. Raises BadSettings where it is not
    what it is said to be."""
    bounds = {"head_bytes": settings.header_bytes, "head_seconds": settings.header_seconds}
    config = Config(
        app,
        http=type("Bounded", (BoundedHead,), bounds),
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        **_tls(settings, folder),
    )
    try:
        config.load()
    except (OSError, ssl.SSLError) as error:
        reason = getattr(error, "strerror", None) or "it is no PEM, or certificate and key do not belong together"
        raise BadSettings(f"'tls_certificate', 'tls_key' or 'tls_client_ca' cannot be used ({reason})") from None
    return config


def speaks_tls(settings: Settings) -> bool:
    """Whether the server shows a certificate."""
    return bool(settings.tls_certificate)


def _tls(settings: Settings, folder: Path) -> dict[str, Any]:
    if not settings.tls_certificate:
        if settings.tls_key or settings.tls_client_ca:
            raise BadSettings("'tls_key' and 'tls_client_ca' need 'tls_certificate' beside them")
        return {}
    key = folder / settings.tls_key if settings.tls_key else None
    told: dict[str, Any] = {"ssl_certfile": folder / settings.tls_certificate, "ssl_keyfile": key}
    if settings.tls_client_ca:
        told |= {"ssl_ca_certs": folder / settings.tls_client_ca, "ssl_cert_reqs": ssl.CERT_REQUIRED}
    return told
