"""Records to bytes and back: compact JSON, in one fixed order of keys, without sightings.

Invariant: decode(encode(entry)) == entry with its sightings taken off, and equal
entries give equal bytes, so that a digest tells whether anything changed.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date
from typing import Any

import orjson

from coalesce.dates import PartialDate
from coalesce.handling import Handling
from coalesce.records import (
    Document,
    Entry,
    MatchWeight,
    Name,
    NameKind,
    NamePart,
    NameQuality,
    PartRole,
    Place,
    Provenance,
    Sex,
    Sighting,
    WeightPart,
)


def encode(entry: Entry) -> bytes:
    """The entry as bytes, its reference and sightings left out: those stand in columns and rows of their own.

    Residences come last, where there are any: a version of before they were read has none.
    """
    return orjson.dumps([*_said(entry), [entry.provenance.source, entry.provenance.line], *_residences(entry)])


def names_of(body: bytes) -> tuple[str, ...]:
    """The names alone, as written, of what ``encode`` wrote."""
    return tuple(row[0] for row in orjson.loads(body)[0])


def scripts_of(body: bytes) -> frozenset[str]:
    """The scripts of the names alone, of what ``encode`` wrote."""
    return frozenset(row[1] for row in orjson.loads(body)[0])


def sex_of(body: bytes) -> str | None:
    """The sex alone, of what ``encode`` wrote."""
    return orjson.loads(body)[1] or None


def decode(body: bytes, reference: str) -> Entry:
    """The entry that ``encode`` wrote."""
    names, sex, births, places, nationalities, documents, remarks, provenance, *more = orjson.loads(body)
    return Entry(
        reference=reference,
        names=tuple(_to_name(row) for row in names),
        provenance=Provenance(*provenance),
        sex=Sex(sex) if sex else None,
        birth_dates=tuple(to_date(*row) for row in births),
        birth_places=tuple(Place(*row) for row in places),
        nationalities=tuple(nationalities),
        documents=tuple(Document(*row) for row in documents),
        remarks=remarks,
        residences=tuple(Place(*row) for row in more[0]) if more else (),
    )


def says_alike(one: bytes, other: bytes) -> bool:
    """Whether two entries that ``encode`` wrote say the same, whatever files and lines they came from."""
    if one == other:
        return True
    first, second = orjson.loads(one), orjson.loads(other)
    return bool(first[:_SOURCE] == second[:_SOURCE] and first[_SOURCE + 1 :] == second[_SOURCE + 1 :])


_SOURCE = 7
"""The place of file and line in what ``encode`` gives."""

FIELDS: dict[str, int] = {
    "name": 0, "sex": 1, "birth_date": 2, "birth_place": 3, "nationality": 4, "document": 5, "remarks": 6, "residence": 8,
}  # fmt: skip
"""The fields of an entry that can be written alone, and their places in what ``encode`` gives."""

SIGHTINGS = "sightings"


def encode_field(entry: Entry, field: str) -> bytes:
    """One field as bytes: equal for equal contents. Of sightings what each says, without its handling, in one order."""
    if field == SIGHTINGS:
        return orjson.dumps(sorted(said_of(sighting) for sighting in entry.sightings))
    parts = orjson.loads(encode(entry))
    return orjson.dumps(parts[FIELDS[field]] if FIELDS[field] < len(parts) else [])


def with_field(entry: Entry, field: str, body: bytes) -> Entry:
    """The entry with that field as ``encode_field`` wrote it; for sightings, without those that stand there."""
    if field == SIGHTINGS:
        struck = set(orjson.loads(body))
        left = tuple(one for one in entry.sightings if said_of(one) not in struck)
        return entry if len(left) == len(entry.sightings) else replace(entry, sightings=left)
    parts = orjson.loads(encode(entry))
    parts += [[]] * (FIELDS[field] + 1 - len(parts))
    parts[FIELDS[field]] = orjson.loads(body)
    return replace(decode(orjson.dumps(parts), entry.reference), sightings=entry.sightings)


def said_of(sighting: Sighting) -> str:
    """What a sighting says, without its handling: the same text for the same content."""
    return orjson.dumps(_seen(sighting)).decode()


def digest(entry: Entry, handling: Handling) -> bytes:
    """Whether two versions say the same: over content, handling and sightings, not over file or line."""
    said = [*_said(entry), *_residences(entry)]
    seen = sorted(_sighting(sighting, handling) for sighting in entry.sightings)
    return hashlib.blake2b(orjson.dumps([said, _handling(handling), seen]), digest_size=16).digest()


def _said(entry: Entry) -> list[Any]:
    return [
        [_name(name) for name in entry.names],
        entry.sex,
        [_date(when) for when in entry.birth_dates],
        _places(entry.birth_places),
        entry.nationalities,
        [[paper.number, paper.kind, paper.country] for paper in entry.documents],
        entry.remarks,
    ]


def _residences(entry: Entry) -> list[Any]:
    """Nothing where there are none, so that an entry without any has the bytes and the digest that it always had."""
    return [_places(entry.residences)] if entry.residences else []


def _places(places: tuple[Place, ...]) -> list[list[str | None]]:
    return [[place.text, place.country] for place in places]


def _handling(handling: Handling) -> list[Any]:
    grants = sorted([str(grant.purpose), grant.member] for grant in handling.releases)
    kept = handling.keep_until.isoformat()
    return [handling.tlp, handling.code, handling.onward, kept, grants, sorted(handling.figures_to)]


def _sighting(sighting: Sighting, default: Handling) -> str:
    return orjson.dumps([*_seen(sighting), _handling(sighting.handling or default)]).decode()


def _seen(sighting: Sighting) -> list[Any]:
    when = _date(sighting.date) if sighting.date else None
    return [sighting.kind, sighting.country, when, sighting.place, sighting.from_country, sighting.grade]


def _name(name: Name) -> list[Any]:
    parts = [[part.role, part.text] for part in name.parts]
    return [name.full, name.script, name.kind, name.quality, name.language, parts]


def _to_name(row: list[Any]) -> Name:
    full, script, kind, quality, language, parts = row
    built = tuple(NamePart(PartRole(role), text) for role, text in parts)
    return Name(full, script, NameKind(kind), NameQuality(quality), language, built)


def _date(when: PartialDate) -> list[Any]:
    return [when.earliest.isoformat(), when.latest.isoformat(), when.circa]


def to_date(first: str, last: str, circa: bool) -> PartialDate:
    """A date from the three columns that hold it."""
    return PartialDate(date.fromisoformat(first), date.fromisoformat(last), bool(circa))


def encode_weight(weight: MatchWeight) -> bytes:
    """A match weight as bytes."""
    parts = [[part.comparison, part.weight, part.reason] for part in weight.parts]
    return orjson.dumps([weight.prior, parts])


def decode_weight(body: bytes) -> MatchWeight:
    """The weight that ``encode_weight`` wrote."""
    prior, parts = orjson.loads(body)
    return MatchWeight(prior, tuple(WeightPart(*part) for part in parts))
