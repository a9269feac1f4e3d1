"""A Sighting: where and when a record's person was.

Invariant: ``country`` is always there (ISO 3166 alpha-2); place and origin only as the list gives them.
Grades follow the admiralty system as far as its source letter and credibility number.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from coalesce.dates import PartialDate

if TYPE_CHECKING:
    from coalesce.handling import Handling


class SightingKind(StrEnum):
    """What was seen. A person who ``turned_back`` did not reach the country."""

    DEPARTED = "departed"
    ENTERED = "entered"
    PRESENT = "present"
    LEFT = "left"
    RETURNED = "returned"
    TURNED_BACK = "turned_back"


class Grade(StrEnum):
    """Reliability of the source, A (completely reliable) to E (unreliable), F (cannot be judged)."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
    E = "E"
    F = "F"


@dataclass(frozen=True, slots=True)
class Sighting:
    """One sighting. ``handling`` None means its record's; it is never wider than that."""

    kind: SightingKind
    country: str
    date: PartialDate | None = None
    place: str | None = None
    from_country: str | None = None
    grade: Grade = Grade.F
    handling: Handling | None = None
