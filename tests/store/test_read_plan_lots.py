"""Boards, totals and curves are counted exactly, from the entries that a query chooses. (That they come to what the rules say of
each entry by itself stands in ``test_read_plans``.)"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from coalesce.commitments.timeline import curves
from coalesce.commitments.totals import totals
from coalesce.records import EventKind, LineOfEffort, Measure, MeasureKind, Need, Quantity, Readiness
from coalesce.store import Store
from coalesce.store.plan_staging import StagedEntry
from coalesce.store.read_view import PlanQuery
from tests.builders import handling, make_store, owner
from tests.commitments.made import TODAY, commitment, event, quantity
from tests.commitments.plan_nodes import PLANNING, add_plan, keep, publish

ALL = PlanQuery()
BEFORE, START = date(2014, 6, 1), date(2014, 10, 1)
CONFIRMED = event(EventKind.CONFIRMED, TODAY.isoformat())
M = LineOfEffort.MILITARY


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = make_store(tmp_path / "node")
    yield made
    made.close()


def test_sums_beyond_63_bits_are_exact(store: Store) -> None:
    most = Quantity(Decimal(10) ** 12, Measure(MeasureKind.CURRENCY, "USD"))
    units = Quantity(Decimal(10) ** 12, Measure(MeasureKind.UNIT, "tonnes"))
    ready = Readiness(1, 1, 5)
    rows = [StagedEntry(commitment(f"C{n}", amount=most), (CONFIRMED,), handling()) for n in range(10_000)]
    rows += [
        StagedEntry(commitment(f"U{n}", amount=units, claimed=ready), (CONFIRMED,), handling()) for n in range(10_000)
    ]
    publish(store, add_plan(store), rows)
    with store.read(owner(store), PLANNING) as view:
        firm = {str(row.measure): row.firm for row in totals(view.sum_lots(ALL, BEFORE))}
        (curve,) = curves(view.curve_lots(ALL, BEFORE, START), [], START, 20).curves
    assert firm == {"USD": Decimal(10) ** 16, "tonnes": Decimal(10) ** 16}
    assert [curve.claimed.at(day) for day in (1, 2, 6, 7)] == [0, Decimal(10) ** 16, Decimal(10) ** 16, 0]


def test_a_query_chooses_plan_line_kind_and_place(store: Store) -> None:
    to, other = add_plan(store), add_plan(store, "winter")
    for plan, name, fields in (
        (to, "C1", {"line": M, "kind": "Jets", "place": "Iraq"}),
        (to, "C2", {"line": None, "kind": "aid", "place": "Erbil"}),
        (other, "C3", {"line": M, "kind": "jets", "place": ""}),
    ):
        keep(store, plan, commitment(name, amount=quantity(2), **fields), CONFIRMED)
    keep(store, to, Need("N1", M, "jets", quantity(9)))
    chosen = {
        PlanQuery(): 3,
        PlanQuery(plan=to.id): 2,
        PlanQuery(line="military"): 2,
        PlanQuery(line=""): 1,
        PlanQuery(kind="jets"): 2,
        PlanQuery(place="IRAQ"): 1,
        PlanQuery(plan=to.id, kind="JETS", place="iraq"): 1,
        PlanQuery(kind="tanks"): 0,
    }
    with store.read(owner(store), PLANNING) as view:
        for query, count in chosen.items():
            assert sum(lot.first for lot in view.board_lots(query, BEFORE)) == count
            assert sum(lot.count for lot in view.sum_lots(query, BEFORE)) == count
            boards, sums = view.board_and_sums(query, BEFORE)
            assert (sum(lot.first for lot in boards), sum(lot.count for lot in sums)) == (count, count)
            assert sum(lot.entries for lot in view.curve_lots(query, BEFORE, START)) == count


def test_an_empty_node_counts_nothing(store: Store) -> None:
    with store.read(owner(store), PLANNING) as view:
        assert view.board_lots(ALL, BEFORE) == []
        assert view.sum_lots(ALL, BEFORE) == []
        assert view.board_and_sums(ALL, BEFORE) == ([], [])
        assert view.curve_lots(ALL, BEFORE, START) == []


def test_what_gives_no_amount_and_what_gives_one_of_nothing_stated_stay_apart(store: Store) -> None:
    to = add_plan(store)
    for name, amount in (("C1", None), ("C2", Quantity(Decimal(15), None)), ("C3", quantity(4)), ("C4", None)):
        keep(store, to, commitment(name, kind="jets", amount=amount, place=name), CONFIRMED)
    with store.read(owner(store), PLANNING) as view:
        told = {(lot.quantity, lot.count) for lot in view.sum_lots(ALL, BEFORE)}
        apart = view.sum_lots(ALL, BEFORE, by_place=True)
        lots = view.curve_lots(ALL, BEFORE, START)
    assert told == {(None, 2), (Quantity(Decimal(15), None), 1), (quantity(4), 1)}
    assert sorted(lot.place for lot in apart) == ["C1", "C2", "C3", "C4"]
    assert {(lot.measure, lot.entries, lot.not_ready) for lot in lots} == {
        (None, 3, 3),
        (quantity(4).measure, 1, 1),
    }
