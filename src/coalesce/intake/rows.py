"""What a reader gives for each row: read, rejected with a reason, or left out by kind.

Invariant: every row of a source gives exactly one of the three; a reason never holds a person's name.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import date

from coalesce.handling import TLP, Grant
from coalesce.records import Entry


@dataclass(frozen=True, slots=True)
class RowHandling:
    """What the owner wrote about this record's handling. None: the list's default; an empty set: the owner alone."""

    tlp: TLP | None = None
    releases: frozenset[Grant] | None = None
    figures_to: frozenset[str] | None = None
    keep_until: date | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """A person that was read, with the handling of the row where it has one, and the row's cells as they came."""

    entry: Entry
    handling: RowHandling | None = None
    cells: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that could not be read: ``line`` from 1, the field at fault, why, and the row's cells as they came.

    ``reference``: the list's own key as far as the row surely names one, so that what is held of it is not taken to be gone;
    None where it names none, and where a row before it has that key: then it ``repeats`` it.
    """

    line: int
    field: str | None
    reason: str
    row: tuple[str, ...] = ()
    reference: str | None = dataclasses.field(default=None, compare=False)
    repeats: bool = dataclasses.field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row that is no person: ``kind`` is "organisation", "vessel" or "aircraft"."""

    line: int
    kind: str


Row = Read | Rejected | LeftOut
