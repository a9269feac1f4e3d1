"""The places of sightings in a peer's out-box, as objects of their own for those that know no extension.

Invariant: a place lies there only beside a sighting that tells of it, and is bound to that sighting's record, version, release and last
day: when the one is hidden or gone, so is the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select, update

from coalesce.store.exchange_tables import offered, wire
from coalesce.store.reading import pieces
from coalesce.store.wire_rows import About, Box

LOCATION = "location"


@dataclass(frozen=True, slots=True)
class Lying:
    """What lies ready: a place with the sighting that it lies ``beside``, or a sighting; what it is bound to, its last day, its bytes."""

    stix_id: str
    beside: str
    about: About
    keep_until: str | None
    body: bytes


def lying(connection: Connection, box: Box, ids: Sequence[str]) -> dict[str, Lying]:
    """Those of the places or sightings that lie ready, by id."""
    w = wire
    chosen = (w.c.box == box.kind, w.c.peer == box.peer, w.c.record_id.is_not(None))
    return {
        row.stix_id: Lying(
            row.stix_id,
            row.why,
            About(row.record_id, row.number, row.set_id, row.sighting_id),
            row.keep_until,
            row.body,
        )
        for piece in pieces(ids)
        for row in connection.execute(select(w).where(*chosen, w.c.stix_id.in_(piece)))
    }


def telling(connection: Connection, box: Box, place: str) -> Lying | None:
    """A sighting that lies ready and tells of a place."""
    o = offered
    found = select(o.c.stix_id).where(o.c.peer == box.peer, o.c.place == place).order_by(o.c.stix_id)
    for identity in connection.execute(found).scalars().all():
        sighting = lying(connection, box, [identity]).get(identity)
        if sighting is not None:
            return sighting
    return None


def told_by(connection: Connection, peer: str, sightings: Sequence[str]) -> set[str]:
    """The places of these sightings."""
    o = offered
    chosen = (o.c.peer == peer, o.c.place.is_not(None))
    return {
        str(place)
        for piece in pieces(sightings)
        for place in connection.execute(select(o.c.place).where(*chosen, o.c.stix_id.in_(piece))).scalars()
    }


def ended(connection: Connection, peer: str, today: str) -> set[str]:
    """The places of sightings whose last day has passed."""
    o = offered
    chosen = (o.c.peer == peer, o.c.keep_until < today, o.c.place.is_not(None))
    return set(connection.execute(select(o.c.place).distinct().where(*chosen)).scalars())


def bind(connection: Connection, box: Box, place: str, sighting: str) -> None:
    """Note beside which sighting a place lies."""
    w = wire
    chosen = (w.c.box == box.kind, w.c.peer == box.peer, w.c.stix_id == place)
    connection.execute(update(w).where(*chosen).values(why=sighting))
