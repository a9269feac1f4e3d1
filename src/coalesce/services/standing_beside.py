"""What lies beside records in an out-box for those that know no extension: definitions, members, labels, places, and revocations.

Invariant: a place lies there only as long as a sighting that tells of it, and binds as that one does; the rest says nothing of anybody.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, datetime

import orjson

from coalesce.records import SightingSent
from coalesce.services.comparing_offers import PERSON, SIGHTING, Offer
from coalesce.stix import decode, organisation_id, stix_id
from coalesce.stix.companions import companions, location, revocation
from coalesce.store import place_rows, wire_rows
from coalesce.store.ground import InTransaction
from coalesce.store.offered_rows import ENTRIES, Offered
from coalesce.store.place_rows import LOCATION
from coalesce.store.wire_rows import Box, NewWire


class Beside:
    """What lies beside the records of one out-box, while it is brought along."""

    def __init__(self, box: Box, secret: bytes) -> None:
        self._box, self._secret = box, secret
        self._known: set[str] = set()

    def bring(self, connection: InTransaction, given: Sequence[Offer], now: datetime) -> None:
        """Lay out what is the same on every node, and what this peer does not have yet."""
        fresh: dict[str, NewWire] = {}
        for one in given:
            for body in companions(one.message(now), one.grant.tlp):
                found = orjson.loads(body)
                if found["type"] != LOCATION and found["id"] not in self._known:
                    fresh[found["id"]] = NewWire(found["id"], found["type"], _version(found), body)
        if fresh:
            wire_rows.put(connection, self._box, list(fresh.values()), now)
            self._known |= fresh.keys()

    def mend(self, connection: InTransaction, places: Collection[str], given: Collection[str], now: datetime) -> None:
        """Let each of these places lie beside a sighting that tells of it, or go; anew beside one that was ``given`` anew."""
        there = place_rows.lying(connection, self._box, sorted(places))
        sightings = place_rows.lying(connection, self._box, [one.beside for one in there.values()])
        for place in sorted(places):
            row = there.get(place)
            sighting = sightings.get(row.beside) if row is not None else None
            if row is None or sighting is None or sighting.stix_id in given:
                self._put(connection, place, now)
            elif sighting.about != row.about:
                wire_rows.retell(connection, self._box, [(place, sighting.about)])

    def _put(self, connection: InTransaction, place: str, now: datetime) -> None:
        wire_rows.remove(connection, self._box, place)
        sighting = place_rows.telling(connection, self._box, place)
        if sighting is None:
            return
        said = decode(sighting.body).message
        assert isinstance(said, SightingSent)
        body = location(said.sighting.country, said.sighting.place)
        version = _version(orjson.loads(body))
        row = NewWire(place, LOCATION, version, body, about=sighting.about, keep_until=sighting.keep_until)
        wire_rows.put(connection, self._box, [row], now)
        place_rows.bind(connection, self._box, place, sighting.stix_id)

    def revoke(self, connection: InTransaction, lost: Sequence[Offered], now: datetime) -> None:
        """For a peer that signs nothing, and may know no withdrawal: the last version of what it lost, empty and revoked."""
        rows = []
        for one in lost:
            if one.kind not in (PERSON, SIGHTING, *ENTRIES):
                continue
            created = datetime.fromisoformat(one.made).astimezone(UTC)
            last = {
                "type": one.kind,
                "spec_version": "2.1",
                "id": one.stix_id,
                "created": wire_rows.text_of(created),
                "created_by_ref": organisation_id(one.originator),
                "sighting_of_ref": stix_id(self._secret, PERSON, one.record),
            }
            body = revocation(orjson.dumps(last, option=orjson.OPT_SORT_KEYS), now)
            rows.append(NewWire(one.stix_id, one.kind, wire_rows.text_of(now), body))
        wire_rows.put(connection, self._box, rows, now)


def _version(found: dict[str, str]) -> str:
    return wire_rows.text_of(datetime.fromisoformat(found.get("modified") or found["created"]))
