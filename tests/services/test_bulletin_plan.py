"""A bulletin tells of plans what all its members may see, as it was known on its day; pledges and deliveries stay apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from coalesce.dates import FixedClock, PartialDate
from coalesce.handling import TLP, Role
from coalesce.records import Commitment, EventKind, Form, LineOfEffort, Need, Parties, Quantity
from coalesce.services.bulletin_plan import OwedOnLine, PlanTold, document, told_of_plans
from coalesce.services.node import Node
from coalesce.store.plans import Plans
from tests.builders import handling, let_in, make_node, owner
from tests.commitments.made import commitment, event, quantity
from tests.commitments.plan_nodes import PLANNING, add_plan, keep

M, H = LineOfEffort.MILITARY, LineOfEffort.HUMANITARIAN
AUDIENCE = ("NL", "FR", "BE")
DAY = date(2014, 10, 5)
ALL = handling("FR:planning", "BE:planning")
ON = PartialDate.parse("2014-12")


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(datetime(2014, 10, 5, 12, tzinfo=UTC))


@pytest.fixture
def node(tmp_path: Path, clock: FixedClock) -> Iterator[Node]:
    made = make_node(tmp_path / "node", clock)
    let_in(made.store, "claire", "FR")
    let_in(made.store, "bas", "BE")
    let_in(made.store, "viktor", "BE", Role.OPERATOR)
    to = add_plan(made.store, held=ALL)
    jets = {"line": M, "kind": "jets", "place": "Iraq", "since": ON}
    rows = (
        (commitment("C1", "FR", amount=quantity(6), **jets), EventKind.IN_PLACE, ALL),
        (commitment("C2", "BE", amount=quantity(4), **jets), EventKind.CONFIRMED, ALL),
        (commitment("C3", "US", amount=quantity(9), **jets), EventKind.DECLARED, ALL),
        (commitment("C4", "FR", amount=quantity(50), **jets), EventKind.IN_PLACE, handling("FR:planning")),
        (commitment("C5", "NL", amount=quantity(70), **jets), EventKind.IN_PLACE, handling()),
        (commitment("C6", "FR", amount=quantity(90), **jets), EventKind.IN_PLACE, replace(ALL, tlp=TLP.RED)),
        (commitment("C7", "FR", line=H, kind="funds", amount=Quantity(quantity(15).amount, None), since=ON), EventKind.CONFIRMED, ALL),
        (commitment("C8", "FR", line=H, kind="aid", since=ON), EventKind.IN_PLACE, ALL),
        (Need("N1", M, "jets", quantity(20), "Iraq", day=5), EventKind.DECLARED, ALL),
        (Need("N2", M, "tanks", quantity(7, "tanks"), "Iraq", day=5), EventKind.DECLARED, handling("FR:planning")),
        (Commitment("R1", Form.REQUEST, Parties(everybody=True), H), EventKind.DECLARED, ALL),
    )  # fmt: skip
    for terms, kind, held in rows:
        keep(made.store, to, terms, event(kind, "2014-10-01"), held=held)
    yield made
    made.store.close()


def told(node: Node, name: str = "owner", day: date = DAY) -> PlanTold:
    found = told_of_plans(node, node.store.actor(name), AUDIENCE, day)
    assert found is not None
    return found


def test_totals_hold_what_all_may_see_in_columns_that_are_not_added(node: Node) -> None:
    rows = document(told(node))["totals"]
    assert [(row["kind"], row["pledged"], row["promised"], row["in_place"], row["not_renewed"]) for row in rows] == [
        ("jets", 9, 4, 6, 0),
        ("aid", None, None, None, None),
        ("funds", None, None, None, None),
    ]
    assert [row["measure_kind"] for row in rows] == ["unit", "no quantity", "not stated"]
    assert all("firm" not in row and "total" not in row for row in rows)
    assert told(node).entries == 7


def test_needs_and_gaps_are_made_of_the_same(node: Node) -> None:
    (gap,) = told(node).gaps
    assert (gap.references, gap.needed, gap.lacking) == (["N1"], 20, 10)


def test_answers_that_are_owed_are_counted_and_nobody_is_named(node: Node) -> None:
    found = told(node)
    assert found.owed == (OwedOnLine(M, 1, 1), OwedOnLine(H, 4, 3))
    assert (found.answers, found.owing) == (5, 4)
    said = document(found)["owed"]
    assert said["lines"][0] == {"line": "military", "answers": 1, "members": 1}
    assert "US" not in str(said)


def test_each_of_its_members_is_told_the_same(node: Node) -> None:
    assert told(node) == told(node, "claire") == told(node, "bas")
    assert told_of_plans(node, node.store.actor("viktor"), AUDIENCE, DAY) is None


def test_it_says_the_same_again_whatever_was_noted_since(node: Node, clock: FixedClock) -> None:
    before = told(node)
    clock.moment += timedelta(days=40)
    to = next(plan for plan in plans(node) if plan.name == "autumn")
    noted = keep(node.store, to, commitment("C9", "FR", line=M, kind="jets", amount=quantity(100)), held=ALL)
    Plans(node.store.write(owner(node.store), PLANNING)).note(noted, event(EventKind.IN_PLACE, "2014-10-02"))
    assert told(node) == before
    assert told(node, day=date(2014, 11, 14)) != before


def test_what_was_not_renewed_stands_in_a_column_of_its_own(node: Node) -> None:
    later = document(told(node, day=date(2015, 6, 1)))["totals"][0]
    assert (later["pledged"], later["promised"], later["in_place"], later["not_renewed"]) == (9, 0, 0, 10)


def test_an_audience_that_is_told_nothing_is_told_so(node: Node) -> None:
    let_in(node.store, "dora", "DE")
    found = told_of_plans(node, node.store.actor("dora"), ("DE", *AUDIENCE), DAY)
    assert found is not None
    assert (found.entries, found.totals, found.gaps, found.answers) == (0, (), (), 0)


def plans(node: Node) -> list:  # type: ignore[type-arg]  # of plans
    with node.store.read(owner(node.store), PLANNING) as view:
        return view.plans()
