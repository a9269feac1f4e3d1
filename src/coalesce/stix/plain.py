"""A bundle or envelope of others as rows of an import: individuals with where they were seen.

Invariant: every object of the file gives a row of its own (read, rejected with its reason, or left out by kind), but for places and
accepted sightings, which are part of a person's. Lines are the objects' places in the file, from 1. No input ends in
anything but rows or BadFile.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import orjson

from coalesce.errors import BadFile, Where
from coalesce.handling import TLP
from coalesce.intake.limits import Limits
from coalesce.intake.rows import LeftOut, Read, Rejected, Row, RowHandling
from coalesce.records import Provenance, Sighting, SightingKind
from coalesce.stix.faults import BadObject
from coalesce.stix.plain_objects import Facts, PlainPerson, PlainPlace, PlainSighting, read_plain, told_of

HEADER = ("json",)
_SHOWN = 2000
"""So much of a rejected object stands in the file of rejected rows."""

_KEY = re.compile(rb'"\s*:')
_BUNDLE = re.compile(rb'"type"\s*:\s*"bundle"')


def looks_like_stix(head: bytes) -> bool:
    """Whether the beginning of a file is that of a bundle, an envelope or an object."""
    begin = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    if begin not in (b"{", b"["):
        return False
    return b'"spec_version"' in head or bool(_BUNDLE.search(head))


def plain_rows(raw: bytes, file: str, limits: Limits) -> Iterator[Row]:
    """The rows of a bundle, an envelope of TAXII, a list of objects, or one object, as bytes. Raises BadFile."""
    return rows_of_objects(_objects(raw, file, limits), file, limits)


def rows_of_objects(objects: Sequence[object], file: str, limits: Limits) -> Iterator[Row]:
    """The rows of parsed objects. Persons come first, each with its sightings, then what is rejected or left out, in order."""
    read = _Collection(file, limits)
    for number, found in enumerate(objects, 1):
        read.take(number, found)
    yield from read.persons()
    yield from sorted(read.rest, key=lambda row: row.line)


@dataclass(slots=True)
class _Held:
    number: int
    found: Mapping[str, Any]
    plain: PlainPerson | PlainPlace | PlainSighting


@dataclass(slots=True)
class _Collection:
    """The newest version of each object, and the rows of those that are none of the three."""

    file: str
    limits: Limits
    rest: list[Rejected | LeftOut] = field(default_factory=list)
    _held: dict[str, _Held] = field(default_factory=dict)

    def take(self, number: int, found: object) -> None:
        """One object."""
        if not isinstance(found, dict):
            self._reject(number, None, "is no mapping", found)
            return
        try:
            plain = read_plain(found, Provenance(self.file, number), self.limits)
        except BadObject as error:
            self._reject(number, error.where.field, error.reason, found)
            return
        if isinstance(plain, str):
            self.rest.append(LeftOut(number, plain))
        else:
            self._hold(_Held(number, found, plain))

    def persons(self) -> Iterator[Read]:
        """Each person with its sightings."""
        seen = self._sightings()
        for held in self._held.values():
            if not isinstance(held.plain, PlainPerson):
                continue
            if held.plain.revoked:
                self.rest.append(LeftOut(held.number, "revoked"))
                continue
            row = _row(held.plain, seen.get(held.plain.facts.id, ()))
            if reason := self.limits.too_long(len(row.entry.remarks)):
                self._reject(held.number, "description", f"with what its sightings say, {reason}", held.found)
            else:
                yield row

    def _hold(self, new: _Held) -> None:
        old = self._held.setdefault(new.plain.facts.id, new)
        if old is new:
            return
        if new.plain.facts.version > old.plain.facts.version:
            self._held[new.plain.facts.id] = new
            self.rest.append(LeftOut(old.number, "older version"))
        elif new.plain.facts.version < old.plain.facts.version:
            self.rest.append(LeftOut(new.number, "older version"))
        elif new.found == old.found:
            self.rest.append(LeftOut(new.number, "repeated"))
        else:
            reason = f"this id, modified at the same time, stands in object {old.number} with another content"
            self._reject(new.number, "id", reason, new.found)

    def _sightings(self) -> dict[str, list[tuple[PlainSighting, Sighting]]]:
        made: dict[str, list[tuple[PlainSighting, Sighting]]] = {}
        for held in self._held.values():
            plain = held.plain
            if not isinstance(plain, PlainSighting):
                continue
            person = self._held.get(plain.person)
            if plain.revoked or (person and isinstance(person.plain, PlainPerson) and person.plain.revoked):
                self.rest.append(LeftOut(held.number, "revoked"))
            elif person is None:
                self._reject(held.number, "sighting_of_ref", "is of nobody who is read from this file", held.found)
            elif (place := self._place(plain)) is None:
                reason = "names no location of this file that says its country"
                self._reject(held.number, "where_sighted_refs", reason, held.found)
            else:
                where = Sighting(SightingKind.PRESENT, place[0], plain.date, place[1])
                made.setdefault(plain.person, []).append((plain, where))
        return made

    def _place(self, seen: PlainSighting) -> tuple[str, str | None] | None:
        """Country and place of the first location that names a country."""
        for identity in seen.where:
            held = self._held.get(identity)
            if held is not None and isinstance(held.plain, PlainPlace) and held.plain.country is not None:
                return held.plain.country, held.plain.name
        return None

    def _reject(self, number: int, name: str | None, reason: str, found: object) -> None:
        named = found.get("id") if isinstance(found, dict) else None
        reference = named if isinstance(named, str) else None
        self.rest.append(Rejected(number, name, reason, (_shown(found),), reference))


def _row(person: PlainPerson, seen: Sequence[tuple[PlainSighting, Sighting]]) -> Read:
    """The person as a row; what its sightings say beyond our fields stands in its remarks."""
    remarks = [person.entry.remarks, *(_said_of(plain.facts) for plain, _ in seen)]
    facts = (person.facts, *(plain.facts for plain, _ in seen))
    labels = [one.tlp for one in facts if one.tlp is not None]
    entry = replace(
        person.entry,
        sightings=tuple(dict.fromkeys(sighting for _, sighting in seen)),
        remarks="; ".join(text for text in remarks if text),
    )
    return Read(entry, RowHandling(tlp=max(labels, key=tuple(TLP).index)) if labels else None)


def _said_of(facts: Facts) -> str:
    told = told_of(facts)
    return f"sighting: {told}" if told else ""


def _shown(found: object) -> str:
    try:
        return orjson.dumps(found).decode()[:_SHOWN]
    except TypeError:  # nested too deep to be shown
        return ""


def _objects(raw: bytes, file: str, limits: Limits) -> Sequence[object]:
    """The objects of a file. Raises BadFile."""
    where = Where(file)
    if len(raw) > limits.max_stix_bytes:
        raise BadFile(f"has {len(raw)} bytes, more than the {limits.max_stix_bytes} allowed for STIX", where)
    plain = raw.removeprefix(b"\xef\xbb\xbf")
    try:
        found = orjson.loads(plain)
    except orjson.JSONDecodeError as error:
        raise BadFile("is not JSON in UTF-8", Where(file, error.lineno)) from None
    _refuse_doubles(plain, found, file)
    objects = _listed(found, where)
    if not objects:
        raise BadFile("holds no objects: nothing would be left of the list", where)
    if len(objects) > limits.max_rows:
        raise BadFile(f"has {len(objects)} objects, more than the {limits.max_rows} allowed", where)
    return objects


def _listed(found: object, where: Where) -> Sequence[object]:
    if isinstance(found, list):
        return found
    if not isinstance(found, dict):
        raise BadFile("is JSON, but neither a bundle nor an object of STIX", where)
    if "objects" not in found and found.get("type") != "bundle" and isinstance(found.get("type"), str):
        return [found]
    if found.get("type") == "bundle" and "spec_version" in found and found["spec_version"] != "2.1":
        raise BadFile("is a bundle of STIX 2.0: have it converted to 2.1, for example with stix2-elevator", where)
    objects = found.get("objects", [])
    if not isinstance(objects, list) or ("objects" not in found and found.get("type") != "bundle"):
        raise BadFile("is JSON, but no bundle or envelope of STIX: it has no list 'objects'", where)
    return objects


def _refuse_doubles(raw: bytes, found: object, file: str) -> None:
    """A key that stands twice in one mapping: the fast parser keeps the last, another reader the first."""
    if len(_KEY.findall(raw)) <= _keys(found):
        return

    def once(pairs: list[tuple[str, object]]) -> None:
        if len(dict(pairs)) < len(pairs):
            raise BadFile("says a key twice in one mapping: it can be read in two ways", Where(file))

    try:
        json.loads(raw, object_pairs_hook=once)
    except (ValueError, RecursionError):
        raise BadFile("is not JSON in UTF-8", Where(file)) from None


def _keys(found: object) -> int:
    """How many keys stand in a value, at any depth, without recursion."""
    count, pending = 0, [found]
    while pending:
        value = pending.pop()
        if isinstance(value, dict):
            count += len(value)
            pending += [one for one in value.values() if isinstance(one, dict | list)]
        elif isinstance(value, list):
            pending += [one for one in value if isinstance(one, dict | list)]
    return count
