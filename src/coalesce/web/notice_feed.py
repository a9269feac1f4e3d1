"""Notices as a feed (Atom, RFC 4287), for a program that shows that something is new.

Invariant: it holds ids, kinds and times, and no word of a record: a feed is kept by programs that nobody looks after.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from xml.etree.ElementTree import Element, SubElement, tostring

from coalesce.records import Audience, Notice

NAMESPACE = "http://www.w3.org/2005/Atom"
MEDIA = "application/atom+xml; charset=utf-8"


def feed(key: bytes, audience: Audience, site: str, notices: Sequence[Notice], now: datetime) -> bytes:
    """The feed of one audience, the newest first."""
    root = Element("feed", {"xmlns": NAMESPACE})
    digest = hashlib.blake2b(f"feed\0{audience}".encode(), key=key[:64], digest_size=16).hexdigest()
    _text(root, "id", f"urn:coalesce:feed:{digest}")
    _text(root, "title", f"Coalesce notices: {audience.member}, {audience.purpose}")
    _text(root, "updated", max((one.at for one in notices), default=now).isoformat())
    _text(SubElement(root, "author"), "name", "Coalesce")
    page = f"{site}/notices?purpose={audience.purpose}"
    SubElement(root, "link", {"rel": "alternate", "href": page})
    SubElement(root, "link", {"rel": "self", "href": f"{site}/api/notices.atom?purpose={audience.purpose}"})
    for one in notices:
        _entry(root, audience, site, one)
    written: bytes = tostring(root, encoding="utf-8")
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + written + b"\n"


def _entry(root: Element, audience: Audience, site: str, one: Notice) -> None:
    entry = SubElement(root, "entry")
    _text(entry, "id", f"urn:coalesce:notice:{one.id}")
    _text(entry, "title", str(one.kind))
    _text(entry, "updated", one.at.isoformat())
    SubElement(entry, "category", {"term": str(one.kind)})
    SubElement(entry, "link", {"rel": "alternate", "href": f"{site}/records/{one.record}?purpose={audience.purpose}"})
    about = f"record {one.record}" + (f", own record {one.own}" if one.own else "")
    _text(entry, "summary", about + (f", interest {one.interest}" if one.interest else ""))


def _text(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = text
