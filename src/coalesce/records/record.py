"""A Record: an Entry as a node holds it, in one version, under its handling.

Invariant: ids are random and say nothing; a version never changes; the
sightings here are those that this reader may see, no more.
"""

from __future__ import annotations

from dataclasses import dataclass

from coalesce.handling import Handling
from coalesce.records.entry import Entry
from coalesce.records.sighting import Sighting


@dataclass(frozen=True, slots=True)
class HeldSighting:
    """A sighting as held: its own random id beside it."""

    id: str
    sighting: Sighting


@dataclass(frozen=True, slots=True)
class Record:
    """``id`` is 26 lower-case letters and digits; ``version`` counts from 1 within the record.

    ``entry.sightings`` is empty: the visible ones stand in ``sightings``.
    """

    id: str
    version: int
    list_id: str
    list_name: str
    owner: str
    handling: Handling
    entry: Entry
    sightings: tuple[HeldSighting, ...] = ()

    @property
    def name(self) -> str:
        """The first name as written: what a row of a table shows."""
        return self.entry.names[0].full
