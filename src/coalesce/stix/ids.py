"""Names of what travels: ids that say nothing, and ids that everybody makes alike.

Invariant: the id of a record is a keyed hash that only its node can make, the same each time; the id of a member, of a place
or of the extension is the same on every node. All of them bear the marks of a UUID of version 4, which STIX 2.1 (section 2.9)
asks of every object but observables; version 5 marks would say where they come from and fail strict validators.
"""

from __future__ import annotations

import hashlib
import re
import uuid
from functools import lru_cache

from coalesce.errors import BadField, Where

EXTENSION = "extension-definition--5be9bbc4-1add-4f5a-974b-a37b32bf210e"
"""The extension that our words stand in: drawn once, published in docs/stix-extension.md, never changed."""

_NAMESPACE = uuid.UUID("7c006a59-3083-4097-b829-cf1bb00f7113").bytes
_KIND = re.compile(r"[a-z][a-z0-9-]{2,63}")
_ID = re.compile(r"([a-z][a-z0-9-]{2,63})--[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


def _marked(kind: str, sixteen: bytes) -> str:
    if not _KIND.fullmatch(kind):
        raise BadField("a type of STIX has 3 to 64 small letters, digits or hyphens", Where(field="type"))
    return f"{kind}--{uuid.UUID(bytes=sixteen, version=4)}"


def stix_id(secret: bytes, kind: str, local: str) -> str:
    """The id on the wire of what is ``local`` here: ``kind`` is the STIX type, like ``identity``; ``secret`` the node's own.

    The same arguments give the same id; without the secret an id leads neither to the local one nor to another kind's.
    """
    keyed = hashlib.blake2b(f"{kind}\0{local}".encode(), key=secret[:64], digest_size=16, person=b"coalesce stix id")
    return _marked(kind, keyed.digest())


def shared_id(kind: str, *said: str) -> str:
    """The id that every node gives to the same words: for members, places and what else is nobody's secret."""
    words = "\0".join((kind, *said)).encode()
    return _marked(kind, hashlib.sha256(_NAMESPACE + words).digest()[:16])


@lru_cache(maxsize=256)
def organisation_id(member: str) -> str:
    """The identity of a member as an organisation: who created what is its own."""
    return shared_id("identity", "member", member)


@lru_cache(maxsize=16_384)
def location_id(country: str, place: str | None = None) -> str:
    """The location of a country, or of a place in it as its list writes it."""
    return shared_id("location", country, *((place,) if place is not None else ()))


def type_of(identity: str) -> str | None:
    """The STIX type that an id begins with; None where it is no id."""
    match = _ID.fullmatch(identity)
    return match[1] if match else None
