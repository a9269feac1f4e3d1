"""Journeys, legs and the table of distinct people per leg and period.

Invariant: low <= count <= high in every cell; a cell that is not shown has None in all three.
"""

from __future__ import annotations

from dataclasses import dataclass

from coalesce.dates import PartialDate, Period


@dataclass(frozen=True, slots=True, order=True)
class Leg:
    """Two consecutive countries of a journey, ISO 3166 alpha-2; written ``TR>SY``."""

    start: str
    end: str

    def __str__(self) -> str:
        return f"{self.start}>{self.end}"


@dataclass(frozen=True, slots=True)
class Journey:
    """A person's ordered legs, each with the date of arrival (None: unknown)."""

    legs: tuple[tuple[Leg, PartialDate | None], ...]


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one person adds to the counts: once to each of these, whatever the number of its sightings."""

    leg: Leg
    period: Period
    origin: str | None


@dataclass(frozen=True, slots=True)
class Cell:
    """Distinct people of one row of a flow table: 2.5 %, 50 % and 97.5 % over draws of the links.

    ``leg`` and ``period`` None stand for "all"; ``group`` is the origin or list where asked for.
    """

    leg: Leg | None
    period: Period | None
    group: str | None
    low: int | None
    count: int | None
    high: int | None

    @property
    def suppressed(self) -> bool:
        """Whether the numbers are not shown."""
        return self.count is None


@dataclass(frozen=True, slots=True)
class FlowTable:
    """Distinct people per leg and period for one audience. ``kind`` is ``own`` or ``figure``."""

    kind: str
    viewer: str
    purpose: str
    lists: tuple[str, ...]
    cells: tuple[Cell, ...]
    draws: int
