"""A Person: records that are one person, for one audience.

Invariant: made from what the audience may see, as if nothing else existed; the id is a keyed
hash of the audience and those records, so that it tells nothing and changes when they do.
"""

from __future__ import annotations

from dataclasses import dataclass

from coalesce.handling import Purpose


@dataclass(frozen=True, slots=True)
class Audience:
    """What one member may see for one purpose: the scope of everything derived."""

    member: str
    purpose: Purpose

    def __str__(self) -> str:
        return f"{self.member}:{self.purpose}"


@dataclass(frozen=True, slots=True)
class Person:
    """``records`` are sorted ids; ``judged`` when a human's "same" joins them all (one record alone is judged)."""

    id: str
    records: tuple[str, ...]
    judged: bool
