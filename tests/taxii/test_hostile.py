"""A hostile peer over a real connection: it is told so, or loses the connection, and everybody else goes on."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.builders import raw_rows
from tests.listening import listening
from tests.taxii.asks import INBOX, RELEASED, ROOT, Place, lay_ready, made, make_place

MEDIA = "application/taxii+json;version=2.1"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Place, int]]:
    found = make_place(
        tmp_path_factory.mktemp("hostile") / "node",
        taxii_seconds=0.6, taxii_max_content_bytes=50_000, header_bytes=20_000, taxii_together=2,
    )  # fmt: skip
    with listening(found.server, found.store.settings) as port:
        yield found, port
    found.close()


class Line:
    """One connection of a peer."""

    def __init__(self, served: tuple[Place, int], peer: str = "paris") -> None:
        place, port = served
        self._line = socket.create_connection(("127.0.0.1", port), timeout=30)
        self._token = place.tokens[peer]

    def __enter__(self) -> Line:
        return self

    def __exit__(self, *_: object) -> None:
        self._line.close()

    def head(self, method: str, path: str, *more: str) -> None:
        """Send a head."""
        lines = [
            f"{method} {path} HTTP/1.1",
            "Host: x",
            f"Authorization: Bearer {self._token}",
            f"Accept: {MEDIA}",
            *more,
        ]
        self._line.sendall("\r\n".join([*lines, "", ""]).encode())

    def send(self, piece: bytes) -> None:
        """Send bytes."""
        self._line.sendall(piece)

    def answer(self) -> tuple[int, bytes]:
        """Status and body; 0 where the connection ended."""
        raw = b""
        try:
            while b"\r\n\r\n" not in raw:
                piece = self._line.recv(65_536)
                if not piece:
                    return 0, raw
                raw += piece
            head, _, body = raw.partition(b"\r\n\r\n")
            length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0])
            while len(body) < length:
                body += self._line.recv(65_536)
        except ConnectionError:
            return 0, b""
        return int(raw.split(b" ")[1]), body


def get(served: tuple[Place, int], path: str, peer: str = "paris") -> tuple[int, Any]:
    with Line(served, peer) as line:
        line.head("GET", path)
        status, body = line.answer()
        return status, json.loads(body) if body else None


def post(served: tuple[Place, int], body: bytes) -> int:
    with Line(served) as line:
        line.head("POST", f"{INBOX}objects/", f"Content-Type: {MEDIA}", f"Content-Length: {len(body)}")
        line.send(body)
        return line.answer()[0]


def calm(served: tuple[Place, int]) -> None:
    """Another peer is served as if nothing had happened."""
    assert get(served, ROOT, "lyon")[0] == 200


def test_a_hundred_thousand_ids_in_a_filter(served: tuple[Place, int]) -> None:
    ids = ",".join(f"identity--{n:08x}-0000-4000-8000-000000000000" for n in range(100_000))
    with Line(served) as line:
        try:
            line.head("GET", f"{RELEASED}objects/?match[id]={ids}")
            status, _ = line.answer()
        except ConnectionError:
            status = 0
    assert status in (0, 414, 431)
    assert get(served, f"{RELEASED}objects/?match[id]={ids[:18_000]}")[0] in (400, 414)
    calm(served)


@pytest.mark.parametrize(
    "body",
    [
        b'{"objects":' + b"[" * 40_000,
        b'{"objects":[' + b'{"a":' * 8_000 + b"1" + b"}" * 8_000 + b"]}",
        json.dumps({"objects": [made(x=1)]}).encode().replace(b'"x": 1', b'"x":' + b"[" * 900 + b"]" * 900),
        b'{"objects":[' + b",".join([b"{}"] * 10_000) + b"]}",
        b'{"objects":[' + b'"' + b"\\" * 30_000,
        b"\x00" * 40_000,
    ],
)
def test_deep_or_odd_bodies(served: tuple[Place, int], body: bytes) -> None:
    assert post(served, body) in (202, 422)
    assert raw_rows(served[0].store.folder, "SELECT * FROM wire WHERE box = 'in'") == []
    calm(served)


def test_more_than_may_be_sent(served: tuple[Place, int]) -> None:
    assert post(served, b"x" * 60_000) == 413
    with Line(served) as line:
        line.head("POST", f"{INBOX}objects/", f"Content-Type: {MEDIA}", "Transfer-Encoding: chunked")
        try:
            for _ in range(10):
                line.send(b"2710\r\n" + b"x" * 10_000 + b"\r\n")
            line.send(b"0\r\n\r\n")
            status, _ = line.answer()
        except ConnectionError:
            status = 0
    assert status in (0, 413)
    calm(served)


def test_writers_that_never_end(served: tuple[Place, int]) -> None:
    lines = [Line(served) for _ in range(6)]
    for line in lines:
        line.head("POST", f"{INBOX}objects/", f"Content-Type: {MEDIA}", "Content-Length: 1000")
        line.send(b'{"objects":')
    calm(served)
    assert {line.answer()[0] for line in lines} == {408}
    for line in lines:
        line.__exit__()
    assert get(served, ROOT)[0] == 200


def test_a_reader_that_never_reads(served: tuple[Place, int], caplog: pytest.LogCaptureFixture) -> None:
    place, _ = served
    lay_ready(place, 3)
    body = b'{"x":"' + b"y" * 3_000_000 + b'"}'
    raw_rows(place.store.folder, "UPDATE wire SET body = ? WHERE box = 'out' AND peer = 'paris'", body)
    with Line(served) as line:
        for _ in range(4):
            line.head("GET", f"{RELEASED}objects/")
        calm(served)
        deadline = time.monotonic() + 60
        while "not fetched in time" not in caplog.text and time.monotonic() < deadline:
            time.sleep(0.05)
    assert "not fetched in time" in caplog.text
    raw_rows(place.store.folder, "DELETE FROM wire")
    assert get(served, ROOT)[0] == 200


def test_a_replayed_cursor_gives_the_same_page_and_another_peers_none(served: tuple[Place, int]) -> None:
    place, _ = served
    lay_ready(place, 5)
    lay_ready(place, 5, "lyon")
    cursor = get(served, f"{RELEASED}objects/?limit=2")[1]["next"]
    pages = [get(served, f"{RELEASED}objects/?limit=2&next={cursor}") for _ in range(3)]
    assert pages[0] == pages[1] == pages[2]
    assert pages[0][0] == 200
    assert get(served, f"{RELEASED}objects/?limit=2&next={cursor}", "lyon")[0] == 400
    place.store.exchange.take_token(place.store.actor("owner"), "hague")
    assert get(served, f"{RELEASED}objects/", "hague")[0] == 401


def test_a_suspended_peer_is_nobody_from_the_next_request_on(served: tuple[Place, int]) -> None:
    place, _ = served
    with Line(served, "lyon") as line:
        line.head("GET", ROOT)
        assert line.answer()[0] == 200
        place.store.exchange.set_active(place.store.actor("owner"), "lyon", False)
        line.head("GET", ROOT)
        assert line.answer()[0] == 401
        place.store.exchange.set_active(place.store.actor("owner"), "lyon", True)
        line.head("GET", ROOT)
        assert line.answer()[0] == 200


@pytest.fixture(autouse=True)
def told(caplog: pytest.LogCaptureFixture, served: tuple[Place, int]) -> Path:
    caplog.set_level("WARNING")
    return served[0].store.folder
