"""An Entry: what a list says about one person, as it says it.

Invariant: nothing is guessed. A field that the list leaves empty stays empty;
a date stays as partial as it came; a name keeps its own spelling and script.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from coalesce.dates import PartialDate

if TYPE_CHECKING:
    from coalesce.records.sighting import Sighting


class Sex(StrEnum):
    """As written in the list."""

    MALE = "M"
    FEMALE = "F"
    OTHER = "X"


class NameKind(StrEnum):
    """What a name is to its bearer."""

    PRIMARY = "primary"
    ALIAS = "alias"
    FORMER = "former"
    ORIGINAL_SCRIPT = "original_script"


class NameQuality(StrEnum):
    """How far the list itself trusts the name (UN: "Good" and "Low"; OFAC: strong and weak)."""

    GOOD = "good"
    LOW = "low"
    UNKNOWN = "unknown"


class PartRole(StrEnum):
    """What a part of a name is. ``ORDERED`` where the list numbers parts without saying what they are (UN)."""

    GIVEN = "given"
    FATHER = "father"
    GRANDFATHER = "grandfather"
    FAMILY = "family"
    PATRONYMIC = "patronymic"
    ORDERED = "ordered"


@dataclass(frozen=True, slots=True)
class NamePart:
    """One part of a name, in the list's order."""

    role: PartRole
    text: str


@dataclass(frozen=True, slots=True)
class Name:
    """One name as written. ``script`` is ISO 15924 ("Latn", "Arab", ...; "Zyyy" mixed or none); ``language`` BCP 47."""

    full: str
    script: str
    kind: NameKind = NameKind.PRIMARY
    quality: NameQuality = NameQuality.UNKNOWN
    language: str | None = None
    parts: tuple[NamePart, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """A place as written; ``country`` ISO 3166 alpha-2 where the list gives or clearly means one."""

    text: str
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """An identity document: ``kind`` as far as told ("passport", "national_id", "other"), number as written."""

    number: str
    kind: str = "other"
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where the entry stood: the file's name (never its path) and the line, from 1."""

    source: str
    line: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of one list about one person. ``reference`` is the list's own key, or a content key."""

    reference: str
    names: tuple[Name, ...]
    provenance: Provenance
    sex: Sex | None = None
    birth_dates: tuple[PartialDate, ...] = ()
    birth_places: tuple[Place, ...] = ()
    nationalities: tuple[str, ...] = ()
    documents: tuple[Document, ...] = ()
    remarks: str = ""
    sightings: tuple[Sighting, ...] = ()
    residences: tuple[Place, ...] = ()
