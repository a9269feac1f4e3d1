"""Entries of plans that may go to one member's node: the part of a ``SendView`` about them.

Invariant: what is given is ``Released``, and tells the handling as that member is told it; of events it tells neither who noted them
nor when, and no reference of a successor that this member may not see.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, select

from coalesce.handling import Handling, Released, release_to
from coalesce.records import CommitmentEvent
from coalesce.store import plan_codec as codec
from coalesce.store import read_rows, views
from coalesce.store.plan_rows import event_of
from coalesce.store.reading import Reading, pieces


@dataclass(frozen=True, slots=True)
class SendableEntry:
    """An entry of a plan as it may go to one member, its events in the order in which they were noted.

    ``number`` and ``count``, of all its events, stay here: by them a later change is found.
    """

    id: str
    plan: str
    owner: str
    handling: Handling
    terms: codec.Terms
    events: tuple[CommitmentEvent, ...]
    number: int
    count: int


class EntrySends(Reading):
    """What of plans may go to ``member``'s node today."""

    def __init__(self, connection: Connection, key: bytes, member: str, today: date) -> None:
        super().__init__(connection, key)
        self.member, self.today = member, today

    def current_entries(self) -> dict[str, tuple[int, int]]:
        """Version and number of events of each entry that may be sent. The numbers stay here.

        One that is superseded is told with -1 events: whether its successor may be named depends on another entry.
        """
        counted = (
            "SELECT commitment_id, count(*), count(successor) FROM visible_sendable_entry_event GROUP BY commitment_id"
        )
        events = {row[0]: -1 if row[2] else int(row[1]) for row in self._tuples(counted)}
        rows = self._tuples("SELECT id, number FROM visible_sendable_entry")
        self._note("sendable entry", [str(row[0]) for row in rows])
        return {str(one): (int(number), events.get(one, 0)) for one, number in rows}

    def entries(self, ids: Sequence[str]) -> dict[str, Released[SendableEntry]]:
        """Those of these entries that may be sent."""
        entry, grant = views.sendable_entry, views.sendable_entry_grant
        rows = self._these(entry, entry.c.id, ids)
        granted = read_rows.grants(self._these(grant, grant.c.entry_id, [row.id for row in rows]))
        event = views.sendable_entry_event
        by: dict[str, list[CommitmentEvent]] = defaultdict(list)
        for row in self._these(event, event.c.commitment_id, [row.id for row in rows]):
            by[row.commitment_id].append(event_of(row, row.evidence))
        named = self._named({(row.plan_id, one.successor) for row in rows for one in by[row.id] if one.successor})
        self._note("sent entry", [row.id for row in rows])
        return {row.id: self._of_entry(row, granted, by[row.id], named) for row in rows}

    def _of_entry(
        self, row: Row[Any], granted: read_rows.Grants, events: Sequence[CommitmentEvent], named: set[tuple[str, str]]
    ) -> Released[SendableEntry]:
        held = read_rows.handling(row, granted)
        told = tuple(
            replace(one, at="", by="", successor=one.successor if (row.plan_id, one.successor) in named else None)
            for one in sorted(events, key=lambda one: (one.at, one.id))
        )
        terms = codec.decode(row.body, row.reference)
        entry = SendableEntry(row.id, row.plan_name, row.owner, held, terms, told, row.number, len(events))
        return release_to(entry, (held, row.owner), self.member, self.today)

    def _named(self, successors: set[tuple[str, str]]) -> set[tuple[str, str]]:
        """Those of these references, each with its plan, that this member may see."""
        entry = views.sendable_entry
        rows = self._these(entry, entry.c.reference, sorted({reference for _, reference in successors}))
        return {(row.plan_id, row.reference) for row in rows} & successors

    def _these(self, view: Any, column: Any, ids: Sequence[str]) -> list[Row[Any]]:
        return [row for piece in pieces(ids) for row in self._rows(select(view).where(column.in_(piece)))]
