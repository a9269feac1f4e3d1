"""The client against a server that does as the standard says, and against others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import orjson
import pytest

from coalesce.errors import BadUsage, Unreachable
from coalesce.services.wire import Place, Reach
from coalesce.taxii.asking import Asking, Bounds
from coalesce.taxii.client import Client, check_address
from tests.fake_taxii import INBOX, RELEASED, Asked, FakeServer, Told, serving, told

BOUNDS = Bounds(seconds=5.0, answer_bytes=1_000_000, tries=2, wait=0.001, wait_most=0.01, page=10, pages=100)
START = Place()


@pytest.fixture
def fake() -> Iterator[FakeServer]:
    made = FakeServer()
    made.add(*(str(number) for number in range(25)))
    with serving(made) as found:
        yield found


def client(fake: FakeServer, at: str = "/taxii2/", exact: bool = False) -> Client:
    reach = Reach(fake.at + at, fake.token, exact=exact)
    made = Client(reach, BOUNDS, Asking(reach, BOUNDS, sleep=lambda _: None))
    fake.opened.append(made)
    return made


def names(found: tuple[bytes, ...]) -> list[str]:
    return [orjson.loads(one)["id"].removeprefix("x-made--") for one in found]


def every(made: Client, start: Place = START) -> list[str]:
    return [name for page in made.pages(RELEASED, start) for name in names(page.bodies)]


@pytest.mark.parametrize("at", ["/taxii2/", "/taxii2", "/api/", "/api"])
def test_discovery_or_api_root_lead_to_the_same(fake: FakeServer, at: str) -> None:
    fake.token, fake.root = "Bearer t", {"x_coalesce_key": "ab" * 32}
    made = client(fake, at)
    assert (made.root().title, made.root().most_bytes, made.root().key) == ("made", 1_000_000, "ab" * 32)
    assert [(one.id, one.alias, one.can_read, one.can_write) for one in made.collections()] == [
        (RELEASED, "released", True, False),
        (INBOX, "inbox", True, True),
    ]


def test_pages_come_in_order_and_tell_where_to_go_on(fake: FakeServer) -> None:
    pages = list(client(fake).pages(RELEASED, Place()))
    assert [len(page.bodies) for page in pages] == [10, 10, 5]
    assert every(client(fake), pages[0].at) == [str(number) for number in range(9, 25)]  # its last moment again
    assert every(client(fake, exact=True), pages[0].at) == [str(number) for number in range(10, 25)]
    assert every(client(fake, exact=True), pages[-1].at) == []


def test_a_peer_that_restarts_in_the_middle_is_read_to_its_end(fake: FakeServer) -> None:
    def forgetful(asked: Asked, right: Told) -> Told:
        return told({"title": "who?"}, 404) if asked.query.get("next") == "20" else right

    fake.twist = forgetful
    assert set(every(client(fake))) == {str(number) for number in range(25)}


def test_a_page_that_is_lost_on_its_way_is_read_again_by_date(fake: FakeServer) -> None:
    consumed: set[str] = set()

    def once(asked: Asked, right: Told) -> Told:
        mark = asked.query.get("next", "")
        if not mark:
            return right
        if mark in consumed:
            return told({})  # this server has given that page, whoever got it
        consumed.add(mark)
        return Told(raw=lambda out: out.write(b"HTTP/1.1 200"))

    fake.twist = once
    assert set(every(client(fake))) == {str(number) for number in range(25)}


def test_pages_that_are_larger_than_asked_for_are_taken(fake: FakeServer) -> None:
    def generous(asked: Asked, right: Told) -> Told:
        asked.query.pop("limit", None)
        return fake.right(asked) if asked.path.endswith("/objects/") else right

    fake.twist = generous
    assert every(client(fake)) == [str(number) for number in range(25)]


def test_a_manifest_is_told_whole_or_not_at_all(fake: FakeServer) -> None:
    found = [line.stix_id for page in client(fake).manifest(RELEASED) for line in page]
    assert found == [f"x-made--{number}" for number in range(25)]
    fake.twist = lambda asked, right: told({"objects": [{"id": "a"}], "more": True, "next": str(len(fake.asked))})
    bounded = Bounds(tries=1, pages=3)
    reach = Reach(f"{fake.at}/api/")
    fake.twist, right = (lambda asked, right: right), fake.twist
    made = Client(reach, bounded)
    fake.opened.append(made)
    made.root()
    fake.twist = right
    with pytest.raises(Unreachable, match="no end"):
        list(made.manifest(RELEASED))


def test_what_is_posted_is_followed_to_its_end(fake: FakeServer) -> None:
    fake.pending = 2
    body = orjson.dumps({"id": "x-made--new", "type": "x-made"})
    assert client(fake).post(INBOX, [body]).taken == ("x-made--new",)
    assert fake.posted == [{"id": "x-made--new", "type": "x-made"}]
    assert [asked.path for asked in fake.asked][-2:] == ["/api/status/s1/"] * 2
    fake.pending = 10_000
    with pytest.raises(Unreachable, match="come to an end"):
        client(fake).post(INBOX, [body])


def test_what_was_not_taken_is_told_with_its_reason(fake: FakeServer) -> None:
    def picky(asked: Asked, right: Told) -> Told:
        if asked.method != "POST":
            return right
        return told({"id": "s", "status": "complete", "failures": [{"id": "x-made--new", "message": "why"}]}, 202)

    fake.twist = picky
    assert client(fake).post(INBOX, [b'{"id":"x-made--new"}']).refused == (("x-made--new", "why"),)


ODD: dict[str, Any] = {
    "collections that are no list": {"collections": 7},
    "lines that are no objects": {"collections": [1]},
}


@pytest.mark.parametrize("odd", ODD)
def test_odd_answers_are_no_answers(fake: FakeServer, odd: str) -> None:
    fake.twist = lambda asked, right: told(ODD[odd]) if asked.path.endswith("collections/") else right
    with pytest.raises(Unreachable, match="not as TAXII"):
        client(fake).collections()


@pytest.mark.parametrize("objects", [{"a": 1}, [1], ["x"]])
def test_odd_pages_are_no_pages(fake: FakeServer, objects: Any) -> None:
    fake.twist = lambda asked, right: told({"objects": objects}) if asked.path.endswith("objects/") else right
    with pytest.raises(Unreachable, match="not as TAXII"):
        every(client(fake))


def test_what_is_nested_too_deep_is_nothing_and_hinders_nothing(fake: FakeServer) -> None:
    deep: Any = 1
    for _ in range(300):
        deep = [deep]
    fake.held[0] = (fake.held[0][0], {**fake.held[0][1], "x": deep})
    first, *others = [body for page in client(fake).pages(RELEASED, START) for body in page.bodies]
    assert first == b""
    assert all(others)


def test_no_token_goes_to_another_machine(fake: FakeServer) -> None:
    fake.token = "Bearer t"
    elsewhere = {"title": "x", "api_roots": ["http://127.0.0.2:1/api/"]}
    fake.twist = lambda asked, right: told(elsewhere) if asked.path == "/taxii2/" else right
    with pytest.raises(Unreachable, match="another machine"):
        client(fake).root()
    several = {"title": "x", "api_roots": [f"{fake.at}/a/", f"{fake.at}/b/"]}
    fake.twist = lambda asked, right: told(several) if asked.path == "/taxii2/" else right
    with pytest.raises(Unreachable, match="several API roots"):
        client(fake).root()
    assert {urlsplit(asked.path).path for asked in fake.asked} == {"/taxii2/"}


@pytest.mark.parametrize(
    "url",
    [
        "ftp://a/",
        "node.example",
        "https:///",
        "https://u:p@a/",
        "https://a/?b=c",
        "https://a/#b",
        "http://node.example/",
    ],
)
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(BadUsage):
        check_address(url)


def test_plain_http_is_for_the_same_machine() -> None:
    assert check_address("http://localhost:8000/taxii2/") is None
    assert check_address("https://node.example/taxii2/") is None
