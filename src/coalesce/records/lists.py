"""A List: a named collection of one member.

Invariant: a list's name is unique within its owner; only ``travellers`` are counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from coalesce.handling import Handling


class ListKind(StrEnum):
    """Travellers are counted; designations are linked and screened against; customers only screened."""

    TRAVELLERS = "travellers"
    DESIGNATIONS = "designations"
    CUSTOMERS = "customers"


@dataclass(frozen=True, slots=True)
class RecordList:
    """One list. ``edition`` is the number of its newest published edition, 0 before the first.

    ``source_group`` None stands for the list itself: lists of one group count as one when estimating.
    """

    id: str
    name: str
    owner: str
    kind: ListKind
    handling: Handling
    source_group: str | None = None
    deduplicated: bool = False
    edition: int = 0
