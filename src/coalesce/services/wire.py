"""What the services ask of another node, or of any TAXII server: pages of what it has, and that it takes something.

Invariant: an answer is bytes and places, never a promise: whoever speaks for a peer bounds how much comes, how long it takes and
how often it is asked. ``app`` says who that is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Place:
    """Where to read on in a collection: behind what was added at ``added_after``, or where the peer's own ``next`` says."""

    added_after: str = ""
    next: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """Some bodies, each JSON in one fixed form, and where the next page begins. ``whole``: nothing is left there for now."""

    bodies: tuple[bytes, ...]
    at: Place
    whole: bool


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of a manifest: an id and a version, as the peer writes it."""

    stix_id: str
    version: str


@dataclass(frozen=True, slots=True)
class Collection:
    """One collection of a peer. ``alias`` is a name that people use."""

    id: str
    title: str
    alias: str
    can_read: bool
    can_write: bool


@dataclass(frozen=True, slots=True)
class Root:
    """What a peer says of itself: the most bytes that it takes at once; ``key``, its node's public key in hexadecimal, or ""."""

    title: str
    most_bytes: int
    key: str = ""


@dataclass(frozen=True, slots=True)
class Posted:
    """What became of what was posted: the ids that were taken, and those that were not with the reason as the peer says it."""

    taken: tuple[str, ...]
    refused: tuple[tuple[str, str], ...] = ()


class Peer(Protocol):
    """Another member's node, or another TAXII 2.1 server. Every call raises Unreachable, or AskedToWait."""

    def root(self) -> Root:
        """What it says of itself."""

    def collections(self) -> list[Collection]:
        """The collections that it shows us."""

    def pages(self, collection: str, start: Place) -> Iterator[Page]:
        """What it has from a place on, oldest first; something may come twice, and a page may hold nothing."""

    def manifest(self, collection: str) -> Iterator[tuple[Listed, ...]]:
        """Everything that the collection holds just now, page by page."""

    def post(self, collection: str, bodies: Sequence[bytes]) -> Posted:
        """Give it something."""

    def close(self) -> None:
        """Let go of its connections."""


@dataclass(frozen=True, slots=True)
class Reach:
    """How a peer is reached. ``authorization`` is the header that we show it; ``certificate`` a pinned authority as PEM.

    ``exact``: no two things there were added at one moment, as on a node of ours; elsewhere the last moment is read again.
    """

    url: str
    authorization: str = field(repr=False, default="")
    certificate: str = ""
    exact: bool = False


Open = Callable[[Reach], Peer]
"""Begins to speak with a peer. Raises BadUsage where its address cannot be one."""
