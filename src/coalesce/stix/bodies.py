"""A message as a STIX 2.1 object, and back: the frame that all have, and which words fill it.

Invariant: ``read_body`` accepts what ``write_body`` would write and nothing else. So an object cannot say one thing to those
that know our extension and another to those that do not, and holds no field that nobody has looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from coalesce.errors import BadField, Where
from coalesce.handling import TLP
from coalesce.records import (
    AnswerSent,
    CommitmentSent,
    HeadSent,
    JudgementSent,
    Need,
    PersonSent,
    ProposalSent,
    ReceiptSent,
    RequestSent,
    SightingSent,
    WithdrawalSent,
)
from coalesce.records.exchange import Message
from coalesce.stix import asking, persons, plans, sightings, words
from coalesce.stix.canonical import differing, written
from coalesce.stix.faults import BadObject
from coalesce.stix.fields import Fields, Written, moment_text
from coalesce.stix.grants import MARKINGS
from coalesce.stix.ids import EXTENSION, organisation_id, type_of


@dataclass(frozen=True, slots=True)
class _Extended:
    """A type of STIX that bears our extension: what everybody reads, and what we add."""

    write: Callable[[Any], tuple[Written, Written]]
    read: Callable[[Fields, Fields], Message]


@dataclass(frozen=True, slots=True)
class _Added:
    """A type that our extension adds: all its words are properties of its own."""

    write: Callable[[Any], Written]
    read: Callable[[Fields], Message]


_EXTENDED: Mapping[str, _Extended] = {
    "identity": _Extended(persons.write_person, persons.read_person),
    "sighting": _Extended(sightings.write_sighting, sightings.read_sighting),
}
_ADDED: Mapping[str, _Added] = {
    "coalesce-judgement": _Added(words.write_judgement, words.read_judgement),
    "coalesce-withdrawal": _Added(words.write_withdrawal, words.read_withdrawal),
    "coalesce-receipt": _Added(words.write_receipt, words.read_receipt),
    "coalesce-audit-head": _Added(words.write_head, words.read_head),
    "coalesce-request": _Added(asking.write_request, asking.read_request),
    "coalesce-answer": _Added(asking.write_answer, asking.read_answer),
    "coalesce-proposal": _Added(asking.write_proposal, asking.read_proposal),
    "coalesce-commitment": _Added(plans.write_entry_of_plan, plans.read_commitment),
    "coalesce-need": _Added(plans.write_entry_of_plan, plans.read_need),
}
_TYPES: Mapping[type[Any], str] = {
    PersonSent: "identity",
    SightingSent: "sighting",
    JudgementSent: "coalesce-judgement",
    WithdrawalSent: "coalesce-withdrawal",
    ReceiptSent: "coalesce-receipt",
    HeadSent: "coalesce-audit-head",
    RequestSent: "coalesce-request",
    AnswerSent: "coalesce-answer",
    ProposalSent: "coalesce-proposal",
    CommitmentSent: "coalesce-commitment",
}
TYPES = (*_EXTENDED, *_ADDED)
"""The STIX types that a message of ours can have."""


def stix_type(message: Message) -> str:
    """The STIX type of a message."""
    if isinstance(message, CommitmentSent) and isinstance(message.terms, Need):
        return "coalesce-need"
    return _TYPES[type(message)]


def is_ours(found: Mapping[str, Any]) -> bool:
    """Whether an object bears our extension: then it is a message of ours, or means to be one."""
    extensions = found.get("extensions")
    return isinstance(extensions, dict) and EXTENSION in extensions and found.get("type") in TYPES


def write_body(message: Message, tlp: TLP) -> Written:
    """The object without its grant and signatures. Raises BadField where its id is not of its type."""
    kind = stix_type(message)
    if type_of(message.id) != kind:
        raise BadField(f"must be an id of STIX of type {kind}", Where(field="id"))
    if isinstance(message, PersonSent | SightingSent | JudgementSent | CommitmentSent):
        times = message.created, message.modified
    else:
        times = message.at, message.at
    body: Written = {
        "type": kind,
        "spec_version": "2.1",
        "id": message.id,
        "created": moment_text(times[0]),
        "modified": moment_text(times[1]),
        "created_by_ref": organisation_id(message.member),
        "object_marking_refs": [MARKINGS[tlp]],
    }
    if kind in _EXTENDED:
        plain, ours = _EXTENDED[kind].write(message)
        body.update(plain)
        body["extensions"] = {EXTENSION: {"extension_type": "property-extension", **ours}}
    else:
        body.update(_ADDED[kind].write(message))
        body["member"] = message.member
        body["extensions"] = {EXTENSION: {"extension_type": "new-sdo"}}
    return body


def place_of(body: Written) -> Written:
    """The mapping in which grant and signatures stand: the extension, or the object itself where the type is ours."""
    if body["type"] in _EXTENDED:
        place: Written = body["extensions"][EXTENSION]
        return place
    return body


def ours_of(found: Written) -> Fields:
    """Where grant and signatures have to stand in an object from outside. Raises BadObject where it is no message of ours."""
    top = Fields(found)
    kind = top.text("type")
    if kind not in TYPES:
        raise top.fault("type", "is no type that members exchange")
    ours = top.inner("extensions").inner(EXTENSION)
    return ours if kind in _EXTENDED else top


def read_body(body: Written, raw: bytes, tlp: TLP) -> Message:
    """The message. ``raw``: the body's canonical bytes; ``tlp``: the label of its grant. Raises BadObject."""
    top = Fields(body)
    kind = body["type"]
    try:
        message = _EXTENDED[kind].read(top, ours_of(body)) if kind in _EXTENDED else _ADDED[kind].read(top)
        again = write_body(message, tlp)
    except BadObject:
        raise
    except BadField as error:  # what may not be said at all
        raise BadObject(error.reason, error.where) from None
    if written(again) != raw:
        raise BadObject("is not what the rest of the object says", Where(field=differing(body, again)))
    return message
