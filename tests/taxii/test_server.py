"""Nothing of the store is held for the network; who is slow, too large or too many is told so; every answer is a TAXII message."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from coalesce.store.peers import KnownPeer
from coalesce.taxii.answering import Answering
from coalesce.taxii.server import Server
from tests.builders import leaves, raw_rows
from tests.taxii.asks import INBOX, RELEASED, ROOT, Asker, Place, arriving, lay_ready, made, make_place

OBJECTS = f"{INBOX}objects/"


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    found = make_place(
        tmp_path / "node",
        taxii_max_content_bytes=2_000,
        taxii_seconds=0.3,
        taxii_together=1,
        taxii_waiting=2,
        busy_seconds=0.2,
        sign_in_free_by_address=1,
        forwarded_from="192.0.2.9",
    )
    yield found
    found.close()


# -- who asks ------------------------------------------------------------------------------------------


def test_without_a_token_nothing_is_told_and_nothing_written(place: Place) -> None:
    before = leaves(place.store.folder)
    asked = ("/taxii2/", ROOT, f"{ROOT}no-such-thing/", OBJECTS, "/elsewhere/")
    answers = [Asker(place.server).get(path) for path in asked]
    assert {answer.body for answer in answers} == {answers[0].body}
    assert answers[0].status == 401
    assert answers[0].headers["www-authenticate"].startswith("Basic")
    assert leaves(place.store.folder) == before


def test_wrong_tokens_wait_and_the_right_one_does_not(place: Place) -> None:
    wrong = Asker(place.server, "wrong")
    assert [wrong.get("/taxii2/").status for _ in range(3)] == [401, 401, 429]
    told = wrong.get("/taxii2/")
    assert int(told.headers["retry-after"]) >= 1
    assert place.of("paris").get("/taxii2/").status == 200
    assert Asker(place.server, "wrong", "192.0.2.2").get("/taxii2/").status == 401


def test_a_name_beside_the_token_must_be_its_own(place: Place) -> None:
    def basic(name: str) -> int:
        import base64

        shown = base64.b64encode(f"{name}:{place.tokens['paris']}".encode()).decode()
        return Asker(place.server).get("/taxii2/", authorization=f"Basic {shown}").status

    assert (basic("paris"), basic("lyon")) == (200, 401)


def test_a_believed_proxy_says_where_a_request_comes_from_and_how(place: Place) -> None:
    proxied = Asker(place.server, "wrong", "192.0.2.9")
    statuses = [proxied.get("/taxii2/", x_forwarded_for=f"spoofed, 198.51.100.{n}").status for n in (1, 1, 1, 2)]
    assert statuses == [401, 401, 429, 401]
    believed = Asker(place.server, place.tokens["paris"], "192.0.2.9")
    assert believed.get("/taxii2/", x_forwarded_proto="https").json["default"].startswith("https://node.example/")
    assert place.of("paris").get("/taxii2/", x_forwarded_proto="https").json["default"].startswith("http://")


@pytest.mark.parametrize("host", ["node.example:8000", "[::1]:8000", "a b", "x/y", ""])
def test_an_odd_host_is_not_repeated(place: Place, host: str) -> None:
    told = place.of("paris").get("/taxii2/", host=host).json["default"]
    assert told == (f"http://{host}{ROOT}" if host.startswith(("node", "[")) else ROOT)


def test_which_requests_are_its_own() -> None:
    def asked(path: str, accept: str = "*/*", kind: str = "http") -> bool:
        return Server.is_for({"type": kind, "path": path, "headers": [(b"accept", accept.encode())]})

    assert asked("/taxii2/")
    assert asked("/taxii2")
    assert asked("/taxii2/api/x/")
    assert asked("/anything/", "text/html, application/taxii+json;version=9")
    assert not asked("/taxii2x/")
    assert not asked("/")
    assert not asked("/taxii2/", kind="lifespan")


# -- what arrives, and what leaves ----------------------------------------------------------------------


def test_a_head_is_the_headers_alone(place: Place) -> None:
    lay_ready(place)
    whole = place.of("paris").get(f"{RELEASED}objects/")
    head = place.of("paris").ask("HEAD", f"{RELEASED}objects/")
    assert (head.status, head.headers, head.body) == (whole.status, whole.headers, b"")


def test_what_is_too_large_is_refused_whether_it_says_so_or_not(place: Place) -> None:
    large = json.dumps({"objects": [made(x_pad="x" * 3_000)]}).encode()
    paris = place.of("paris")
    assert paris.ask("POST", OBJECTS, body=large).status == 413
    pieces = [large[at : at + 500] for at in range(0, len(large), 500)]
    assert paris.ask("POST", OBJECTS, body=pieces, content_length=None).status == 413
    assert paris.ask("POST", OBJECTS, body=[b"x" * 1_000] * 100, content_length=None).status == 413
    assert paris.ask("POST", OBJECTS, body=[b'{"objects"', b":[]}"], content_length=None).status == 202
    assert raw_rows(place.store.folder, "SELECT * FROM wire") == []


def test_who_writes_slowly_is_cut_off_and_keeps_no_other_peer_waiting(place: Place) -> None:
    async def slow() -> dict[str, Any]:
        await asyncio.sleep(60)
        raise AssertionError("it was waited for")

    async def both() -> tuple[int, int, bool]:
        sent: list[Any] = []

        async def send(message: Any) -> None:
            sent.append(message)

        scope = place.of("paris").scope("POST", OBJECTS, "", [b""], {})
        place.server._seconds = 3.0
        writing = asyncio.create_task(place.server(scope, slow, send))
        await asyncio.sleep(0)
        other = await place.of("lyon").asking("GET", "/taxii2/")
        waited = writing.done()
        await writing
        return sent[0]["status"], other.status, waited

    assert asyncio.run(both()) == (408, 200, False)


def test_who_reads_slowly_is_cut_off(place: Place, caplog: pytest.LogCaptureFixture) -> None:
    lay_ready(place)

    async def stuck(message: Any) -> None:
        await asyncio.sleep(60)

    async def reading() -> None:
        scope = place.of("paris").scope("GET", f"{RELEASED}objects/", "", None, {})
        coming = arriving([b""])
        await place.server(scope, lambda: anext(coming), stuck)

    with caplog.at_level(logging.WARNING, "coalesce.taxii"):
        asyncio.run(reading())
    assert "not fetched in time" in caplog.text
    assert place.of("paris").get(ROOT).status == 200


def test_of_one_peer_so_many_wait_and_others_are_told_to_come_later(place: Place) -> None:
    async def many() -> list[int]:
        place.server._seconds = 60.0
        come = asyncio.Event()

        async def held() -> dict[str, Any]:
            await come.wait()
            return {"type": "http.request", "body": b'{"objects":[]}', "more_body": False}

        async def ask(number: int) -> int:
            sent: list[Any] = []

            async def send(message: Any) -> None:
                sent.append(message)

            await place.server(place.of("paris").scope("POST", OBJECTS, "", [b"{}"], {}), held, send)
            status: int = sent[0]["status"]
            return status

        asked = [asyncio.create_task(ask(number)) for number in range(4)]
        while sum(task.done() for task in asked) < 2:  # two are told to come later
            await asyncio.sleep(0.01)
        other = await place.of("lyon").asking("GET", ROOT)
        come.set()
        return [*(await asyncio.gather(*asked)), other.status]

    statuses = asyncio.run(many())
    assert sorted(statuses[:4]) == [202, 202, 503, 503]
    assert statuses[4] == 200
    assert place.of("paris").get(ROOT).status == 200


def test_who_goes_away_before_the_body_is_whole_leaves_nothing(place: Place) -> None:
    async def gone() -> list[Any]:
        sent: list[Any] = []

        async def send(message: Any) -> None:
            sent.append(message)

        async def receive() -> dict[str, Any]:
            return {"type": "http.disconnect"}

        await place.server(place.of("paris").scope("POST", OBJECTS, "", [b"{}"], {}), receive, send)
        return sent

    assert asyncio.run(gone()) == []
    assert raw_rows(place.store.folder, "SELECT * FROM post") == []


def test_who_goes_away_while_it_is_worked_on_breaks_nothing(place: Place) -> None:
    async def gone() -> None:
        scope = place.of("paris").scope("GET", ROOT, "", None, {})
        coming = arriving([b""])

        async def send(message: Any) -> None:
            raise AssertionError("it was gone")

        asking = asyncio.create_task(place.server(scope, lambda: anext(coming), send))
        await asyncio.sleep(0)
        asking.cancel()
        await asyncio.wait([asking])
        await asyncio.sleep(0.2)

    asyncio.run(gone())
    assert place.of("paris").get(ROOT).status == 200


# -- where something is wrong -----------------------------------------------------------------------------


def test_what_cannot_be_logged_does_not_leave(place: Place) -> None:
    lay_ready(place)
    with place.store.transaction():
        told = place.of("paris").get(f"{RELEASED}objects/")
    assert told.status == 503
    assert b"identity--" not in told.body
    assert place.of("paris").get(f"{RELEASED}objects/").status == 200


def test_a_fault_of_the_program_is_told_without_its_words(
    place: Place, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(self: Answering, shown: object) -> KnownPeer:
        raise ValueError("Zorbal Kemtari")

    monkeypatch.setattr(Answering, "who", broken)
    told = place.of("paris").get(ROOT)
    assert (told.status, told.json["http_status"]) == (500, "500")
    assert "Zorbal" not in told.body.decode() + caplog.text
    assert "ValueError at test_server.py" in caplog.text


def test_a_peer_that_was_removed_meanwhile_is_nobody(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    known = place.store.exchange.peer("paris")
    monkeypatch.setattr(Answering, "who", lambda self, shown: known)
    place.store.exchange.remove(place.store.actor("owner"), "paris")
    assert place.of("paris").post(made()).status == 401
    assert place.of("paris").get(OBJECTS).body == b"{}"


def test_a_fault_in_a_thread_is_told_too(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(self: Answering, asked: object) -> None:
        raise ValueError("Zorbal Kemtari")

    monkeypatch.setattr(Answering, "_get", broken)
    assert place.of("paris").get(ROOT).status == 500
