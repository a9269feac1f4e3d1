"""A Person: records that are one person, for one audience.

Invariant: made from what the audience may see, as if nothing else existed; the id is a keyed
hash of the audience and those records, so that it tells nothing and changes when they do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from coalesce.handling import Purpose


@dataclass(frozen=True, slots=True)
class Audience:
    """What one member may see for one purpose: the scope of everything derived."""

    member: str
    purpose: Purpose

    def __str__(self) -> str:
        return f"{self.member}:{self.purpose}"


class Joined(StrEnum):
    """Who says that the records of a person are one person."""

    NOBODY = "nobody"
    """There is one record only: nothing was said of it and another."""
    HUMANS = "humans"
    PROBABILITY = "probability"
    """At least one join is the most probable one, and no human's."""


@dataclass(frozen=True, slots=True)
class Person:
    """``records`` are sorted ids; ``judged`` when no join rests on the machine alone: a record that stands alone has none."""

    id: str
    records: tuple[str, ...]
    judged: bool

    @property
    def joined_by(self) -> Joined:
        """Who joins the records; ``judged`` cannot tell one record alone from records that humans joined."""
        if len(self.records) < 2:
            return Joined.NOBODY
        return Joined.HUMANS if self.judged else Joined.PROBABILITY


@dataclass(frozen=True, slots=True, eq=False)
class Everybody:
    """Whose each record is, in columns: ``records`` sorted, beside each the person's id (as UTF-8) and whether that is judged."""

    records: list[str]
    persons: NDArray[np.bytes_]
    judged: NDArray[np.bool_]

    @classmethod
    def of(cls, people: Iterable[Person]) -> Everybody:
        """The same people, told one by one."""
        return cls.of_rows((record, person.id, person.judged) for person in people for record in person.records)

    @classmethod
    def of_rows(cls, rows: Iterable[tuple[str, str, bool]]) -> Everybody:
        """From record, person and judged, in any order."""
        ordered = sorted(rows)
        persons = np.array([person.encode() for _, person, _ in ordered], dtype=np.bytes_)
        return cls([row[0] for row in ordered], persons, np.array([row[2] for row in ordered], dtype=np.bool_))

    def part(self, start: int, end: int) -> Everybody:
        """The records from one place to before another."""
        return Everybody(self.records[start:end], self.persons[start:end], self.judged[start:end])

    def rows(self) -> Iterator[tuple[str, str, bool]]:
        """Record, person and judged of each record."""
        persons = (person.decode() for person in self.persons.tolist())
        return zip(self.records, persons, self.judged.tolist(), strict=True)
