"""The fourth way to read: what may go to one member's node, each piece as ``Released``.

Invariant: a SendView is made by ``Store.send`` alone, on a guarded connection; it gives nothing but ``Released``, and what it gives
tells the handling as that member is told it, whose other grants it does not hold.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from coalesce.handling import Handling, Released, meet, release_to
from coalesce.records import HeldSighting, ListKind, Record
from coalesce.store import read_rows, views
from coalesce.store.read_tellable import TellableReads
from coalesce.store.sendable_entries import EntrySends


@dataclass(frozen=True, slots=True)
class Sendable:
    """A record as it may go to one member, and where it stands. ``sets``: the release set of each sighting, by its id.

    ``number``, ``set_id`` and ``sets`` stay here: they are what the row of the out-box refers to.
    """

    record: Record
    number: int
    set_id: int
    sets: Mapping[str, int]
    list_kind: ListKind
    source_group: str | None
    deduplicated: bool


class SendView(EntrySends, TellableReads):
    """What may go to ``member``'s node today."""

    def current(self) -> dict[str, int]:
        """The number of the version that may be sent, by record id: of each record that may. The numbers stay here."""
        found = {str(row[0]): int(row[1]) for row in self._tuples("SELECT id, number FROM visible_sendable")}
        self._note("sendable", found)
        return found

    def current_sightings(self) -> dict[str, str]:
        """The record of each sighting that may be sent, by the sighting's id."""
        found = {str(one): str(of) for one, of in self._tuples("SELECT id, record_id FROM visible_sendable_sighting")}
        self._note("sendable sighting", found)
        return found

    def records(self, ids: Sequence[str]) -> dict[str, Released[Sendable]]:
        """Those of these records that may be sent, with those of their sightings that may."""
        rows = self._these(views.sendable, views.sendable.c.id, ids)
        seen = self._these(views.sendable_sighting, views.sendable_sighting.c.record_id, [row.id for row in rows])
        of_records = _grants(self._these(views.sendable_grant, views.sendable_grant.c.record_id, ids))
        grant = views.sendable_sighting_grant
        of_sightings = _grants(self._these(grant, grant.c.record_id, [row.id for row in rows]))
        by: dict[str, list[Row[Any]]] = defaultdict(list)
        for row in seen:
            by[row.record_id].append(row)
        self._note("sent", [row.id for row in rows])
        return {row.id: self._released(row, by[row.id], of_records, of_sightings) for row in rows}

    def _released(
        self, row: Row[Any], seen: Sequence[Row[Any]], grants: read_rows.Grants, sighted: read_rows.Grants
    ) -> Released[Sendable]:
        held = read_rows.handling(row, grants)
        sightings = sorted((_sighting(one, held, sighted) for one in seen), key=_in_order)
        record = read_rows.record(row, grants, tuple(sightings), own=False)
        sets = {one.id: one.set_id for one in seen}
        kind, free = ListKind(row.list_kind), bool(row.deduplicated)
        sendable = Sendable(record, row.number, row.set_id, sets, kind, row.source_group, free)
        return release_to(sendable, (held, row.owner), self.member, self.today)


def _grants(rows: Sequence[Row[Any]]) -> read_rows.Grants:
    """Each grant of a set once, however many records carry the set."""
    return read_rows.grants({(row.set_id, row.kind, row.member): row for row in rows}.values())


def _sighting(row: Row[Any], of_record: Handling, grants: read_rows.Grants) -> HeldSighting:
    """A sighting is told with no grant that its record does not have: who may not use the one has no use for the other."""
    return read_rows.sighting(row, meet(of_record, read_rows.handling(row, grants)))


def _in_order(held: HeldSighting) -> tuple[str, str]:
    when = held.sighting.date
    return (when.earliest.isoformat() if when else "", held.id)
