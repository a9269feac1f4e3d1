"""Each entry by itself gives the lots that boards, totals, gaps and curves are made of."""

from __future__ import annotations

from datetime import date

from coalesce.commitments.board import UNNAMED, BoardLot
from coalesce.commitments.lots import board_lots_of, curve_lots_of, needs_of, plan_of, sum_lots_of
from coalesce.dates import PartialDate
from coalesce.records import EventKind, Form, LineOfEffort, Need, Readiness, Verified
from tests.commitments.made import commitment, event, held, quantity

BEFORE, START = date(2014, 6, 1), date(2014, 10, 1)
M = LineOfEffort.MILITARY
CONFIRMED = event(EventKind.CONFIRMED, "2014-10-01")


def test_a_board_has_a_lot_for_each_party_and_counts_the_entry_once() -> None:
    lots = board_lots_of([held(commitment("C1", "US", "FR", line=M), CONFIRMED), held(Need("N1"))], BEFORE)
    state = (M, Form.CONTRIBUTION, EventKind.CONFIRMED, False)
    assert lots == [BoardLot(*state, "FR", 1, 1), BoardLot(*state, "US", 1, 0)]
    unnamed = commitment("C2").__class__("C2", form=Form.STATEMENT)
    (lot,) = board_lots_of([held(unnamed, event(day="2014-01-01"))], BEFORE)
    assert (lot.party, lot.stale, lot.form) == (UNNAMED, True, Form.STATEMENT)


def test_only_contributions_are_summed_and_only_a_named_need_names_its_plan() -> None:
    rows = [
        held(commitment("C1", kind="jets", amount=quantity(6), need="N1")),
        held(commitment("C2", kind="jets"), event(day="")),
        held(commitment("L1", form=Form.LEAD)),
    ]
    told = [(lot.quantity, lot.stale, lot.need, lot.plan) for lot in sum_lots_of(rows, BEFORE)]
    assert told == [(quantity(6), False, "N1", "NL/plan"), (None, None, "", "")]


def test_a_curve_takes_what_is_firm_and_fresh() -> None:
    ready = Readiness(2, 3, 30)
    seen = Verified(Readiness(9, 3, None), "EU")
    since = PartialDate.parse("2014-10-11")
    rows = [
        held(commitment("C1", amount=quantity(6), claimed=ready, verified=seen), CONFIRMED),
        held(commitment("C2", amount=quantity(1), claimed=ready, since=since), CONFIRMED),
        held(commitment("C3", amount=quantity(2)), CONFIRMED),
        held(commitment("C4", amount=quantity(9), claimed=ready)),
        held(commitment("C5", amount=quantity(9), claimed=ready), event(EventKind.CONFIRMED, "2014-01-01")),
    ]
    lots = curve_lots_of(rows, BEFORE, START)
    assert [lot.claimed for lot in lots] == [{5: 6000, 35: -6000}, {13: 1000, 43: -1000}, {}]
    assert [lot.verified for lot in lots] == [{12: 6000}, {}, {}]
    assert [lot.not_ready for lot in lots] == [0, 0, 1]


def test_the_needs_that_stand_with_their_plans() -> None:
    rows = [
        held(Need("N2"), plan="b"),
        held(Need("N1"), event(EventKind.WITHDRAWN)),
        held(Need("N0"), plan="a"),
        held(commitment()),
    ]
    assert [(plan, need.reference) for plan, need in needs_of(rows)] == [("NL/a", "N0"), ("NL/b", "N2")]
    assert plan_of(rows[0]) == "NL/b"
