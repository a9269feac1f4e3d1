"""The resources that a TAXII server tells of itself, as bytes.

Invariant: what is told to a peer depends on the node and on this peer alone, so that nobody learns what other peers there are.

Source: TAXII 2.1, sections 4.1 to 4.3, 5.1 to 5.4 and 5.8.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Sequence
from datetime import datetime

import orjson

from coalesce.store.box_view import Listing, Page
from coalesce.store.wire_rows import BoxKind, Placed, Put, stamp
from coalesce.taxii.bundles import Bundle
from coalesce.taxii.media import STIX, TAXII
from coalesce.taxii.places import ROOT
from coalesce.taxii.stamps import as_stix

TITLES = {
    BoxKind.OUT: ("released", "Released to you", "What this node's members release to yours, and messages for you."),
    BoxKind.IN: ("inbox", "Your inbox", "What you write here is taken in; you read back what you wrote yourself."),
}
"""The collections that a peer sees: alias, title, description."""

_OTHER = "another object of this id and version is here; it stays as it is"


def discovery(member: str, base: str) -> bytes:
    """The server."""
    address = f"{base}{ROOT}"
    told = {"title": f"Coalesce, node of {member}", "default": address, "api_roots": [address]}
    return orjson.dumps(told)


def api_root(member: str, most: int, key: str) -> bytes:
    """The API root; ``key``: the node's public key, or ""."""
    told: dict[str, object] = {"title": f"Node of {member}", "versions": [TAXII], "max_content_length": most}
    if key:
        told["x_coalesce_key"] = key
    return orjson.dumps(told)


def collection_id(key: bytes, peer: str, box: BoxKind) -> str:
    """The id of a peer's own collection: another for each peer, so that none can ask for another's."""
    text = f"collection\0{peer}\0{box}".encode()
    return str(uuid.UUID(bytes=hashlib.blake2b(text, key=key, digest_size=16).digest(), version=4))


def collection(identity: str, box: BoxKind) -> dict[str, object]:
    """One collection, as it is told alone and in the list."""
    alias, title, description = TITLES[box]
    return {
        "id": identity,
        "title": title,
        "description": description,
        "alias": alias,
        "can_read": True,
        "can_write": box is BoxKind.IN,
        "media_types": [STIX],
    }


def envelope(page: Page, cursor: str | None) -> bytes:
    """A page of objects, their bytes as stored."""
    if page.count == 0 and cursor is None:
        return b"{}"
    return b"".join((_before(cursor), page.bodies, b"]}"))


def manifest(listing: Listing, cursor: str | None) -> bytes:
    """A page of a manifest."""
    records = [
        {"id": one, "date_added": stamp(seq), "version": as_stix(version), "media_type": STIX}
        for seq, one, version in listing.rows
    ]
    return orjson.dumps({"more": cursor is not None} | _next(cursor) | {"objects": records})


def versions(listing: Listing, cursor: str | None) -> bytes:
    """A page of one object's versions."""
    told = [as_stix(version) for _, _, version in listing.rows]
    return orjson.dumps({"more": cursor is not None} | _next(cursor) | {"versions": told})


def status(identity: str, at: datetime, bundle: Bundle, placed: Sequence[Placed]) -> bytes:
    """What became of what a peer wrote."""
    pairs = list(zip(bundle.rows, placed, strict=True))
    failures = [{"id": one.stix_id, "version": one.version, "message": one.why} for one in bundle.failures]
    failures += [
        {"id": row.stix_id, "version": as_stix(one.version), "message": _OTHER}
        for row, one in pairs
        if one.put is Put.OTHER
    ]
    taken = [(row, one) for row, one in pairs if one.put is not Put.OTHER]
    told: dict[str, object] = {
        "id": identity,
        "status": "complete",
        "request_timestamp": at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "total_count": len(taken) + len(failures),
        "success_count": len(taken),
        "failure_count": len(failures),
        "pending_count": 0,
    }
    if taken:
        told["successes"] = [{"id": row.stix_id, "version": as_stix(one.version)} for row, one in taken]
    if failures:
        told["failures"] = [{name: value for name, value in one.items() if value} for one in failures]
    return orjson.dumps(told)


def _before(cursor: str | None) -> bytes:
    if cursor is None:
        return b'{"more":false,"objects":['
    return b'{"more":true,"next":"' + cursor.encode() + b'","objects":['


def _next(cursor: str | None) -> dict[str, str]:
    return {} if cursor is None else {"next": cursor}
