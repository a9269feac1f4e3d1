"""Reading plans: entries with their events, and the sums that boards, gaps and curves are made of.

Invariant: every number is computed from what the guard lets through and nothing else. What supersedes an entry
is named only where it is visible too.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from operator import itemgetter
from typing import Any

import orjson
from sqlalchemy import Row, func, select

from coalesce.commitments.board import BoardLot
from coalesce.commitments.timeline import CurveLot
from coalesce.commitments.totals import SumLot
from coalesce.commitments.words import NEED
from coalesce.errors import NotFound
from coalesce.handling import TLP
from coalesce.records import CommitmentEvent, EventKind, Form, HeldCommitment, LineOfEffort, Need, Plan, Quantity
from coalesce.records.commitment import FIRM, STAGES
from coalesce.records.quantity import THOUSANDTHS, measure_of
from coalesce.store import plan_codec as codec
from coalesce.store import read_rows, views
from coalesce.store.plan_rows import event_of, plan_of
from coalesce.store.read_records import EditionSeen, RecordReads

_STALE = "CASE WHEN renewed IS NULL THEN 2 WHEN renewed < ? THEN 1 ELSE 0 END"
_FIRM = ", ".join(f"'{state}'" for state in FIRM)
_STALES: tuple[bool | None, ...] = (False, True, None)
_FREE = ("kind", "place")
"""In the plan's own words: asked for however their letters are written."""


@dataclass(frozen=True, slots=True)
class PlanQuery:
    """Which entries: of one plan (its id), one line (``""``: of none), one kind, one place; all where nothing is said."""

    plan: str | None = None
    line: str | None = None
    kind: str | None = None
    place: str | None = None

    def where(self) -> tuple[str, list[object]]:
        """The condition as SQL, and its values."""
        told = {"plan_id": self.plan, "line": self.line, "kind": self.kind, "place": self.place}
        named = {name: value for name, value in told.items() if value is not None}
        asked = "".join(f" AND lower({name}) = lower(?)" if name in _FREE else f" AND {name} = ?" for name in named)
        return asked, list(named.values())


class PlanReads(RecordReads):
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
        rows = self._tuples(f"SELECT DISTINCT tlp FROM visible_commitment WHERE form <> ''{where}", values)
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

    def board_lots(self, query: PlanQuery, stale_before: date) -> list[BoardLot]:
        """Everything but needs, counted by line, parties, form, status and staleness."""
        where, values = query.where()
        rows = self._tuples(
            f"SELECT line, parties, form, status, {_STALE} FROM visible_commitment WHERE +form <> '{NEED}'{where}",
            [stale_before.isoformat(), *values],
        )
        self._note_sum("board", query, len(rows))
        return _board_lots(rows)

    def sum_lots(self, query: PlanQuery, stale_before: date, by_place: bool = False) -> list[SumLot]:
        """Contributions, added by line, kind, measure, status and staleness; by place and need too where asked."""
        where, values = query.where()
        at = "place, need, CASE WHEN need = '' THEN '' ELSE plan_id END" if by_place else "'', '', ''"
        rows = self._tuples(
            f"SELECT line, kind, measure, status, {_STALE}, {at}, amount FROM visible_commitment"
            f" WHERE +form = '{Form.CONTRIBUTION}'{where}",
            [stale_before.isoformat(), *values],
        )
        self._note_sum("commitment total", query, len(rows))
        return _sum_lots(rows)

    def board_and_sums(self, query: PlanQuery, stale_before: date) -> tuple[list[BoardLot], list[SumLot]]:
        """``board_lots`` and ``sum_lots`` of one reading: the guard is asked once for each entry."""
        where, values = query.where()
        rows = self._tuples(
            f"SELECT line, parties, form, status, {_STALE}, kind, measure, amount, '' FROM visible_commitment"
            f" WHERE +form <> '{NEED}'{where}",
            [stale_before.isoformat(), *values],
        )
        given = [_OF_SUM(row) for row in rows if row[2] == _CONTRIBUTION]
        self._note_sum("board", query, len(rows))
        self._note_sum("commitment total", query, len(given))
        return _board_lots(map(_OF_BOARD, rows)), _sum_lots(given)

    def curve_lots(
        self, query: PlanQuery, stale_before: date, activation: date, by_place: bool = False
    ) -> list[CurveLot]:
        """Firm contributions that are not stale, added by kind, measure and the days on which they are there."""
        where, values = query.where()
        waited = f"available - {activation.toordinal()}"
        at = "place" if by_place else "''"
        spans = [
            f"CASE WHEN {waited} > {notice} THEN {waited} ELSE {notice} END + {transit}, {sustain}"
            for notice, transit, sustain in (("notice", "transit", "sustain"), _SEEN)
        ]
        rows = self._tuples(
            f"SELECT kind, {at}, measure, {spans[0]}, amount, verified, {spans[1]} FROM visible_commitment"
            f" WHERE +form = '{Form.CONTRIBUTION}' AND status IN ({_FIRM}) AND (renewed IS NULL OR renewed >= ?){where}",
            [stale_before.isoformat(), *values],
        )
        self._note_sum("curve", query, len(rows))
        claimed = _added([row[:6] for row in rows])
        verified = _added([(*row[:3], *row[7:], row[5]) for row in rows if row[6]])
        measures = {key: measure_of(key) if key else None for key in {row[2] for row in rows}}
        return [
            CurveLot(kind, place, measures[measure], total, _span(first, lasts), seen, count)
            for seen, added in ((False, claimed), (True, verified))
            for (kind, place, measure, first, lasts), (count, total) in added.items()
        ]

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

    def _note_sum(self, what: str, query: PlanQuery, count: int) -> None:
        self._notes.append({"what": what, "count": count, "plan": query.plan or ""})


