"""A record in outline: what facets count and filters ask, without its handling.

Invariant: every value is what the record itself says, or what its visible sightings say; nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date


@dataclass(frozen=True, slots=True)
class SeenIn:
    """Where a sighting was, and between which days; None without a date."""

    country: str
    first: date | None = None
    last: date | None = None

    def may_be(self, since: date | None, until: date | None) -> bool:
        """Whether it may have been in the window; not without a date."""
        if self.first is None or self.last is None:
            return False
        return (since is None or self.last >= since) and (until is None or self.first <= until)


@dataclass(frozen=True, slots=True)
class Sketch:
    """One record in outline. ``born``: the decades of its birth dates, like 1980; ``born_in``: countries of birth."""

    record: str
    reference: str
    list_id: str
    list_name: str
    owner: str
    names: tuple[str, ...]
    scripts: tuple[str, ...]
    nationalities: tuple[str, ...] = ()
    born: tuple[int, ...] = ()
    born_in: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    seen: tuple[SeenIn, ...] = field(default=())

    def with_seen(self, seen: tuple[SeenIn, ...]) -> Sketch:
        """The same with its sightings."""
        return replace(self, seen=seen)

    def seen_between(self, since: date | None, until: date | None) -> bool:
        """Whether some dated sighting may fall in the window; without one, always."""
        if since is None and until is None:
            return True
        return any(True for _ in self.within(since, until))

    def within(self, since: date | None, until: date | None) -> Iterator[SeenIn]:
        """Sightings that may fall in the window; all without one, those without a date too."""
        for seen in self.seen:
            if (since is None and until is None) or seen.may_be(since, until):
                yield seen
