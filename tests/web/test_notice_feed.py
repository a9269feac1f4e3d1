"""The feed is Atom that a reader of feeds takes, with ids and kinds alone."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree as ET

from coalesce.records import Audience, Notice, NoticeKind
from coalesce.web.notice_feed import NAMESPACE, feed
from tests.builders import INVESTIGATION, NOON

ONE = Notice("n1", NoticeKind.SIGHTING, "theirs", "ours", "", NOON, None)
OURS = Audience("NL", INVESTIGATION)


def read(raw: bytes) -> tuple[ET.Element, list[ET.Element]]:
    """The feed and its entries."""
    root = ET.fromstring(raw)
    return root, root.findall(f"{{{NAMESPACE}}}entry")


def text(element: ET.Element, name: str) -> str:
    """What a part of the feed says; RFC 4287 asks for it."""
    found = element.find(f"{{{NAMESPACE}}}{name}")
    assert found is not None
    return "".join(found.itertext())


def test_it_has_what_the_standard_asks_for() -> None:
    root, entries = read(
        feed(b"k", OURS, "https://desk.example", [ONE, replace(ONE, id="n2", own="", interest="i")], NOON)
    )
    assert root.tag == f"{{{NAMESPACE}}}feed"
    assert all(text(root, name) for name in ("id", "title", "updated", "author"))
    assert [text(one, "id") for one in entries] == ["urn:coalesce:notice:n1", "urn:coalesce:notice:n2"]
    assert [text(one, "title") for one in entries] == ["sighting", "sighting"]
    assert all(text(one, "updated") == NOON.isoformat() for one in entries)
    assert text(entries[0], "summary") == "record theirs, own record ours"
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{{{NAMESPACE}}}link")}
    assert links["self"] == "https://desk.example/api/notices.atom?purpose=investigation"


def test_an_empty_feed_stands_and_an_audience_has_its_own_id() -> None:
    root, entries = read(feed(b"k", OURS, "https://desk.example", [], NOON))
    assert (entries, text(root, "updated")) == ([], NOON.isoformat())
    other, _ = read(feed(b"k", Audience("FR", INVESTIGATION), "https://desk.example", [], NOON))
    again, _ = read(feed(b"l", OURS, "https://desk.example", [], NOON))
    assert len({text(one, "id") for one in (root, other, again)}) == 3
