"""What a plan says to a reader: the board, gaps, deadlines, the day-N curve, one history, who owes an answer, alerts.

Invariant: everything is made from what that reader may see for that purpose, as if nothing else existed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from coalesce.commitments.board import Board, board
from coalesce.commitments.deadlines import Due, deadline_view
from coalesce.commitments.gaps import Gap, gaps
from coalesce.commitments.history import HistoryLine, history
from coalesce.commitments.lots import board_lots_of, curve_lots_of, needs_of, sum_lots_of
from coalesce.commitments.owing import Ask, Question, activations, called_up, owed
from coalesce.commitments.standing import stale_before
from coalesce.commitments.then import Reading, Then
from coalesce.commitments.timeline import Curves, curves
from coalesce.commitments.totals import TotalRow, totals
from coalesce.commitments.words import read_line
from coalesce.errors import BadField, BadUsage, NotFound
from coalesce.handling import TLP, Actor, Purpose
from coalesce.records import Commitment, Form, HeldCommitment, LineOfEffort, Need, Plan
from coalesce.records.commitment import STAGES
from coalesce.services.node import Node
from coalesce.services.sharing import check_member
from coalesce.store.read_view import PlanQuery, ReadView


@dataclass(frozen=True, slots=True)
class PlanAsk:
    """What of plans is asked for: a plan by NAME or OWNER/NAME, a line, a kind, a place; all where nothing is said.

    ``view_as``: only what that member may see too. ``as_of``: the plan of that day, in one of two readings (``then.Reading``),
    with days left and staleness told from it; the plan of today without it.
    """

    plan: str = ""
    line: str = ""
    kind: str = ""
    place: str = ""
    view_as: str = ""
    as_of: date | None = None
    reading: Reading = Reading.KNOWN

    @property
    def then(self) -> Then | None:
        """The plan of another day, where one is asked for."""
        return None if self.as_of is None else Then(self.as_of, self.reading)


@dataclass(frozen=True, slots=True)
class Alert:
    """An activation that this reader was told of, and the day N that today is."""

    held: HeldCommitment
    trigger: str
    since: date
    day: int
    waiting: tuple[HeldCommitment, ...] = ()


@dataclass(frozen=True, slots=True)
class BoardShown:
    """The board with its totals; ``leads`` by line; ``labels`` the TLP labels that a page of it must bear."""

    plans: tuple[Plan, ...]
    board: Board
    totals: tuple[TotalRow, ...]
    leads: dict[LineOfEffort | None, tuple[str, ...]]
    alerts: tuple[Alert, ...]
    labels: frozenset[TLP]


@dataclass(frozen=True, slots=True)
class HistoryShown:
    """One entry with every event and quote; ``earlier``: its versions, for its owner alone."""

    held: HeldCommitment
    lines: tuple[HistoryLine, ...]
    earlier: tuple[tuple[int, Commitment | Need], ...] = field(default=())


def board_for(node: Node, actor: Actor, purpose: Purpose, ask: PlanAsk) -> BoardShown:
    """The board. Raises BadUsage, BadField, NotFound, NotPermitted."""
    check_member(node, ask.view_as)
    with node.store.read(actor, purpose, also=ask.view_as) as view:
        return board_in(node, view, ask)


def board_in(node: Node, view: ReadView, ask: PlanAsk) -> BoardShown:
    """The same in an open view."""
    query, before = _query(view, ask), _stale_before(node, ask)
    if ask.then is None:
        lots, sums = view.board_and_sums(query, before)
        labels = view.plan_labels(query)
    else:
        held = view.commitments_then(query, ask.then)
        lots, sums = board_lots_of(held, before), sum_lots_of(held, before)
        labels = {one.handling.tlp for one in held}
    plans, alerts = tuple(view.plans()), tuple(_alerts(node, view, query, ask))
    leads: dict[LineOfEffort | None, set[str]] = {}
    for lot in lots:
        if lot.form is Form.LEAD and lot.status in STAGES[:4]:
            leads.setdefault(lot.line, set()).add(lot.party)
    named = {line: tuple(sorted(parties)) for line, parties in leads.items()}
    return BoardShown(plans, board(lots), tuple(totals(sums)), named, alerts, frozenset(labels))


def gaps_for(node: Node, actor: Actor, purpose: Purpose, ask: PlanAsk) -> list[Gap]:
    """Needs against what is there and promised. Raises as ``board_for``."""
    check_member(node, ask.view_as)
    with node.store.read(actor, purpose, also=ask.view_as) as view:
        return gaps_in(node, view, ask)


def gaps_in(node: Node, view: ReadView, ask: PlanAsk) -> list[Gap]:
    """The same in an open view."""
    query, before = _query(view, ask), _stale_before(node, ask)
    if ask.then is None:
        needs, lots = view.needs_by_plan(query), view.sum_lots(query, before, by_place=True)
    else:
        held = view.commitments_then(query, ask.then)
        needs, lots = needs_of(held), sum_lots_of(held, before)
    return gaps([need for _, need in needs], lots, [plan for plan, _ in needs])


def timeline_for(
    node: Node, actor: Actor, purpose: Purpose, ask: PlanAsk, span: tuple[date, int], by_place: bool = False
) -> Curves:
    """The day-N curves; ``span`` is the day of activation and how many days after it. Raises as ``board_for``."""
    check_member(node, ask.view_as)
    with node.store.read(actor, purpose, also=ask.view_as) as view:
        return timeline_in(node, view, ask, span, by_place)


def timeline_in(node: Node, view: ReadView, ask: PlanAsk, span: tuple[date, int], by_place: bool = False) -> Curves:
    """The same in an open view."""
    activation, horizon = span
    most = node.store.settings.commitment_most_days
    if not 1 <= horizon <= most:
        raise BadUsage(f"a curve has from 1 to {most} days (the setting is commitment_most_days)")
    query, before = _query(view, ask), _stale_before(node, ask)
    if ask.then is None:
        lots, needs = view.curve_lots(query, before, activation, by_place), view.needs(query)
    else:
        held = view.commitments_then(query, ask.then)
        lots, needs = curve_lots_of(held, before, activation), [need for _, need in needs_of(held)]
    return curves(lots, needs, activation, horizon, by_place)


def due_for(node: Node, actor: Actor, purpose: Purpose, ask: PlanAsk) -> list[Due]:
    """The deadline view. Raises as ``board_for``."""
    check_member(node, ask.view_as)
    with node.store.read(actor, purpose, also=ask.view_as) as view:
        return due_in(node, view, ask)


def due_in(node: Node, view: ReadView, ask: PlanAsk) -> list[Due]:
    """The same in an open view."""
    return deadline_view(_held(view, _query(view, ask), ask), _day(node, ask))


def owed_for(node: Node, actor: Actor, purpose: Purpose, ask: PlanAsk) -> list[Question]:
    """Who owes an answer: a list to send. Raises as ``board_for``."""
    check_member(node, ask.view_as)
    with node.store.read(actor, purpose, also=ask.view_as) as view:
        return owed_in(node, view, ask)


def owed_in(node: Node, view: ReadView, ask: PlanAsk) -> list[Question]:
    """The same in an open view."""
    today, stale = _day(node, ask), node.store.settings.commitment_stale_days
    members = [member.code for member in node.store.members()]
    query = _query(view, ask)
    questions = owed(deadline_view(_held(view, query, ask), today), members, today, stale)
    for alert in _alerts(node, view, query, ask):
        questions += [
            Question(
                code,
                one.plan,
                one.terms.reference,
                one.terms.kind,
                (Ask.CALLED_UP,),
                None,
                one.terms.line,
                alert.since,
            )
            for one in alert.waiting
            if isinstance(one.terms, Commitment) and query.line in (None, one.terms.line or "")
            for code in one.terms.parties.members
        ]
    return sorted(questions, key=lambda row: row.member)


def history_for(node: Node, actor: Actor, purpose: Purpose, commitment: str, view_as: str = "") -> HistoryShown:
    """One entry, by id or by a reference that one visible entry has. Raises NotFound, BadUsage."""
    check_member(node, view_as)
    with node.store.read(actor, purpose, also=view_as) as view:
        return history_in(view, commitment)


def history_in(view: ReadView, commitment: str) -> HistoryShown:
    """The same in an open view."""
    try:
        held = view.commitment(commitment)
    except NotFound:
        found = view.commitment_named(commitment)
        if len(found) > 1:
            raise BadUsage(f"several entries have this reference: say which, {', '.join(found)}") from None
        held = view.commitment(found[0] if found else commitment)
    return HistoryShown(held, tuple(history(held.events)), tuple(view.earlier_terms(held.id)))


def alerts_for(node: Node, actor: Actor, purpose: Purpose, ask: PlanAsk) -> list[Alert]:
    """The activations that stand, of whatever plan, the newest first. Raises NotPermitted."""
    with node.store.read(actor, purpose, also=ask.view_as) as view:
        return alerts_in(node, view, ask)


def alerts_in(node: Node, view: ReadView, ask: PlanAsk) -> list[Alert]:
    """The same in an open view."""
    return _alerts(node, view, PlanQuery(), ask)


def _held(view: ReadView, query: PlanQuery, ask: PlanAsk) -> list[HeldCommitment]:
    """The entries themselves, of now or then."""
    return view.commitments(query) if ask.then is None else view.commitments_then(query, ask.then)


def _alerts(node: Node, view: ReadView, query: PlanQuery, ask: PlanAsk) -> list[Alert]:
    """Activations of the plan asked for, with the commitments that they call up and that are not confirmed since."""
    of_plan = PlanQuery(plan=query.plan)
    there = [] if ask.then is None else view.commitments_then(of_plan, ask.then)
    declared = view.commitments_of_form(Form.ACTIVATION, query.plan) if ask.then is None else there
    found = activations(declared, _day(node, ask))
    promised = view.commitments_called_up(query.plan) if found and ask.then is None else there
    alerts = []
    for held, day in found:
        terms = held.terms
        assert isinstance(terms, Commitment)
        assert terms.since is not None
        since = terms.since.earliest
        alerts.append(Alert(held, terms.trigger, since, day, tuple(called_up(promised, terms.trigger, since))))
    return alerts


def _query(view: ReadView, ask: PlanAsk) -> PlanQuery:
    try:
        line = (read_line(ask.line) or "") if ask.line else None
    except BadField:
        raise BadField(f"not a line of effort: {', '.join(LineOfEffort)}").at(field="line") from None
    return PlanQuery(_plan_id(view, ask.plan) if ask.plan else None, line, ask.kind or None, ask.place or None)


def _plan_id(view: ReadView, name: str) -> str:
    owner, _, short = name.rpartition("/")
    found = [plan for plan in view.plans() if plan.name == short and owner in ("", plan.owner)]
    found = [plan for plan in found if plan.owner == view.actor.member] or found
    if not found:
        raise NotFound("plan")
    if len(found) > 1:
        named = ", ".join(f"{plan.owner}/{plan.name}" for plan in found)
        raise BadUsage(f"there are several plans '{name}': say which, {named}")
    return found[0].id


def _stale_before(node: Node, ask: PlanAsk) -> date:
    return stale_before(_day(node, ask), node.store.settings.commitment_stale_days)


def _day(node: Node, ask: PlanAsk) -> date:
    return ask.as_of or node.store.clock.today()
