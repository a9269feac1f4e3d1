"""A sighting on the wire: a STIX ``sighting`` of the record's identity at a ``location``, the rest in our extension.

Invariant: ``first_seen`` and ``last_seen`` stand only where the day is known: a month in which a person was seen on some day
is not a month during which it was seen.
"""

from __future__ import annotations

from coalesce.records import Grade, Sighting, SightingKind, SightingSent
from coalesce.stix.fields import Fields, Written, told, write_partial
from coalesce.stix.ids import location_id
from coalesce.stix.persons import read_origin, write_origin


def write_sighting(message: SightingSent) -> tuple[Written, Written]:
    """What a receiver that knows no extension reads, and what stands in ours."""
    seen = message.sighting
    plain: Written = {
        "sighting_of_ref": message.person,
        "where_sighted_refs": [location_id(seen.country, seen.place)],
    }
    if seen.date is not None and seen.date.earliest == seen.date.latest and not seen.date.circa:
        day = seen.date.earliest.isoformat()
        plain |= {"first_seen": f"{day}T00:00:00.000000Z", "last_seen": f"{day}T23:59:59.999999Z"}
    ours = told(
        origin=write_origin(message.origin),
        movement=seen.kind.value,
        country=seen.country,
        date=write_partial(seen.date) if seen.date else None,
        place=seen.place,
        from_country=seen.from_country,
        grade=seen.grade.value,
    )
    return plain, ours


def read_sighting(top: Fields, ours: Fields) -> SightingSent:
    """The way back. Raises BadObject."""
    seen = Sighting(
        ours.one_of("movement", SightingKind),
        ours.country("country"),
        ours.partial("date"),
        ours.maybe("place"),
        ours.maybe_country("from_country"),
        ours.one_of("grade", Grade),
    )
    times = top.moment("created"), top.moment("modified")
    person = top.reference("sighting_of_ref", "identity")
    return SightingSent(top.reference("id", "sighting"), person, *times, read_origin(ours.inner("origin")), seen)
