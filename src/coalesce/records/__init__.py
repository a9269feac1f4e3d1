"""The vocabulary: every word of the design that two rooms share. Frozen, slotted, without behaviour that decides."""

from coalesce.records.capture import CaptureTable
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
from coalesce.records.estimate import (
    Alternative,
    Dependence,
    Estimate,
    Interval,
    LeftOut,
    ModelFit,
    Opinion,
    Refusal,
)
from coalesce.records.flow import Cell, Contribution, FlowTable, Journey, Leg
from coalesce.records.judgement import Judgement, Verdict
from coalesce.records.link import Link, LinkColumns, MatchWeight, WeightPart
from coalesce.records.lists import ListKind, RecordList
from coalesce.records.person import Audience, Everybody, Joined, Person
from coalesce.records.record import HeldSighting, Record
from coalesce.records.sighting import Grade, Sighting, SightingKind

__all__ = [
    "Alternative",
    "Audience",
    "CaptureTable",
    "Cell",
    "Contribution",
    "Dependence",
    "Document",
    "Entry",
    "Estimate",
    "Everybody",
    "FlowTable",
    "Grade",
    "HeldSighting",
    "Interval",
    "Joined",
    "Journey",
    "Judgement",
    "LeftOut",
    "Leg",
    "Link",
    "LinkColumns",
    "ListKind",
    "MatchWeight",
    "ModelFit",
    "Name",
    "NameKind",
    "NamePart",
    "NameQuality",
    "Opinion",
    "PartRole",
    "Person",
    "Place",
    "Provenance",
    "Record",
    "RecordList",
    "Refusal",
    "Sex",
    "Sighting",
    "SightingKind",
    "Verdict",
    "WeightPart",
]
