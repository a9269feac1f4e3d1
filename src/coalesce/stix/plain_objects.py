"""Objects of others, one by one: a person, a place, a sighting, or a kind that we have no use for.

Invariant: whatever of an object has no field here is kept as its canonical JSON (``unknown``); nothing is guessed: an identity that does
not say that it is an individual is no person, a sighting without a day has none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from coalesce.dates import PartialDate
from coalesce.errors import BadField
from coalesce.handling import TLP
from coalesce.intake.fields import distinct, read_country, read_name, tidy
from coalesce.intake.limits import Limits
from coalesce.records import Entry, Name, NameKind, Provenance
from coalesce.stix.bodies import is_ours
from coalesce.stix.canonical import written
from coalesce.stix.faults import BadObject
from coalesce.stix.fields import Fields
from coalesce.stix.grants import LABELS

_TLP_1 = {
    "marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9": TLP.CLEAR,
    "marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da": TLP.GREEN,
    "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82": TLP.AMBER,
    "marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed": TLP.RED,
}
"""STIX 2.1, section 7.2.1.4: the labels of TLP 1.0, as they are called since."""

_STRICTER = tuple(TLP)
_MARKINGS = {**LABELS, **_TLP_1}
_TIME = re.compile(r"(\d{4})-(\d{2})-(\d{2})T([01]\d|2[0-3]):([0-5]\d):([0-5]\d|60)(?:\.(\d+))?Z", re.ASCII)
_ALIASES = ("aliases", "x_opencti_aliases")
_OF_NO_ONE = frozenset(("type", "id", "spec_version", "created", "modified"))
"""What every object has: it says nothing of a person."""

_KINDS = frozenset(
    "attack-pattern campaign course-of-action grouping incident indicator infrastructure intrusion-set malware malware-analysis note"
    " observed-data opinion report threat-actor tool vulnerability relationship extension-definition language-content"
    " marking-definition".split()
)
_CLASSES = {"organization": "organisation", "group": "group", "system": "system", "class": "class of people"}


@dataclass(frozen=True, slots=True)
class Facts:
    """What every object read has: its id, which version of it this is (a text that sorts), its label, and what has no field here."""

    id: str
    version: str
    tlp: TLP | None
    unknown: bytes


@dataclass(frozen=True, slots=True)
class PlainPerson:
    """An identity of class ``individual``. ``revoked``: its creator has taken it back."""

    facts: Facts
    entry: Entry
    revoked: bool


@dataclass(frozen=True, slots=True)
class PlainPlace:
    """A location: ``country`` None where it names none; ``name`` None where it says no more than the country."""

    facts: Facts
    country: str | None
    name: str | None


@dataclass(frozen=True, slots=True)
class PlainSighting:
    """A sighting of the identity ``person`` at the first of the locations ``where`` that names a country."""

    facts: Facts
    person: str
    where: tuple[str, ...]
    date: PartialDate | None
    revoked: bool


Plain = PlainPerson | PlainPlace | PlainSighting


def read_plain(found: Mapping[str, Any], provenance: Provenance, limits: Limits) -> Plain | str:
    """The person, place or sighting; or the kind of what is none of these.

    Raises BadObject, which names the field: it is no object of STIX 2.1, or bears our extension, which is not read as plain.
    """
    top = Fields(found)
    kind = top.text("type")
    if is_ours(found):
        raise top.fault(
            "extensions", "is a message of a Coalesce node: pull it from that node, so that its grant binds"
        )
    if kind == "identity":
        return _identity(top, provenance, limits)
    if kind == "location":
        return _location(top, limits)
    if kind == "sighting":
        return _sighting(top, limits)
    return kind if kind in _KINDS else "other type"


def _identity(top: Fields, provenance: Provenance, limits: Limits) -> PlainPerson | str:
    written_as = top.text("identity_class", "").strip().lower()
    if written_as != "individual":
        return _CLASSES.get(written_as, "identity of another class")
    facts = _facts(top, limits, frozenset(("identity_class", "name", "description", *_ALIASES)))
    entry = Entry(facts.id, _names(top, limits), provenance, remarks=_remarks(top, facts, limits))
    return PlainPerson(facts, entry, top.flag("revoked"))


def _names(top: Fields, limits: Limits) -> tuple[Name, ...]:
    written_as = [("name", NameKind.PRIMARY, top.text("name"))]
    written_as += [(field, NameKind.ALIAS, text) for field in _ALIASES for text in top.texts(field)]
    if len(written_as) > limits.max_names:
        raise top.fault("name", f"has more than the {limits.max_names} names allowed")
    names = []
    for field, kind, text in written_as:
        try:
            names.append(read_name(_bounded(top, field, text, limits), kind))
        except BadObject:
            raise
        except BadField as error:
            raise top.fault(field, error.reason) from None
    return distinct(names)


def _remarks(top: Fields, facts: Facts, limits: Limits) -> str:
    """The description, then each field that has no place here, with its name."""
    described = tidy(_bounded(top, "description", top.text("description", ""), limits))
    return "; ".join(text for text in (described, told_of(facts)) if text)


def told_of(facts: Facts) -> str:
    """``roles: ["guide"]; x_rank: 7``: what has no field here, as text."""
    return "; ".join(f"{tidy(name)}: {_as_text(value)}" for name, value in orjson.loads(facts.unknown).items())


def _as_text(value: object) -> str:
    return tidy(value) if isinstance(value, str) else orjson.dumps(value).decode()


def _location(top: Fields, limits: Limits) -> PlainPlace:
    facts = _facts(top, limits, frozenset(("name", "country", "city")))
    country = _country(top)
    name = tidy(_bounded(top, "name", top.text("name", ""), limits)) or None
    city = tidy(_bounded(top, "city", top.text("city", ""), limits)) or None
    if name is not None and country is not None and _is_country(name, country):
        name = None
    return PlainPlace(facts, country, city or name)


def _country(top: Fields) -> str | None:
    written_as = top.text("country", "")
    if not written_as.strip():
        return None
    try:
        return read_country(written_as)
    except BadField as error:
        raise top.fault("country", error.reason) from None


def _is_country(name: str, country: str) -> bool:
    try:
        return read_country(name) == country
    except BadField:
        return False


def _sighting(top: Fields, limits: Limits) -> PlainSighting | str:
    of = top.reference("sighting_of_ref")
    if not of.startswith("identity--"):
        return "sighting of no person"
    read = frozenset(("sighting_of_ref", "where_sighted_refs", "first_seen", "last_seen"))
    facts = _facts(top, limits, read)
    where = tuple(one for one in top.references("where_sighted_refs") if one.startswith("location--"))
    return PlainSighting(facts, of, where, _seen(top), top.flag("revoked"))


def _seen(top: Fields) -> PartialDate | None:
    """From the day of ``first_seen`` to that of ``last_seen``; one of both is a day."""
    days = [_day(top, field) for field in ("first_seen", "last_seen") if field in top.held]
    if not days:
        return None
    if days[-1].latest < days[0].earliest:
        raise top.fault("last_seen", "is before first_seen")
    return PartialDate.span(days[0], days[-1])


def _day(top: Fields, field: str) -> PartialDate:
    _time(top, field)
    try:
        return PartialDate.parse(top.text(field)[:10])
    except BadField as error:
        raise top.fault(field, error.reason) from None


def _time(top: Fields, field: str) -> str:
    """A time of STIX in a form that sorts: trailing zeros of its fraction are nothing. Raises BadObject."""
    text = top.text(field)
    found = _TIME.fullmatch(text) if len(text) < 64 else None
    if found is None:
        raise top.fault(field, "must be a time in UTC like 2014-11-01T12:00:00Z")
    return f"{text[:19]}.{(found[7] or '').rstrip('0')}"


def _facts(top: Fields, limits: Limits, read: frozenset[str]) -> Facts:
    if top.held.get("spec_version") != "2.1":
        raise top.fault("spec_version", "is not 2.1: objects of STIX 2.0 are not read; have them converted to 2.1")
    identity = top.reference("id", top.text("type"))
    version = _time(top, "modified")
    _time(top, "created")
    marks = top.texts("object_marking_refs")
    label = max((_MARKINGS[mark] for mark in marks if mark in _MARKINGS), key=_STRICTER.index, default=None)
    passed = read | _OF_NO_ONE | ({"object_marking_refs"} if all(mark in _MARKINGS for mark in marks) else set())
    rest = {name: value for name, value in top.held.items() if name not in passed}
    if rest.get("revoked") is False:
        del rest["revoked"]
    unknown = written(rest)
    if len(unknown) > limits.max_field_chars:
        reason = (
            f"has {len(unknown)} bytes in fields that are not known, more than the {limits.max_field_chars} allowed"
        )
        raise top.fault("id", reason)
    return Facts(identity, version, label, unknown)


def _bounded(top: Fields, field: str, text: str, limits: Limits) -> str:
    if reason := limits.too_long(len(text)):
        raise top.fault(field, reason)
    return text
