"""The addresses of the TAXII server: which resource stands where, and what may be done with it.

Invariant: an address is one resource or none; what a name in it may look like is decided here, so that no odd text goes further.

Source: TAXII 2.1, sections 4 and 5.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

DISCOVERY = "/taxii2/"
ROOT = "/taxii2/api/"


class Resource(StrEnum):
    """What stands at an address."""

    DISCOVERY = "discovery"
    ROOT = "api root"
    STATUS = "status"
    COLLECTIONS = "collections"
    COLLECTION = "collection"
    MANIFEST = "manifest"
    OBJECTS = "objects"
    OBJECT = "object"
    VERSIONS = "versions"


METHODS: dict[Resource, tuple[str, ...]] = {
    Resource.DISCOVERY: ("GET",),
    Resource.ROOT: ("GET",),
    Resource.STATUS: ("GET",),
    Resource.COLLECTIONS: ("GET",),
    Resource.COLLECTION: ("GET",),
    Resource.MANIFEST: ("GET",),
    Resource.OBJECTS: ("GET", "POST"),
    Resource.OBJECT: ("GET", "DELETE"),
    Resource.VERSIONS: ("GET",),
}

PATHS: dict[Resource, str] = {
    Resource.DISCOVERY: DISCOVERY,
    Resource.ROOT: ROOT,
    Resource.STATUS: f"{ROOT}status/{{status}}/",
    Resource.COLLECTIONS: f"{ROOT}collections/",
    Resource.COLLECTION: f"{ROOT}collections/{{collection}}/",
    Resource.MANIFEST: f"{ROOT}collections/{{collection}}/manifest/",
    Resource.OBJECTS: f"{ROOT}collections/{{collection}}/objects/",
    Resource.OBJECT: f"{ROOT}collections/{{collection}}/objects/{{object}}/",
    Resource.VERSIONS: f"{ROOT}collections/{{collection}}/objects/{{object}}/versions/",
}

_NAME = r"[A-Za-z0-9_-]{1,300}"
_SHAPES = [
    (resource, re.compile(re.sub(r"\\?\{(\w+)\\?\}", rf"(?P<\1>{_NAME})", path).rstrip("/") + "/?"))
    for resource, path in PATHS.items()
]


@dataclass(frozen=True, slots=True)
class Place:
    """A resource, with the names in its address or ""."""

    resource: Resource
    collection: str = ""
    object: str = ""
    status: str = ""


def place(path: str) -> Place | None:
    """What stands at a path; None for nothing. A missing slash at the end is forgiven."""
    if not path.startswith(DISCOVERY.rstrip("/")):
        return None
    for resource, shape in _SHAPES:
        if match := shape.fullmatch(path):
            return Place(resource, **match.groupdict())
    return None
