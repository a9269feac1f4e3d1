"""A plan of another day says again what it said on that day, to its owner whole, and to others as far as they may see it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from coalesce.commitments.lots import board_lots_of, curve_lots_of, sum_lots_of
from coalesce.commitments.then import Reading, Then
from coalesce.dates import FixedClock
from coalesce.handling import Actor
from coalesce.records import EventKind, HeldCommitment, Need
from coalesce.store import Store
from coalesce.store.plans import Plans
from coalesce.store.read_view import PlanQuery
from tests.builders import handling, let_in, make_store, owner
from tests.commitments.made import commitment, event, quantity
from tests.commitments.plan_nodes import PLANNING, add_plan, keep, publish, seen, staged

ALL = PlanQuery()
RELEASED = handling("FR:planning")


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(datetime(2014, 9, 5, 12, tzinfo=UTC))


@pytest.fixture
def store(tmp_path: Path, clock: FixedClock) -> Iterator[Store]:
    made = make_store(tmp_path / "node", clock)
    let_in(made, "claire", "FR")
    yield made
    made.close()


def then(store: Store, day: str, actor: Actor | None = None, query: PlanQuery = ALL) -> dict[str, HeldCommitment]:
    """The plan as it was known on a day, by reference."""
    with store.read(actor or owner(store), PLANNING) as view:
        found = view.commitments_then(query, Then(date.fromisoformat(day)))
    return {one.terms.reference: one for one in found}


def on(clock: FixedClock, day: str) -> None:
    clock.moment = datetime.fromisoformat(f"{day}T12:00:00+00:00")


def lived(store: Store, clock: FixedClock) -> dict[str, dict[str, HeldCommitment]]:
    """A plan that changes on five days; what its owner saw on each."""
    to, saw = add_plan(store), {}
    publish(store, to, [staged(commitment("C1", amount=quantity(6)), event(day="2014-09-05"), held=RELEASED),
                        staged(commitment("C2"), event(day="2014-09-05"), held=RELEASED)])  # fmt: skip
    identity = keep(store, to, commitment("H1", kind="tents"), event(day="2014-09-05"), held=RELEASED)
    saw["2014-09-05"] = seen(store)
    on(clock, "2014-09-10")
    keep(store, to, commitment("H1", kind="blankets"), event(EventKind.CONFIRMED, "2014-09-08"), held=RELEASED)
    saw["2014-09-10"] = seen(store)
    on(clock, "2014-09-20")
    publish(store, to, [staged(commitment("C1", amount=quantity(9)), event(day="2014-09-06"), held=RELEASED)])
    saw["2014-09-20"] = seen(store)
    on(clock, "2014-10-01")
    noted = Plans(store.write(owner(store), PLANNING)).note(identity, event(EventKind.IN_PLACE, "2014-09-07"))
    saw["2014-10-01"] = seen(store)
    on(clock, "2014-10-02")
    Plans(store.write(owner(store), PLANNING)).note(identity, event(EventKind.WITHDRAWN, "", withdraws=noted))
    saw["2014-10-02"] = seen(store)
    return saw


def told(found: dict[str, HeldCommitment]) -> dict[str, object]:
    return {name: (one.terms, one.status, one.renewed, one.events) for name, one in found.items()}


def test_an_owner_is_told_again_what_it_saw_on_each_day(store: Store, clock: FixedClock) -> None:
    saw = lived(store, clock)
    for day, found in saw.items():
        assert told(then(store, day)) == told(found), day
    between = told(then(store, "2014-09-15"))
    assert between == told(saw["2014-09-10"])
    assert then(store, "2014-09-04") == {}
    assert set(saw["2014-09-20"]) == {"C1", "H1"}, "an edition took C2 out, and it was there before"


def test_another_member_is_told_todays_terms_with_the_events_of_then(store: Store, clock: FixedClock) -> None:
    lived(store, clock)
    claire = store.actor("claire")
    found = then(store, "2014-09-05", claire)
    assert {name: getattr(one.terms, "kind", "") for name, one in found.items()} == {"C1": "", "H1": "blankets"}
    assert found["H1"].status is EventKind.DECLARED
    assert then(store, "2014-10-01", claire)["H1"].status is EventKind.IN_PLACE
    assert then(store, "2014-10-02", claire)["H1"].status is EventKind.CONFIRMED
    assert [one.by for row in found.values() for one in row.events] == ["", ""]


def test_what_is_hidden_today_is_hidden_then(store: Store, clock: FixedClock) -> None:
    to = add_plan(store)
    keep(store, to, commitment("C1"), event(day="2014-09-05"), held=RELEASED)
    on(clock, "2014-09-10")
    keep(store, to, commitment("C1"), event(day="2014-09-05"), held=handling())
    assert then(store, "2014-09-05", store.actor("claire")) == {}
    with store.read(owner(store), PLANNING, also="FR") as view:
        assert view.commitments_then(ALL, Then(date(2014, 9, 5))) == []
    with store.read(owner(store), PLANNING, also="NL") as view:
        assert len(view.commitments_then(ALL, Then(date(2014, 9, 5)))) == 1


def test_then_is_chosen_by_what_was_said_then(store: Store, clock: FixedClock) -> None:
    lived(store, clock)
    for day, kind in (("2014-09-05", "TENTS"), ("2014-09-10", "blankets")):
        assert set(then(store, day, query=PlanQuery(kind=kind))) == {"H1"}
        assert then(store, day, query=PlanQuery(kind="jets")) == {}
    assert then(store, "2014-09-05", query=PlanQuery(plan="none")) == {}
    assert then(store, "2014-09-05", query=PlanQuery(line="military", place="Iraq")) == {}


def test_at_the_end_of_today_then_is_now(store: Store, clock: FixedClock) -> None:
    lived(store, clock)
    keep(store, add_plan(store, "winter"), Need("N1", None, "jets", quantity(3)))
    before, start = date(2014, 6, 1), date(2014, 10, 1)
    for name in ("owner", "claire"):
        with store.read(store.actor(name), PLANNING) as view:
            now = view.commitments(ALL)
            for reading in Reading:
                found = view.commitments_then(ALL, Then(date(2014, 10, 2), reading))
                assert {one.id: (one.terms, one.status, one.renewed) for one in found} == {
                    one.id: (one.terms, one.status, one.renewed) for one in now
                }
                assert board_lots_of(found, before) == board_lots_of(now, before)
                assert sum_lots_of(found, before) == sum_lots_of(now, before)
                assert curve_lots_of(found, before, start) == curve_lots_of(now, before, start)
