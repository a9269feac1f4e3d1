"""Asks a TAXII 2.1 server: what it is, what it has, page by page, and that it takes something.

Promises the ``Peer`` of ``services.wire``. Invariant: no answer is believed in size, time or form; no redirect is followed and no token
goes to another origin; what a peer says of itself stands in no message but as a number or one of a few words.

Source: TAXII 2.1 (OASIS Standard, 2021), sections 4 and 5.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar
from urllib.parse import quote, urljoin, urlsplit

import orjson

from coalesce.errors import BadUsage, Unreachable
from coalesce.services.wire import Collection, Listed, Page, Place, Posted, Reach, Root
from coalesce.taxii.asking import LOOPBACK, Ask, Asking, Bounds
from coalesce.taxii.walking import Answer, stamp, walk

T = TypeVar("T")

KEY = "x_coalesce_key"
"""Where the API root of a node tells its public key."""

STATUS_ASKED = 20
"""So often it is asked what became of what was posted."""

LONGEST = 1_000
"""Letters of a title, an id, a ``next``: what is longer is none."""

_WRONG = "its answer is not as TAXII 2.1 has it"


class Client:
    """One peer. Made for one pull or push."""

    def __init__(self, reach: Reach, bounds: Bounds, asking: Asking | None = None) -> None:
        """Raises BadUsage where the address cannot be one, or would carry a token in the open."""
        check_address(reach.url)
        self._reach, self._bounds = reach, bounds
        self._asking = asking or Asking(reach, bounds)
        self._found: tuple[str, dict[str, Any]] | None = None

    def root(self) -> Root:
        """See ``Peer``."""
        _, told = self._root()
        most = told.get("max_content_length")
        return Root(_text(told, "title"), most if isinstance(most, int) and most > 0 else 0, _text(told, KEY))

    def collections(self) -> list[Collection]:
        """See ``Peer``."""
        told = self._get("collections/").get("collections", [])
        if not isinstance(told, list) or not all(isinstance(one, dict) for one in told):
            raise Unreachable(_WRONG)
        return [
            Collection(
                _text(one, "id"),
                _text(one, "title"),
                _text(one, "alias"),
                one.get("can_read") is True,
                one.get("can_write") is True,
            )
            for one in told
        ]

    def pages(self, collection: str, start: Place) -> Iterator[Page]:
        """See ``Peer``."""
        for step in walk(self._fetching(collection, "objects/", _body), start, self._bounds.pages, self._reach.exact):
            yield Page(step.found, step.at, step.whole)

    def manifest(self, collection: str) -> Iterator[tuple[Listed, ...]]:
        """See ``Peer``. Raises Unreachable where it cannot be read to its end."""
        whole = False
        for step in walk(self._fetching(collection, "manifest/", _listed), Place(), self._bounds.pages, True):
            whole = step.whole
            yield step.found
        if not whole:
            raise Unreachable("its manifest has no end")

    def post(self, collection: str, bodies: Sequence[bytes]) -> Posted:
        """See ``Peer``."""
        address = f"{self._root()[0]}collections/{quote(collection, safe='')}/objects/"
        told = self._asking.json(Ask("POST", address, b'{"objects":[' + b",".join(bodies) + b"]}"))
        for count in range(STATUS_ASKED):
            if told.get("status") == "complete":
                return Posted(_ids(told, "successes"), _reasons(told))
            self._asking.rest(count)
            status = _text(told, "id")
            if not status:
                raise Unreachable(_WRONG)
            told = self._get(f"status/{quote(status, safe='')}/")
        raise Unreachable("it does not come to an end with what was posted")

    def close(self) -> None:
        """See ``Peer``."""
        self._asking.close()

    # -- where it answers -------------------------------------------------------------------

    def _root(self) -> tuple[str, dict[str, Any]]:
        """The address of the API root, and what it says: the one that was given, else the default of the discovery there."""
        if self._found is None:
            given = self._reach.url if self._reach.url.endswith("/") else self._reach.url + "/"
            told = self._asking.json(Ask("GET", given))
            if "versions" not in told:
                given = self._named(given, told)
                told = self._asking.json(Ask("GET", given))
            if "versions" not in told:
                raise Unreachable(_WRONG)
            self._found = given, told
        return self._found

    def _named(self, given: str, told: dict[str, Any]) -> str:
        roots = told.get("api_roots", [])
        named = told.get("default") or (roots[0] if isinstance(roots, list) and len(roots) == 1 else None)
        if not isinstance(named, str) or len(named) > LONGEST:
            raise Unreachable("it has several API roots, or none: give the address of one")
        found = urljoin(given, named if named.endswith("/") else named + "/")
        if _origin(found) != _origin(given):
            raise Unreachable("its API root is on another machine: give the address of the API root itself")
        return found

    def _get(self, path: str) -> dict[str, Any]:
        return self._asking.json(Ask("GET", self._root()[0] + path))

    def _fetching(self, collection: str, what: str, read: Callable[[Any], T]) -> Callable[[Place], Answer[T]]:
        address = f"{self._root()[0]}collections/{quote(collection, safe='')}/{what}"

        def fetch(at: Place) -> Answer[T]:
            query = {"limit": str(self._bounds.page)}
            if at.next:
                query["next"] = at.next
            if at.added_after:
                query["added_after"] = at.added_after
            told, headers = self._asking.page(Ask("GET", address, query=query, once=bool(at.next)))
            last = _moment(headers.get("x-taxii-date-added-last", ""))
            found = told.get("objects", [])
            if not isinstance(found, list):
                raise Unreachable(_WRONG)
            return Answer(tuple(read(one) for one in found), told.get("more") is True, _text(told, "next"), last)

        return fetch


def check_address(url: str) -> None:
    """Raises BadUsage for what is no address of a TAXII server, or one where a token would go in the open."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise BadUsage("the address of a peer is like https://node.example/taxii2/")
    if parts.username or parts.password:
        raise BadUsage("an address holds no name and no secret: give them by themselves")
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise BadUsage("a peer is asked over https; plain http is for the same machine alone")


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or {"http": 80, "https": 443}.get(parts.scheme)


def _body(one: Any) -> bytes:
    """An object as bytes in one form: keys in order, so that a signature over it holds. b"" for one nested so deep that it cannot
    be written: it is none of STIX, and hinders nothing behind it."""
    if not isinstance(one, dict):
        raise Unreachable(_WRONG)
    try:
        return orjson.dumps(one, option=orjson.OPT_SORT_KEYS)
    except orjson.JSONEncodeError:
        return b""


def _listed(one: Any) -> Listed:
    if not isinstance(one, dict):
        raise Unreachable(_WRONG)
    return Listed(_text(one, "id"), _text(one, "version"))


def _text(told: dict[str, Any], name: str) -> str:
    found = told.get(name)
    return found if isinstance(found, str) and len(found) <= LONGEST else ""


def _moment(text: str) -> str:
    try:
        return stamp(text) if text else ""
    except ValueError:
        return ""


def _rows(told: dict[str, Any], name: str) -> list[dict[str, Any]]:
    found = told.get(name, [])
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _ids(told: dict[str, Any], name: str) -> tuple[str, ...]:
    return tuple(_text(one, "id") for one in _rows(told, name))


def _reasons(told: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    return tuple((_text(one, "id"), _text(one, "message")) for one in _rows(told, "failures"))
