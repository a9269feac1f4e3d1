"""What stands beside a message for those that know no extension: the extension's definition, members, places, markings.

Invariant: these say nothing of a record, are not signed, and have the same bytes on every node and at every time; nobody takes
their word for anything. A revocation says of an object that it is withdrawn, and nothing of what it said.
"""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from coalesce.handling import TLP
from coalesce.records import SightingSent
from coalesce.records.exchange import Message
from coalesce.stix.canonical import read, written
from coalesce.stix.fields import Fields, Written, moment_text
from coalesce.stix.grants import MARKINGS
from coalesce.stix.ids import EXTENSION, location_id, organisation_id, shared_id

PUBLISHED = "2026-11-01T00:00:00.000000Z"
"""When the extension was published: since what stands here never changes, it was all made then."""

VERSION = "1.0.0"
_AUTHORS = shared_id("identity", "extension", "authors")
_TLP_EXTENSION = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d"
"""OASIS, TLP 2.0 extension of STIX 2.1; the definitions of its five labels are fixed there."""

ENTRIES = ("coalesce-commitment", "coalesce-need")
"""What is ours and told to those that know no extension too: entries of plans."""

_REGIONS = {"XK": "southern-europe"}
"""Codes that countries use and ISO 3166 does not assign: a STIX location names the region of these (STIX 2.1, 10.21)."""


def companions(message: Message, tlp: TLP) -> tuple[bytes, ...]:
    """All that the message's object refers to but other messages: definition, organisation, label and place, canonical bytes."""
    beside = [extension_definition(), authors(), organisation(message.member), marking(tlp)]
    if isinstance(message, SightingSent):
        beside.append(location(message.sighting.country, message.sighting.place))
    return tuple(beside)


@lru_cache(maxsize=1)
def extension_definition() -> bytes:
    """The definition of our extension."""
    said = {
        "created_by_ref": _AUTHORS,
        "name": "Coalesce: people across lists that nobody may pool",
        "description": "Records and sightings of people with partial dates and names by script, one recipient's grant,"
        " judgements, withdrawals with receipts, requests, plans, and heads of audit logs; body and grant signed apart.",
        "schema": "docs/stix-extension.md and src/coalesce/stix/schemas of the project Coalesce",
        "version": VERSION,
        "extension_types": ["property-extension", "new-sdo"],
    }
    return _shared("extension-definition", EXTENSION, said)


@lru_cache(maxsize=1)
def authors() -> bytes:
    """Who published the extension."""
    return _shared("identity", _AUTHORS, {"name": "The authors of Coalesce", "identity_class": "group"})


@lru_cache(maxsize=256)
def organisation(member: str) -> bytes:
    """A member of the task force, by its code."""
    return _shared("identity", organisation_id(member), {"name": member, "identity_class": "organization"})


@lru_cache(maxsize=16_384)
def location(country: str, place: str | None = None) -> bytes:
    """A country, or a place in it as its list writes it."""
    where = {"region": _REGIONS[country]} if country in _REGIONS else {"country": country}
    return _shared("location", location_id(country, place), {"name": country if place is None else place, **where})


@lru_cache(maxsize=8)
def marking(tlp: TLP) -> bytes:
    """The definition of a TLP 2.0 label, as OASIS publishes it."""
    return written(
        {
            "type": "marking-definition",
            "spec_version": "2.1",
            "id": MARKINGS[tlp],
            "created": "2022-10-01T00:00:00.000Z",
            "name": f"TLP:{tlp.value.upper()}",
            "extensions": {_TLP_EXTENSION: {"extension_type": "property-extension", "tlp_2_0": tlp.value}},
        }
    )


def revocation(raw: bytes, at: datetime) -> bytes:
    """The last version of an object that was sent (``raw``), for those that know no extension: revoked, and empty else.

    It keeps what STIX asks of a later version (id, creator, time of creation). Raises BadObject.
    """
    top = Fields(read(raw))
    kind = top.text("type")
    kept = ("type", "spec_version", "id", "created", "created_by_ref")
    said: Written = {name: top.text(name) for name in kept}
    said |= {"modified": moment_text(at), "revoked": True}
    if kind == "identity":
        said |= {"name": "withdrawn", "identity_class": "individual"}
    elif kind == "sighting":
        said["sighting_of_ref"] = top.reference("sighting_of_ref")
    elif kind in ENTRIES:
        said["extensions"] = {EXTENSION: {"extension_type": "new-sdo"}}
    else:
        raise top.fault("type", "is nothing that others know: a withdrawal takes it back")
    return written(said)


def _shared(kind: str, identity: str, said: Written) -> bytes:
    frame = {"type": kind, "spec_version": "2.1", "id": identity, "created": PUBLISHED, "modified": PUBLISHED}
    return written({**frame, **said})
