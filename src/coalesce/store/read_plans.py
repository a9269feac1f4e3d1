"""Reading plans: entries with their events, needs, editions, and one's own earlier versions.

Invariant: everything comes from what the guard lets through. What supersedes an entry is named only where it is visible too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import orjson
from sqlalchemy import Row, func, select

from coalesce.commitments.words import NEED
from coalesce.errors import NotFound
from coalesce.handling import TLP
from coalesce.records import CommitmentEvent, EventKind, Form, HeldCommitment, Need, Plan
from coalesce.records.commitment import STAGES
from coalesce.store import plan_codec as codec
from coalesce.store import read_rows, views
from coalesce.store.plan_rows import event_of, plan_of
from coalesce.store.read_plan_lots import PlanLotReads, PlanQuery
from coalesce.store.read_records import EditionSeen


class PlanReads(PlanLotReads):
    """The part of a ReadView about plans."""

    def plans(self) -> list[Plan]:
        """One's own plans, and those of which something is visible; by owner and name."""
        v = views.plan
        rows = self._rows(select(v).order_by(v.c.owner, v.c.name))
        self._note("plan", [row.id for row in rows])
        return [plan_of(row, {}, self._own(row.owner)) for row in rows]

    def plan_editions(self, plan_id: str) -> list[EditionSeen]:
        """The imported editions of one's own plan, newest first; none of another's."""
        v = views.plan_edition
        rows = self._rows(select(v).where(v.c.plan_id == plan_id).order_by(v.c.number.desc()))
        self._note("plan edition", [plan_id] if rows else [])
        return [EditionSeen(row.number, row.source, row.at, orjson.loads(row.report)) for row in rows]

    def commitments(self, query: PlanQuery) -> list[HeldCommitment]:
        """The visible entries, by plan and reference, with their events."""
        v = views.commitment
        exact = {v.c.plan_id: query.plan, v.c.line: query.line}
        free = {v.c.kind: query.kind, v.c.place: query.place}
        chosen = [column == value for column, value in exact.items() if value is not None]
        chosen += [func.lower(column) == func.lower(value) for column, value in free.items() if value is not None]
        return self._chosen_ones(chosen)

    def commitments_of_form(self, form: Form, plan: str | None = None) -> list[HeldCommitment]:
        """The visible entries of one form, in all plans or one."""
        v = views.commitment
        return self._chosen_ones([v.c.form == str(form), *([] if plan is None else [v.c.plan_id == plan])])

    def commitments_called_up(self, plan: str | None = None) -> list[HeldCommitment]:
        """The visible entries that name an event which calls them up."""
        v = views.commitment
        return self._chosen_ones([v.c.called_up.is_(True), *([] if plan is None else [v.c.plan_id == plan])])

    def _chosen_ones(self, chosen: Sequence[Any]) -> list[HeldCommitment]:
        found = self._held(self._rows(select(views.commitment).where(*chosen)))
        self._note("commitment", [one.id for one in found])
        return sorted(found, key=lambda one: (one.owner, one.plan, one.terms.reference))

    def plan_labels(self, query: PlanQuery) -> set[TLP]:
        """The TLP labels that stand on visible entries: what a page of them must bear."""
        where, values = query.where()
        rows = self._tuples(f"SELECT DISTINCT tlp FROM {query.view} WHERE slot >= 0{where}", values)
        self._note("label", [])
        return {TLP(row[0]) for row in rows}

    def commitment(self, identity: str) -> HeldCommitment:
        """One entry. Raises NotFound for one that is unknown or not for this reader."""
        v = views.commitment
        rows = self._rows(select(v).where(v.c.id == identity))
        self._note_asked("commitment", [identity], [row.id for row in rows])
        if not rows:
            raise NotFound("commitment")
        return self._held(rows)[0]

    def commitment_named(self, reference: str) -> list[str]:
        """The ids of visible entries of this reference, in whatever plan."""
        v = views.commitment_text
        rows = self._rows(select(v.c.id).where(v.c.reference == reference))
        self._note_asked("commitment named", [reference], [])
        return sorted(row.id for row in rows)

    def earlier_terms(self, identity: str) -> list[tuple[int, codec.Terms]]:
        """Earlier and present versions of one's own entry, oldest first; none of another's."""
        v = views.own_commitment
        rows = self._rows(select(v).where(v.c.id == identity).order_by(v.c.number))
        self._note("commitment history", [identity] if rows else [])
        return [(row.number, codec.decode(row.body, row.reference)) for row in rows]

    def needs(self, query: PlanQuery) -> list[Need]:
        """The visible needs that stand, by reference."""
        return [need for _, need in self.needs_by_plan(query)]

    def needs_by_plan(self, query: PlanQuery) -> list[tuple[str, Need]]:
        """The same, each with the id of its plan."""
        where, values = query.where()
        rows = self._tuples(
            f"SELECT id, reference, status, body, plan_id FROM visible_commitment_text WHERE form = '{NEED}'{where}",
            values,
        )
        live = [row for row in rows if row[2] is None or row[2] in _LIVE]
        self._note("commitment", [row[0] for row in live])
        needs = [(plan, codec.decode(body, reference)) for _, reference, _, body, plan in live]
        found = [(plan, need) for plan, need in needs if isinstance(need, Need)]
        return sorted(found, key=lambda one: (one[1].reference, one[0]))

    def _held(self, rows: Sequence[Row[Any]]) -> list[HeldCommitment]:
        ids = [row.id for row in rows]
        texts = {row.id: row for row in self._each(select(views.commitment_text), views.commitment_text.c.id, ids)}
        grant = views.commitment_grant
        by_set = read_rows.grants(self._each(select(grant), grant.c.set_id, sorted({row.set_id for row in rows})))
        events = self._events(ids)
        found = []
        for row in rows:
            text = texts[row.id]
            held = HeldCommitment(
                id=row.id,
                version=row.version,
                plan=row.plan_name,
                owner=row.owner,
                handling=read_rows.handling(row, by_set),
                terms=codec.decode(text.body, text.reference),
                events=tuple(sorted(events.get(row.id, ()), key=lambda event: (event.at, event.id))),
                status=_STATES[row.status],
                renewed=row.renewed,
            )
            found.append(self._without_hidden(held, row.plan_id))
        return found

    def _without_hidden(self, held: HeldCommitment, plan_id: str) -> HeldCommitment:
        """The same, with no word of a successor that this reader may not see."""
        named = {event.successor for event in held.events if event.successor}
        if not named:
            return held
        v, t = views.commitment, views.commitment_text
        query = select(t.c.reference).join(v, v.c.id == t.c.id).where(v.c.plan_id == plan_id, t.c.reference.in_(named))
        seen = {row.reference for row in self._rows(query)}
        events = [one if one.successor in seen else replace(one, successor=None) for one in held.events]
        return replace(held, events=tuple(events))

    def _events(self, ids: Sequence[str]) -> dict[str, list[CommitmentEvent]]:
        v = views.commitment_event
        found: dict[str, list[CommitmentEvent]] = defaultdict(list)
        for row in self._each(select(v), v.c.commitment_id, ids):
            found[row.commitment_id].append(event_of(row, row.evidence))
        return found


_LIVE = frozenset(str(state) for state in STAGES[:4])
_STATES: dict[str | None, EventKind | None] = {None: None, **{str(state): state for state in EventKind}}
