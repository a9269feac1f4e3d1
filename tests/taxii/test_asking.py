"""One request: bounded in bytes and time, tried again as often as it may be, and never led elsewhere."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from coalesce.dates import FixedClock
from coalesce.errors import AskedToWait, BadSettings, BadUsage, Unreachable
from coalesce.services.wire import Reach
from coalesce.taxii.asking import Ask, Asking, Bounds
from coalesce.taxii.walking import NextLost
from tests.certificates import Authority
from tests.fake_taxii import MEDIA, FakeServer, Told, serving, told

BOUNDS = Bounds(seconds=5.0, answer_bytes=100_000, tries=3, wait=1.0, wait_most=30.0)
NOW = datetime(2014, 11, 1, 12, tzinfo=UTC)


@pytest.fixture
def fake() -> Iterator[FakeServer]:
    with serving(FakeServer()) as found:
        yield found


def asking(fake: FakeServer, slept: list[float] | None = None, **changed: Any) -> Asking:
    pauses = [] if slept is None else slept
    bounds = replace(BOUNDS, **changed)
    made = Asking(Reach(fake.at), bounds, random.Random(7), pauses.append, FixedClock(NOW))
    fake.opened.append(made)
    return made


def root(fake: FakeServer, **how: Any) -> Ask:
    return Ask("GET", f"{fake.at}/api/", **how)


def test_an_answer_is_json_and_asked_for_plainly(fake: FakeServer) -> None:
    made = asking(fake)
    made.reach = Reach(fake.at, "Bearer secret")
    assert made.json(root(fake))["title"] == "made"
    assert fake.asked[0].headers["authorization"] == "Bearer secret"
    assert fake.asked[0].headers["accept"] == MEDIA
    assert fake.asked[0].headers["accept-encoding"] == "identity"
    assert "secret" not in repr(made.reach)


WRONG: dict[str, Told] = {
    "web page": Told(200, [b"<html>no</html>"], {"Content-Type": "text/html"}),
    "not JSON": Told(200, [b"{"], {"Content-Type": MEDIA}),
    "not as TAXII": told([1]),
    "packed": told({}, Content_Encoding="gzip"),
    "another address": told({}, 302, Location="http://127.0.0.1:1/"),
    "let us in": told({}, 401),
    "less at once": told({}, 413),
    "status 418": told({}, 418),
    "larger": told({"a": "x" * 200_000}),
}


@pytest.mark.parametrize("reason", WRONG)
def test_what_is_wrong_is_said_and_not_asked_again(fake: FakeServer, reason: str) -> None:
    fake.twist = lambda asked, right: WRONG[reason]
    made = asking(fake)
    with pytest.raises(Unreachable, match=reason):
        made.json(root(fake))
    assert len(fake.asked) == 1


def test_deep_json_is_no_answer(fake: FakeServer) -> None:
    fake.twist = lambda asked, right: Told(200, [b'{"a":' + b"[" * 40_000], {"Content-Type": MEDIA})
    with pytest.raises(Unreachable, match="not JSON"):
        asking(fake).json(root(fake))


def test_an_endless_body_is_cut_at_its_bound(fake: FakeServer) -> None:
    def pour(out: Any) -> None:
        out.write(f"HTTP/1.1 200 OK\r\nContent-Type: {MEDIA}\r\n\r\n".encode())
        while True:
            out.write(b" " * 4_096)

    fake.twist = lambda asked, right: Told(raw=pour)
    with pytest.raises(Unreachable, match="larger than the setting"):
        asking(fake).json(root(fake))


@pytest.mark.parametrize(
    "before", [b"HTTP/1.1 200 OK\r\nX-Slow: ", f"HTTP/1.1 200 OK\r\nContent-Type: {MEDIA}\r\n\r\n".encode()]
)
def test_a_dripping_answer_is_cut_when_its_time_is_over(fake: FakeServer, before: bytes) -> None:
    def drip(out: Any) -> None:
        out.write(before)
        while True:
            out.write(b"a")
            out.flush()
            time.sleep(0.02)

    fake.twist = lambda asked, right: Told(raw=drip)
    with pytest.raises(Unreachable, match=r"does not answer|takes longer"):
        asking(fake, seconds=0.3, tries=1).json(root(fake))


def test_who_is_busy_is_asked_again_with_growing_pauses(fake: FakeServer) -> None:
    slept: list[float] = []
    fake.twist = lambda asked, right: right if len(fake.asked) > 4 else told({}, 503)
    assert asking(fake, slept, tries=5).json(root(fake))["title"] == "made"
    assert len(slept) == 4
    assert all(0.5 * 2**n <= pause <= 2**n for n, pause in enumerate(slept))


@pytest.mark.parametrize(
    ("asked", "seconds"),
    [("7", 7.0), ((NOW + timedelta(seconds=9)).strftime("%a, %d %b %Y %H:%M:%S GMT"), 9.0), ("soon", 1.0), ("-5", 1.0)],
)
def test_retry_after_is_heeded(fake: FakeServer, asked: str, seconds: float) -> None:
    slept: list[float] = []
    fake.twist = lambda _, right: right if len(fake.asked) > 1 else told({}, 429, Retry_After=asked)
    asking(fake, slept).json(root(fake))
    assert slept[0] == seconds if seconds > 1 else 0.5 <= slept[0] <= 1.0


def test_a_long_wait_is_not_slept_through(fake: FakeServer) -> None:
    slept: list[float] = []
    fake.twist = lambda _, right: told({}, 503, Retry_After="3600")
    with pytest.raises(AskedToWait) as stop:
        asking(fake, slept).json(root(fake))
    assert (stop.value.seconds, slept, len(fake.asked)) == (3600.0, [], 1)


def test_who_does_not_answer_is_given_up(fake: FakeServer) -> None:
    slept: list[float] = []
    fake.twist = lambda _, right: Told(raw=lambda out: out.write(b"HTTP/1."))
    with pytest.raises(Unreachable, match=r"does not answer \(RemoteProtocolError\)$"):
        asking(fake, slept).json(root(fake))
    assert (len(fake.asked), len(slept)) == (3, 2)
    assert fake.at not in str(Unreachable("x"))


def test_a_page_that_may_be_lost_is_not_asked_for_twice(fake: FakeServer) -> None:
    fake.twist = lambda _, right: Told(raw=lambda out: out.write(b"HTTP/1."))
    with pytest.raises(NextLost):
        asking(fake).page(root(fake, once=True))
    assert len(fake.asked) == 1
    fake.twist = lambda _, right: told({}, 404)
    with pytest.raises(NextLost):
        asking(fake).page(root(fake, once=True))


def test_pauses_follow_the_seed(fake: FakeServer) -> None:
    def pauses(seed: int) -> list[float]:
        slept: list[float] = []
        made = asking(fake, slept)
        made.dice = random.Random(seed)
        made.rest(0)
        made.rest(1)
        return slept

    assert pauses(1) == pauses(1) != pauses(2)


def test_a_peer_is_believed_by_its_pinned_authority_alone_and_told_who_we_are(tmp_path: Path) -> None:
    theirs, ours, strange = Authority(tmp_path, "theirs"), Authority(tmp_path, "ours"), Authority(tmp_path, "strange")
    with serving(FakeServer(), theirs.server(ours)) as fake:
        own = ours.issue("node")
        made = asking(fake, own_certificate=own, tries=1)
        made.reach = Reach(fake.at, certificate=theirs.pem)
        assert made.json(root(fake))["title"] == "made"
        for reach in (Reach(fake.at, certificate=strange.pem), Reach(fake.at)):
            refused = asking(fake, own_certificate=own, tries=2)
            refused.reach = reach
            with pytest.raises(Unreachable, match="not one that is trusted"):
                refused.json(root(fake))
        unknown = asking(fake, own_certificate=strange.issue("node"), tries=1)
        unknown.reach = Reach(fake.at, certificate=theirs.pem)
        with pytest.raises(Unreachable, match=r"does not answer .*'peer_certificate_file'"):
            unknown.json(root(fake))


def test_what_is_no_certificate_is_refused(fake: FakeServer, tmp_path: Path) -> None:
    made = asking(fake)
    made.reach = Reach(fake.at, certificate="no PEM")
    with pytest.raises(BadUsage, match="PEM"):
        made.json(root(fake))
    (tmp_path / "a").write_text("nothing")
    with pytest.raises(BadSettings, match="peer_certificate_file"):
        asking(fake, own_certificate=(tmp_path / "a", tmp_path / "a")).json(root(fake))
