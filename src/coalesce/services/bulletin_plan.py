"""What a bulletin says of plans: totals by line of effort, what is missing, and how many answers are owed.

Promises what may be told to every member of the bulletin and nothing else: an entry is in it only where each of them may see it, so
that it reads the same for all of them, and where it is labelled no stricter than the bulletin itself. Invariant: what is pledged, what is promised firmly and what is in place stand apart and are
never added to each other; it is the plan as it was known on the day given, so that a bulletin says the same when it is printed again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from coalesce.commitments.deadlines import deadline_view
from coalesce.commitments.gaps import Gap, gaps
from coalesce.commitments.lots import needs_of, sum_lots_of
from coalesce.commitments.owing import Question, owed
from coalesce.commitments.standing import stale_before
from coalesce.commitments.then import Then, all_then
from coalesce.commitments.totals import STALE, STALE_DECLARED, TotalRow, totals
from coalesce.handling import READING_ROLES, TLP, Actor
from coalesce.records import EventKind, LineOfEffort
from coalesce.services import telling_plans as telling
from coalesce.services.node import Node
from coalesce.store.read_view import PlanQuery

LABELS = frozenset({TLP.CLEAR, TLP.GREEN, TLP.AMBER})
"""A bulletin is TLP:AMBER and goes round within each member: what is stricter does not stand in it (TLP 2.0)."""


@dataclass(frozen=True, slots=True)
class OwedOnLine:
    """How many answers are owed on a line of effort (None: of an entry that names none), by how many members."""

    line: LineOfEffort | None
    answers: int
    members: int


@dataclass(frozen=True, slots=True)
class PlanTold:
    """What is told of plans: as known at the end of ``day``, to every member of ``audience``; ``entries``: of how many."""

    day: date
    audience: tuple[str, ...]
    entries: int
    totals: tuple[TotalRow, ...]
    gaps: tuple[Gap, ...]
    owed: tuple[OwedOnLine, ...]
    answers: int
    owing: int


def told_of_plans(node: Node, actor: Actor, audience: Sequence[str], day: date) -> PlanTold | None:
    """What may be told to the whole audience, of which the actor's member is one; None for an actor who reads nothing."""
    if not actor.roles & READING_ROLES:
        return None
    with node.store.tell(actor, audience) as view:
        held = [one for one in view.commitments(PlanQuery()) if one.handling.tlp in LABELS]
    held = all_then(held, Then(day))
    stale = node.store.settings.commitment_stale_days
    before = stale_before(day, stale)
    lots, needs = sum_lots_of(held, before), needs_of(held)
    questions = owed(deadline_view(held, day), sorted(audience), day, stale)
    return PlanTold(
        day,
        tuple(sorted(audience)),
        len(held),
        tuple(totals(lots)),
        tuple(gaps([need for _, need in needs], lots, [plan for plan, _ in needs])),
        _by_line(questions),
        sum(len(one.asks) for one in questions),
        len({one.member for one in questions}),
    )


def pledged(row: TotalRow) -> Decimal:
    """What is only declared, whether it was renewed or not."""
    return row.amounts.get(EventKind.DECLARED, Decimal(0)) + row.amounts.get(STALE_DECLARED, Decimal(0))


def promised(row: TotalRow) -> Decimal:
    """What is confirmed or allocated, and not in place yet."""
    return row.amounts.get(EventKind.CONFIRMED, Decimal(0)) + row.amounts.get(EventKind.ALLOCATED, Decimal(0))


def delivered(row: TotalRow) -> Decimal:
    """What is in place."""
    return row.amounts.get(EventKind.IN_PLACE, Decimal(0))


def not_renewed(row: TotalRow) -> Decimal:
    """What was firm and has not been renewed."""
    return row.amounts.get(STALE, Decimal(0))


def document(told: PlanTold) -> dict[str, Any]:
    """The same as plain data: ``known_on``, ``for``, ``entries``, ``totals``, ``gaps``, ``owed``."""
    return {
        "known_on": told.day.isoformat(),
        "for": list(told.audience),
        "entries": told.entries,
        "totals": [_total(row) for row in told.totals],
        "gaps": [telling.gap_row(gap) for gap in told.gaps],
        "owed": {
            "answers": told.answers,
            "members": told.owing,
            "lines": [{"line": one.line, "answers": one.answers, "members": one.members} for one in told.owed],
        },
    }


def _total(row: TotalRow) -> dict[str, Any]:
    columns = {"pledged": pledged, "promised": promised, "in_place": delivered, "not_renewed": not_renewed}
    amounts = {name: telling.number(of(row)) if row.measure else None for name, of in columns.items()}
    said = telling.total_row(row)
    return {**{name: said[name] for name in ("line", "kind", "measure", "measure_kind", "commitments")}, **amounts}


def _by_line(questions: Sequence[Question]) -> tuple[OwedOnLine, ...]:
    order = [*LineOfEffort, None]
    found = []
    for line in sorted({one.line for one in questions}, key=order.index):
        here = [one for one in questions if one.line == line]
        found.append(OwedOnLine(line, sum(len(one.asks) for one in here), len({one.member for one in here})))
    return tuple(found)
