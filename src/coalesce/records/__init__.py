"""The vocabulary: every word of the design that two rooms share. Frozen, slotted, without behaviour that decides."""

from coalesce.records.entry import (
    Document,
    Entry,
    Name,
    NameKind,
    NamePart,
    NameQuality,
    PartRole,
    Place,
    Provenance,
    Sex,
)
from coalesce.records.flow import Cell, Contribution, FlowTable, Journey, Leg
from coalesce.records.judgement import Judgement, Verdict
from coalesce.records.link import Link, MatchWeight, WeightPart
from coalesce.records.lists import ListKind, RecordList
from coalesce.records.person import Audience, Person
from coalesce.records.record import HeldSighting, Record
from coalesce.records.sighting import Grade, Sighting, SightingKind

__all__ = [
    "Audience",
    "Cell",
    "Contribution",
    "Document",
    "Entry",
    "FlowTable",
    "Grade",
    "HeldSighting",
    "Journey",
    "Judgement",
    "Leg",
    "Link",
    "ListKind",
    "MatchWeight",
    "Name",
    "NameKind",
    "NamePart",
    "NameQuality",
    "PartRole",
    "Person",
    "Place",
    "Provenance",
    "Record",
    "RecordList",
    "Sex",
    "Sighting",
    "SightingKind",
    "Verdict",
    "WeightPart",
]