_CONTRIBUTION = str(Form.CONTRIBUTION)
_OF_BOARD, _OF_SUM = itemgetter(0, 1, 2, 3, 4), itemgetter(0, 5, 6, 3, 4, 8, 8, 8, 7)
"""Of a row of ``board_and_sums``: what the board counts, and what totals add (without place, need and its plan)."""

_SEEN = ("seen_notice", "seen_transit", "seen_sustain")
_LIVE = frozenset(str(state) for state in STAGES[:4])
_LINES: dict[str, LineOfEffort | None] = {"": None, **{str(line): line for line in LineOfEffort}}
_FORMS = {str(form): form for form in Form}
_STATES: dict[str | None, EventKind | None] = {None: None, **{str(state): state for state in EventKind}}


def _added(rows: Sequence[tuple[Any, ...]]) -> dict[tuple[Any, ...], list[int]]:
    """How many rows there are of each key (all columns but the last), and the sum of the last, in whole numbers.

    Counted here: to sort a hundred thousand rows by their text takes the database twice as long as to hand them over.
    """
    found: dict[tuple[Any, ...], list[int]] = {}
    for row in rows:
        known = found.get(row[:-1])
        if known is None:
            found[row[:-1]] = [1, row[-1] or 0]
        else:
            known[0] += 1
            known[1] += row[-1] or 0
    return found


def _board_lots(rows: Iterable[tuple[Any, ...]]) -> list[BoardLot]:
    """Rows of line, parties, form, status and staleness, counted."""
    return [
        BoardLot(_LINES[line], tuple(parties.split(";")), _FORMS[form], _STATES[status], _STALES[age], count)
        for (line, parties, form, status, age), count in Counter(rows).items()
    ]


def _sum_lots(rows: Sequence[tuple[Any, ...]]) -> list[SumLot]:
    """Rows of line, kind, measure, status, staleness, place, need, its plan and amount, added."""
    return [
        SumLot(_LINES[line], kind, _summed(measure, total), _STATES[status], _STALES[age], count, place, need, plan)
        for (line, kind, measure, status, age, place, need, plan), (count, total) in _added(rows).items()
    ]


def _span(first: int | None, lasts: int | None) -> tuple[int, int | None] | None:
    if first is None:
        return None
    return first, None if lasts is None else first + lasts


def _summed(measure: str | None, total: int) -> Quantity | None:
    if measure is None:
        return None
    return Quantity(Decimal(total) / THOUSANDTHS, measure_of(measure) if measure else None)
