"""Heads are bounded in size and time, bodies are the app's; TLS is what the settings say."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from coalesce.errors import BadSettings
from coalesce.settings import Settings
from coalesce.web.listening import configured, speaks_tls
from tests.certificates import Authority
from tests.listening import listening

BOUNDED = replace(Settings(), header_bytes=2_000, header_seconds=1.5)
HEAD = b"GET /here HTTP/1.1\r\nhost: x\r\n"
LAST = b"connection: close\r\n\r\n"


async def app(scope: Any, receive: Any, send: Any) -> None:
    """Says how long the body was."""
    size, more = 0, True
    while more:
        message = await receive()
        size, more = size + len(message.get("body", b"")), message.get("more_body", False)
    said = f"{scope['path']} {size}".encode()
    headers = [(b"content-length", str(len(said)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": said})


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with listening(app, BOUNDED) as found:
        yield found


def asked(port: int, *pieces: bytes, pause: float = 0.0) -> bytes:
    """What comes back until the connection ends, or nothing comes for some time."""
    answer = b""
    with socket.create_connection(("127.0.0.1", port), timeout=3) as line:
        try:
            for piece in pieces:
                line.sendall(piece)
                time.sleep(pause)
            while piece := line.recv(65_536):
                answer += piece
        except (TimeoutError, ConnectionError):
            pass
    return answer


def test_a_whole_head_is_answered_however_it_comes(port: int) -> None:
    assert asked(port, HEAD + LAST).endswith(b"/here 0")
    assert asked(port, HEAD[:9], HEAD[9:], LAST, pause=0.05).endswith(b"/here 0")
    twice = asked(port, HEAD + b"\r\n", HEAD + LAST, pause=0.1)
    assert twice.count(b"/here 0") == 2


def test_a_body_may_be_larger_and_slower_than_a_head(port: int) -> None:
    post = b"POST /x HTTP/1.1\r\nhost: x\r\ncontent-length: 30000\r\n" + LAST
    assert asked(port, post, b"y" * 10_000, b"y" * 10_000, b"y" * 10_000, pause=0.2).endswith(b"/x 30000")


@pytest.mark.parametrize(
    "head", [b"GET /" + b"a" * 3_000, HEAD + b"x-pad: " + b"a" * 3_000, HEAD + b"x: y\r\n" * 1_000]
)
def test_a_head_that_is_too_large_ends_the_connection(port: int, head: bytes) -> None:
    answer = asked(port, head)
    assert answer.startswith(b"HTTP/1.1 431 ")
    assert b"/here" not in answer


@pytest.mark.parametrize("pieces", [(b"",), (HEAD,), (b"G", b"E", b"T")])
def test_a_head_that_does_not_come_ends_the_connection(port: int, pieces: tuple[bytes, ...]) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=60) as line:
        for piece in pieces:
            line.sendall(piece)
            time.sleep(0.1)
        with suppress(ConnectionError):
            assert line.recv(1) == b"", "the server ended it, or this waits for a minute"


def test_what_is_no_http_is_refused_in_plain_words(port: int) -> None:
    answer = asked(port, b"\x16\x03\x01 no http\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b"<" not in answer


# -- TLS ------------------------------------------------------------------------------------------------


def with_tls(folder: Path, clients: Authority | None = None) -> tuple[Settings, Authority]:
    authority = Authority(folder, "ours")
    certificate, key = authority.issue("node")
    settings = replace(BOUNDED, tls_certificate=str(certificate), tls_key=str(key))
    if clients is not None:
        (folder / "clients.pem").write_text(clients.pem)
        settings = replace(settings, tls_client_ca=str(folder / "clients.pem"))
    return settings, authority


def greeted(port: int, authority: Authority, own: tuple[Path, Path] | None = None) -> bytes:
    context = ssl.create_default_context(cadata=authority.pem)
    if own is not None:
        context.load_cert_chain(*own)
    with (
        socket.create_connection(("127.0.0.1", port), timeout=5) as line,
        context.wrap_socket(line, server_hostname="127.0.0.1") as secure,
    ):
        secure.sendall(HEAD + b"connection: close\r\n\r\n")
        answer = b""
        while piece := secure.recv(65_536):
            answer += piece
        return answer


def test_it_shows_its_certificate(tmp_path: Path) -> None:
    settings, authority = with_tls(tmp_path)
    assert speaks_tls(settings)
    assert not speaks_tls(Settings())
    with listening(app, settings) as port:
        assert greeted(port, authority).endswith(b"/here 0")
        with pytest.raises(ssl.SSLCertVerificationError):
            greeted(port, Authority(tmp_path, "another"))


def test_with_an_authority_of_clients_nobody_connects_without(tmp_path: Path) -> None:
    clients = Authority(tmp_path, "clients")
    settings, authority = with_tls(tmp_path, clients)
    with listening(app, settings) as port:
        assert greeted(port, authority, clients.issue("paris")).endswith(b"/here 0")
        for stranger in (None, Authority(tmp_path, "strangers").issue("paris")):
            with suppress(ssl.SSLError, ConnectionError):
                assert greeted(port, authority, stranger) == b""


@pytest.mark.parametrize(
    "fault", ["absent", "no PEM", "another key", "no certificate", "absent clients", "clients alone"]
)
def test_what_cannot_be_used_is_said_when_it_starts(tmp_path: Path, fault: str) -> None:
    settings, authority = with_tls(tmp_path)
    (tmp_path / "odd.pem").write_text("odd")
    changed: dict[str, Settings] = {
        "absent": replace(settings, tls_certificate=str(tmp_path / "absent.pem")),
        "no PEM": replace(settings, tls_certificate=str(tmp_path / "odd.pem")),
        "another key": replace(settings, tls_key=str(authority.issue("other")[1])),
        "no certificate": replace(settings, tls_certificate=""),
        "absent clients": replace(settings, tls_client_ca=str(tmp_path / "absent.pem")),
        "clients alone": replace(BOUNDED, tls_client_ca=str(tmp_path / "odd.pem")),
    }
    with pytest.raises(BadSettings, match="tls_") as told:
        configured(app, changed[fault])
    assert str(tmp_path) not in str(told.value)
