"""What a plan says to a reader, through the door that readers use."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from coalesce.commitments.owing import Ask, Question
from coalesce.errors import BadField, BadUsage, NotFound
from coalesce.handling import TLP
from coalesce.records import Deadline, EventKind, Evidence, Form, LineOfEffort, Need, Parties, Readiness
from coalesce.services import planning
from coalesce.services.committing import ActivationOrder, activate
from coalesce.services.node import Node
from coalesce.services.planning import PlanAsk
from tests.builders import handling, let_in, make_node, owner
from tests.commitments.made import commitment, event, quantity
from tests.commitments.plan_nodes import PLANNING, add_plan, keep

M = LineOfEffort.MILITARY
ALL = PlanAsk()
CONFIRMED = event(EventKind.CONFIRMED, "2014-10-01")


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    made = make_node(tmp_path / "node")
    let_in(made.store, "claire", "FR")
    to = add_plan(made.store, held=handling("FR:planning"))
    jets = {"line": M, "kind": "jets", "place": "Iraq"}
    keep(made.store, to, Need("N1", M, "jets", quantity(10), "Iraq", day=5))
    keep(made.store, to, commitment("C1", "FR", amount=quantity(6), claimed=Readiness(2, 3, 30), **jets), CONFIRMED)
    hidden = handling()
    keep(
        made.store,
        to,
        commitment("C2", "US", amount=quantity(4), claimed=Readiness(0, 1, 30), **jets),
        CONFIRMED,
        held=hidden,
    )
    keep(made.store, to, commitment("L1", "NL", "TR", line=M, form=Form.LEAD), CONFIRMED)
    yield made
    made.store.close()


def test_the_board_and_its_totals(node: Node) -> None:
    shown = planning.board_for(node, owner(node.store), PLANNING, ALL)
    assert shown.leads == {M: ("NL", "TR")}
    assert shown.board.cell(M, "US").furthest is EventKind.CONFIRMED
    assert [(row.kind, row.firm) for row in shown.totals] == [("jets", 10)]
    assert shown.labels == {TLP.AMBER}
    theirs = planning.board_for(node, node.store.actor("claire"), PLANNING, ALL)
    assert "US" not in theirs.board.parties
    assert [row.firm for row in theirs.totals] == [6]
    mine = planning.board_for(node, owner(node.store), PLANNING, PlanAsk(view_as="FR"))
    assert mine.board == theirs.board


def test_gaps_and_curves_hold_what_the_reader_may_see(node: Node) -> None:
    for name, lacking, first in (("owner", 0, 1), ("claire", 4, 5)):
        actor = node.store.actor(name)
        (gap,) = planning.gaps_for(node, actor, PLANNING, ALL)
        assert gap.lacking == lacking
        (curve,) = planning.timeline_for(node, actor, PLANNING, ALL, (date(2014, 10, 1), 60)).curves
        assert curve.claimed.days()[0] == first


def test_staleness_is_told_from_the_day_that_is_asked_for(node: Node) -> None:
    later = PlanAsk(as_of=date(2015, 10, 1))
    assert [row.firm for row in planning.board_for(node, owner(node.store), PLANNING, later).totals] == [0]
    assert planning.timeline_for(node, owner(node.store), PLANNING, later, (date(2014, 10, 1), 9)).curves[0].count == 0


def test_deadlines_and_who_owes_an_answer(node: Node) -> None:
    due = {one.held.terms.reference: one for one in planning.due_for(node, owner(node.store), PLANNING, ALL)}
    assert due["C1"].lacks == ("date",)
    asked = planning.owed_for(node, owner(node.store), PLANNING, ALL)
    assert {(row.member, row.reference) for row in asked} == {("FR", "C1"), ("US", "C2")}


def test_an_activation_asks_who_promised_for_it(node: Node) -> None:
    to = next(plan for plan in planning.board_for(node, owner(node.store), PLANNING, ALL).plans)
    by = Deadline(event="at once")
    promised = commitment("C3", "FR", kind="ships", trigger="attack", amount=quantity(1), by=by)
    keep(node.store, to, promised, CONFIRMED)
    activate(node, owner(node.store), ActivationOrder("autumn", "attack", date(2014, 10, 20), Evidence("q", "s")))
    (alert,) = planning.board_for(node, owner(node.store), PLANNING, ALL).alerts
    assert (alert.day, [one.terms.reference for one in alert.waiting]) == (12, ["C3"])
    wanted = Question("FR", "autumn", "C3", "ships", (Ask.CALLED_UP,), None, None, date(2014, 10, 20))
    assert wanted in planning.owed_for(node, owner(node.store), PLANNING, ALL)


def test_a_history_by_reference_or_id_and_none_of_what_is_hidden(node: Node) -> None:
    shown = planning.history_for(node, owner(node.store), PLANNING, "C2")
    assert [line.status for line in shown.lines] == [EventKind.CONFIRMED]
    assert len(shown.earlier) == 1
    claire = node.store.actor("claire")
    for asked in ("C2", shown.held.id, "nothing"):
        with pytest.raises(NotFound, match="no such commitment"):
            planning.history_for(node, claire, PLANNING, asked)
    assert planning.history_for(node, claire, PLANNING, "C1").earlier == ()


def test_a_reference_in_two_plans_is_asked_back(node: Node) -> None:
    keep(node.store, add_plan(node.store, "winter"), commitment("C1"))
    with pytest.raises(BadUsage, match="say which"):
        planning.history_for(node, owner(node.store), PLANNING, "C1")


def test_a_plan_is_chosen_by_name(node: Node) -> None:
    let_in(node.store, "bas", "BE")
    keep(node.store, add_plan(node.store, "winter"), commitment("W1", line=M))
    for name in ("winter", "NL/winter"):
        shown = planning.board_for(node, owner(node.store), PLANNING, PlanAsk(name))
        assert shown.board.by_line[M].states == {EventKind.DECLARED: 1}
    for actor, name in (("claire", "winter"), ("claire", "nothing"), ("owner", "BE/winter")):
        with pytest.raises(NotFound, match="no such plan"):
            planning.board_for(node, node.store.actor(actor), PLANNING, PlanAsk(name))


def test_what_cannot_be_asked_is_told(node: Node) -> None:
    with pytest.raises(BadField):
        planning.board_for(node, owner(node.store), PLANNING, PlanAsk(line="sideways"))
    for days in (0, 10**6):
        with pytest.raises(BadUsage, match="commitment_most_days"):
            planning.timeline_for(node, owner(node.store), PLANNING, ALL, (date(2014, 10, 1), days))
    with pytest.raises(BadUsage, match="no member"):
        planning.board_for(node, owner(node.store), PLANNING, PlanAsk(view_as="ZZ"))


def test_a_request_to_all_is_owed_by_members_without_an_answer(node: Node) -> None:
    to = next(plan for plan in planning.board_for(node, owner(node.store), PLANNING, ALL).plans)
    keep(node.store, to, commitment("R1", form=Form.REQUEST, line=LineOfEffort.HUMANITARIAN).__class__(
        "R1", Form.REQUEST, Parties(everybody=True), LineOfEffort.HUMANITARIAN))  # fmt: skip
    asked = {row.member for row in planning.owed_for(node, owner(node.store), PLANNING, ALL) if row.reference == "R1"}
    assert asked == {"NL", "FR"}


def test_who_was_called_up_is_asked_on_its_own_line(node: Node) -> None:
    actor = owner(node.store)
    (to,) = [one for one in planning.board_for(node, actor, PLANNING, ALL).plans if one.owner == actor.member]
    keep(node.store, to, commitment("C9", "FR", line=M, kind="tanks", trigger="attack"))
    activate(node, actor, ActivationOrder(to.name, "attack", date(2014, 10, 20), Evidence("It has begun.", "a paper")))
    for line, count in (("military", 1), ("financing", 0)):
        rows = planning.owed_for(node, actor, PLANNING, PlanAsk(line=line))
        assert sum(Ask.CALLED_UP in row.asks for row in rows) == count


def test_a_kind_and_a_place_are_asked_for_in_any_case(node: Node) -> None:
    for ask in (PlanAsk(kind="JETS"), PlanAsk(place="iraq")):
        (gap,) = planning.gaps_for(node, owner(node.store), PLANNING, ask)
        assert gap.lacking == 0
