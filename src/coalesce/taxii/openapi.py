"""The TAXII server's routes as OpenAPI 3.1: what a developer of a partner's system reads, and what the fuzz tests ask.

Invariant: it is made from the same tables that the server answers from, so that no route is told that is not there.

Source: OpenAPI 3.1; TAXII 2.1, sections 3 to 5.
"""

from __future__ import annotations

from typing import Any

from coalesce import __version__
from coalesce.taxii.media import TAXII
from coalesce.taxii.places import METHODS, PATHS, Resource

Json = dict[str, Any]

WORDS: dict[tuple[Resource, str], str] = {
    (Resource.DISCOVERY, "GET"): "What this server is, and where its API root is.",
    (Resource.ROOT, "GET"): "What the API root speaks, how much it takes at once, and the node's public key.",
    (Resource.STATUS, "GET"): "What became of what you wrote.",
    (Resource.COLLECTIONS, "GET"): "Your two collections: what is released to you, and your inbox.",
    (Resource.COLLECTION, "GET"): "One of them.",
    (Resource.MANIFEST, "GET"): "What there is, without its content.",
    (Resource.OBJECTS, "GET"): "Objects, the oldest first.",
    (Resource.OBJECTS, "POST"): "Write objects into your inbox.",
    (Resource.OBJECT, "GET"): "One object, in its last version unless others are asked for.",
    (Resource.OBJECT, "DELETE"): "Delete what you wrote: all versions unless others are asked for.",
    (Resource.VERSIONS, "GET"): "The versions of one object.",
}

PARAMETERS: dict[str, Json] = {
    "added_after": {"type": "string", "format": "date-time"},
    "limit": {"type": "integer", "minimum": 1},
    "next": {"type": "string"},
    "match[id]": {"type": "string"},
    "match[type]": {"type": "string"},
    "match[version]": {"type": "string"},
    "match[spec_version]": {"type": "string", "enum": ["2.1"]},
}

_PAGED = ("added_after", "limit", "next")
TAKEN: dict[Resource, tuple[str, ...]] = {
    Resource.MANIFEST: tuple(PARAMETERS),
    Resource.OBJECTS: tuple(PARAMETERS),
    Resource.OBJECT: (*_PAGED, "match[version]", "match[spec_version]"),
    Resource.VERSIONS: (*_PAGED, "match[spec_version]"),
}

_REFUSALS = {
    "400": "A parameter cannot be read.",
    "401": "No token, or one that opens nothing.",
    "404": "Unknown, or not for you: never told apart.",
    "405": "Not with this method.",
    "406": "Your Accept header does not take TAXII 2.1.",
    "408": "The request did not arrive in time.",
    "414": "The query is too long.",
    "429": "Too many wrong tokens from this address.",
    "503": "Too much at once: come later.",
}
_REFUSED_WRITES = {
    "403": "This collection can only be read.",
    "413": "Larger than max_content_length.",
    "415": "Not TAXII 2.1.",
    "422": "The envelope cannot be taken; nothing was stored.",
    "507": "The inbox is full.",
}


def document() -> Json:
    """The whole description."""
    paths: Json = {}
    for resource, path in PATHS.items():
        paths[path] = {method.lower(): _operation(resource, method, path) for method in METHODS[resource]}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Coalesce: TAXII 2.1", "version": __version__},
        "paths": paths,
        "security": [{"bearer": []}, {"basic": []}],
        "components": {
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer"},
                "basic": {"type": "http", "scheme": "basic"},
            },
            "schemas": {"error": _ERROR, "envelope": _ENVELOPE},
        },
    }


_ERROR: Json = {
    "type": "object",
    "required": ["title", "http_status"],
    "properties": {name: {"type": "string"} for name in ("title", "description", "http_status")},
}
_ENVELOPE: Json = {
    "type": "object",
    "properties": {
        "more": {"type": "boolean"},
        "next": {"type": "string"},
        "objects": {"type": "array", "items": {"type": "object", "required": ["id", "type"]}},
    },
}


def _operation(resource: Resource, method: str, path: str) -> Json:
    named = [name for name in ("collection", "object", "status") if f"{{{name}}}" in path]
    inside = [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in named]
    asked = [
        {"name": name, "in": "query", "required": False, "schema": PARAMETERS[name]}
        for name in TAKEN.get(resource, ())
        if method != "POST"
    ]
    done = "202" if method == "POST" else "200"
    operation: Json = {
        "summary": WORDS[resource, method],
        "operationId": f"{method.lower()} {resource}".replace(" ", "_"),
        "parameters": inside + asked,
        "responses": {done: _answer("Done.", {"type": "object"}), **_refusals(method)},
    }
    if method == "POST":
        schema = {"$ref": "#/components/schemas/envelope"}
        operation["requestBody"] = {"required": True, "content": {TAXII: {"schema": schema}}}
    return operation


def _refusals(method: str) -> Json:
    told = _REFUSALS | (_REFUSED_WRITES if method != "GET" else {})
    return {status: _answer(words, {"$ref": "#/components/schemas/error"}) for status, words in sorted(told.items())}


def _answer(words: str, schema: Json) -> Json:
    return {"description": words, "content": {TAXII: {"schema": schema}}}
