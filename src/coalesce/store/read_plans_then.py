"""Reading plans as they were on another day.

Invariant: of one's own entries that is what each said then, with what no edition has any more; of another member's entry it
is what it says now, with the events of then: what it said before is its owner's to know. Nothing is told that this reader may
not see today.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, select

from coalesce.commitments.then import Reading, Then, all_then, noted_by
from coalesce.records import CommitmentEvent, HeldCommitment
from coalesce.store import plan_codec as codec
from coalesce.store import read_rows, views
from coalesce.store.plan_rows import event_of
from coalesce.store.read_plan_lots import PlanQuery
from coalesce.store.read_plans import PlanReads


class PlanThenReads(PlanReads):
    """The part of a ReadView about plans of another day."""

    def commitments_then(self, query: PlanQuery, then: Then) -> list[HeldCommitment]:
        """The entries as they were, by plan and reference, with the events of then and what they came to."""
        present = self.commitments(PlanQuery(plan=query.plan))
        known = then.reading is Reading.KNOWN
        found = [*self._own_then(query.plan, then), *self._of_others(present)] if known else present
        told = [one for one in all_then(found, then) if query.holds(one.terms)]
        return sorted(told, key=lambda one: (one.owner, one.plan, one.terms.reference))

    def _of_others(self, held: Sequence[HeldCommitment]) -> list[HeldCommitment]:
        """Those whose earlier versions are not this reader's to know, or not while it looks as another member."""
        return [one for one in held if self.also or not self._own(one.owner)]

    def _own_then(self, plan: str | None, then: Then) -> list[HeldCommitment]:
        """One's own entries, each in the version that stood at the end of that day."""
        v = views.own_commitment
        chosen = [] if plan is None else [v.c.plan_id == plan]
        latest: dict[str, Row[Any]] = {}
        for row in self._rows(select(v).where(*chosen).order_by(v.c.id, v.c.number)):
            begun = row.since is None or noted_by(row.since, then.day)
            ended = row.until is not None and noted_by(row.until, then.day)
            if begun and not ended:
                latest[row.id] = row
        self._note("commitment", list(latest))
        events = self._own_events(list(latest))
        return [_held(row, events[identity]) for identity, row in latest.items()]

    def _own_events(self, ids: Sequence[str]) -> dict[str, list[CommitmentEvent]]:
        v = views.own_event
        found: dict[str, list[CommitmentEvent]] = defaultdict(list)
        for row in self._each(select(v), v.c.commitment_id, ids):
            found[row.commitment_id].append(event_of(row, row.evidence))
        return found


def _held(row: Row[Any], events: Sequence[CommitmentEvent]) -> HeldCommitment:
    """A version of one's own entry; its releases are left out: what they were is no part of a plan of another day."""
    return HeldCommitment(
        id=row.id,
        version=row.number,
        plan=row.plan_name,
        owner=row.owner,
        handling=read_rows.handling(row, {}),
        terms=codec.decode(row.body, row.reference),
        events=tuple(sorted(events, key=lambda event: (event.at, event.id))),
    )
