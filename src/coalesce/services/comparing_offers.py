"""What a peer is to be given of one record, beside what it was given: pure.

Invariant: only what is Released is put into words for a peer. What it has is given again only where something it is told became
another, or was another for a while.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import blake2b

import orjson

from coalesce.handling import Handling, Purpose, Released, granted
from coalesce.records import Entry, GrantSent, Origin, PersonSent, Sighting, SightingSent
from coalesce.stix import location_id, stix_id
from coalesce.store import codec
from coalesce.store.offered_rows import Offered
from coalesce.store.send_view import Sendable
from coalesce.store.wire_rows import About

PERSON, SIGHTING = "identity", "sighting"


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing to be given. ``said`` is "" for the record itself, else what the sighting says; ``made``: when it was first given;
    ``place``: the id of the place that a sighting tells of."""

    stix_id: str
    kind: str
    about: About
    grant: GrantSent
    origin: Origin
    digest: bytes
    said: str
    told: Entry | Sighting
    person: str
    made: str = ""
    place: str = ""

    def message(self, now: datetime) -> PersonSent | SightingSent:
        """The words of it, as of now."""
        created = datetime.fromisoformat(self.made).astimezone(UTC) if self.made else now
        if isinstance(self.told, Entry):
            return PersonSent(self.stix_id, created, now, self.origin, self.told)
        return SightingSent(self.stix_id, self.person, created, now, self.origin, self.told)

    def noted(self, now: datetime) -> Offered:
        """What is remembered of it."""
        about, ends = self.about, self.grant.keep_until.isoformat()
        told = (self.stix_id, about.record, self.kind, about.number, self.digest, self.made or now.isoformat())
        return Offered(*told, ends, originator=self.origin.member, place=self.place)


@dataclass(frozen=True, slots=True)
class Plan:
    """For one record: what is given anew, what stays and speaks of the present version now, what is lost to the peer."""

    given: tuple[Offer, ...]
    stays: tuple[tuple[str, About], ...]
    lost: tuple[Offered, ...]


def plan(found: Released[Sendable] | None, was: Sequence[Offered], steady: frozenset[str], secret: bytes) -> Plan:
    """``steady``: what was told alike from the version that the peer was given to the present one, as ``told_versions`` has it."""
    known = {one.stix_id: one for one in was}
    given, stays = [], []
    offers = offers_of(found, secret) if found else []
    for offer in offers:
        old = known.pop(offer.stix_id, None)
        if old is None:
            given.append(offer)
        elif old.digest != offer.digest or (old.number != offer.about.number and offer.said not in steady):
            given.append(replace(offer, made=old.made))
        elif old.number != offer.about.number:
            stays.append((offer.stix_id, offer.about))
    return Plan(tuple(given), tuple(stays), tuple(known.values()))


def offers_of(released: Released[Sendable], secret: bytes) -> list[Offer]:
    """All of a record that may go: itself, then its sightings."""
    one, record = released.value, released.value.record
    origin = Origin(record.owner, record.list_name, one.list_kind, one.source_group, one.deduplicated)
    whole = _digest(codec.digest(record.entry, record.handling), origin)
    about = About(record.id, one.number, one.set_id)
    person = stix_id(secret, PERSON, record.id)
    grant = _grant(released.recipient, record.handling)
    offers = [Offer(person, PERSON, about, grant, origin, whole, "", record.entry, person)]
    times: Counter[str] = Counter()
    for held in record.sightings:
        handling = held.sighting.handling or record.handling
        plain = replace(held.sighting, handling=None)
        said = codec.said_of(plain)
        times[said] += 1
        identity = sighting_id(secret, record.id, said, times[said])
        here = About(record.id, one.number, one.sets[held.id], held.id)
        digest = _digest(codec.digest(Entry("", (), record.entry.provenance, sightings=(plain,)), handling), origin)
        grant = _grant(released.recipient, handling)
        place = location_id(plain.country, plain.place)
        offers.append(Offer(identity, SIGHTING, here, grant, origin, digest, said, plain, person, place=place))
    return offers


def sighting_id(secret: bytes, record: str, said: str, time: int) -> str:
    """The id on the wire of a sighting, by what it says: of two that say the same within one record, the first or second."""
    return stix_id(secret, SIGHTING, f"{record}\0{said}\0{time}")


def _grant(member: str, handling: Handling) -> GrantSent:
    purposes = granted(handling, member)
    return GrantSent(
        member,
        handling.keep_until,
        purposes,
        handling.tlp,
        handling.code,
        handling.onward,
        handling.figures_to if Purpose.STATISTICS in purposes else frozenset(),
    )


def _digest(said: bytes, origin: Origin) -> bytes:
    stands = [origin.member, origin.list_name, origin.list_kind, origin.source_group, origin.deduplicated]
    return blake2b(said + orjson.dumps(stands), digest_size=16).digest()
