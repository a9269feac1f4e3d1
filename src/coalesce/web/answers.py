"""What an endpoint gives back: a page, a document, a file, or another address.

Invariant: plain data; nothing here has been rendered or sent yet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from coalesce.handling import TLP

_ORDER = tuple(TLP)


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its template, its title, what the template needs, and the labels of all that it shows. ``session`` and ``step``
    as of a Redirect."""

    template: str
    title: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    labels: Sequence[TLP] = ()
    status: int = 200
    session: str | None = None
    step: str | None = None


@dataclass(frozen=True, slots=True)
class Data:
    """A JSON document."""

    document: Any
    status: int = 200


@dataclass(frozen=True, slots=True)
class File:
    """Bytes with their media type; with a ``name`` they are to be saved. ``kept``: may a browser keep it for good? ``zipped``: the
    same with gzip, for who takes it; of the desk's own files alone, since the length of a zipped answer tells of what is in it."""

    body: bytes
    media: str
    name: str = ""
    kept: bool = False
    zipped: bytes = b""


@dataclass(frozen=True, slots=True)
class Stream:
    """A file to be saved that is sent as it is made, however long it is."""

    pieces: Iterator[bytes]
    media: str
    name: str


@dataclass(frozen=True, slots=True)
class Redirect:
    """Another address of the desk (303), or of the identity provider. ``session``: a new session's secret, "" to end it, None to
    leave it; ``step``: what the browser holds until the next step of signing in, alike; ``language``: the tag of the language to
    speak from now on, None to leave it."""

    location: str
    session: str | None = None
    language: str | None = None
    step: str | None = None


Answer = Page | Data | File | Stream | Redirect


def strictest(labels: Sequence[TLP]) -> TLP:
    """The strictest of the labels; AMBER where nothing is labelled."""
    return max(labels, key=_ORDER.index, default=TLP.AMBER)
