"""The own view's flows: what the reader sees, counted once per person, with bounds over draws."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from coalesce.dates import FixedClock, PartialDate
from coalesce.flows import FlowQuery
from coalesce.handling import Purpose, seal
from coalesce.records import Cell, Entry, Leg, ListKind, Sighting, SightingKind, Verdict
from coalesce.services import reviewing
from coalesce.services.counting import flow_table, flows_for, own_flows
from coalesce.services.node import Node
from tests.builders import (
    INVESTIGATION,
    NOON,
    add_list,
    entry,
    handling,
    ids,
    let_in,
    linked,
    make_node,
    owner,
    publish,
    staged,
)

MARCH = PartialDate.of(2014, 3, 5)
TO_SYRIA = Leg("TR", "SY")


def traveller(reference: str, *countries: str) -> Entry:
    """A person seen in these countries, a month apart, the last in March 2014."""
    seen = [
        Sighting(SightingKind.PRESENT, country, PartialDate.of(2014, 3 - back, 5))
        for back, country in zip(range(len(countries) - 1, -1, -1), countries, strict=True)
    ]
    return entry(reference, f"Zorbal {reference}", nationalities=("NL",), sightings=tuple(seen))


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    made = make_node(tmp_path / "node", FixedClock(NOON))
    let_in(made.store, "claire", "FR")
    yield made
    made.store.close()


def cell(node: Node, who: str = "owner", **query: object) -> Cell:
    """The one cell of a query by leg."""
    asked = FlowQuery(leg=TO_SYRIA, by=("leg",), **query)  # type: ignore[arg-type]  # a test's own words
    (found,) = flows_for(node, node.store.actor(who), INVESTIGATION, asked).cells
    return found


def test_people_are_counted_once_per_leg_and_month(node: Node) -> None:
    publish(node.store, add_list(node.store), [traveller("A", "TR", "SY"), traveller("B", "NL", "TR", "SY")])
    table = flows_for(node, owner(node.store), INVESTIGATION, FlowQuery())
    assert (table.kind, table.viewer, table.purpose, table.lists) == ("own", "NL", "investigation", ("NL/border",))
    assert table.draws == node.store.settings.draws
    found = {(str(one.leg), str(one.period)): (one.low, one.count, one.high) for one in table.cells}
    assert found == {("TR>SY", "2014-03"): (2, 2, 2), ("NL>TR", "2014-02"): (1, 1, 1)}


def test_another_reader_counts_what_it_sees(node: Node) -> None:
    rules = {"A": handling("FR"), "B": handling(), "C": handling("FR:border")}
    rows = [staged(traveller(name, "TR", "SY"), rule) for name, rule in rules.items()]
    publish(node.store, add_list(node.store), rows)
    assert cell(node).count == 3
    assert cell(node, "claire").count == 1
    claire = node.store.actor("claire")
    assert [one.count for one in flows_for(node, claire, Purpose.BORDER, FlowQuery(by=("leg",))).cells] == [1]
    assert flows_for(node, claire, Purpose.SCREENING, FlowQuery()).cells == ()
    with node.store.read(owner(node.store), INVESTIGATION, also="FR") as view:
        assert [one.count for one in flow_table(node, view, FlowQuery(by=("leg",))).cells] == [1]
    assert cell(node).count == 3, "what was remembered for both is not given to one"


def link(node: Node, left: str, right: str, probability: float) -> None:
    known = ids(node.store)
    with node.store.read(owner(node.store), INVESTIGATION) as view:
        links = [linked(view, known[left], known[right], probability)]
    node.store.write(owner(node.store), INVESTIGATION).store_links(seal(links), "made")


def test_an_undecided_link_is_an_interval_and_a_judged_one_is_not(node: Node) -> None:
    rows = [traveller("A", "TR", "SY"), traveller("B", "TR", "SY")]
    publish(node.store, add_list(node.store), rows)
    link(node, "A", "B", 0.5)
    one = cell(node)
    assert (one.low, one.high) == (1, 2)
    known, who = ids(node.store), owner(node.store)
    with node.store.read(who, INVESTIGATION) as view:
        assert own_flows(node, view).undecided == 1
    for verdict, count in ((Verdict.SAME, 1), (Verdict.DIFFERENT, 2)):
        word = reviewing.Word(verdict, "by the papers")
        assert isinstance(node.store.clock, FixedClock)
        node.store.clock.moment += timedelta(minutes=1)
        reviewing.judge(node, who, INVESTIGATION, (known["A"], known["B"]), word)
        one = cell(node)
        assert (one.low, one.count, one.high) == (count, count, count)
        with node.store.read(who, INVESTIGATION) as view:
            flows = own_flows(node, view)
        assert flows.undecided == 0
        assert (flows.people.low, flows.people.count, flows.people.high) == (count, count, count)
    one = cell(node, "claire") if ids(node.store, node.store.actor("claire")) else one
    assert one.count == 2


def test_only_lists_of_travellers_are_counted(node: Node) -> None:
    publish(node.store, add_list(node.store), [traveller("A", "TR", "SY")])
    publish(node.store, add_list(node.store, "listed", kind=ListKind.DESIGNATIONS), [traveller("B", "TR", "SY")])
    publish(node.store, add_list(node.store, "clients", kind=ListKind.CUSTOMERS), [traveller("C", "TR", "SY")])
    assert cell(node).count == 1
    with node.store.read(owner(node.store), INVESTIGATION) as view:
        flows = own_flows(node, view)
    assert flows.lists == ("NL/border",)
    assert flows.people.count == 1


def test_the_count_is_remembered_for_one_state_and_day(node: Node) -> None:
    to = add_list(node.store)
    publish(node.store, to, [traveller("A", "TR", "SY")], "one")
    who = owner(node.store)
    with node.store.read(who, INVESTIGATION) as view:
        first = own_flows(node, view)
        assert own_flows(node, view) is first
    with node.store.read(who, INVESTIGATION) as view:
        assert own_flows(node, view) is first
    publish(node.store, to, [traveller("A", "TR", "SY"), traveller("B", "TR", "SY")], "two")
    with node.store.read(who, INVESTIGATION) as view:
        second = own_flows(node, view)
    assert second.people.count == 2
    assert isinstance(node.store.clock, FixedClock)
    node.store.clock.moment += timedelta(days=1)
    with node.store.read(who, INVESTIGATION) as view:
        assert own_flows(node, view) is not second


def test_draws_follow_the_node_s_key_and_nothing_else(node: Node, tmp_path: Path) -> None:
    publish(node.store, add_list(node.store), [traveller("A", "TR", "SY"), traveller("B", "TR", "SY")])
    link(node, "A", "B", 0.5)
    again = Node(node.store, node.model)
    assert cell(again) == cell(node)


def test_a_reader_of_nothing_gets_an_empty_table(node: Node) -> None:
    table = flows_for(node, node.store.actor("claire"), INVESTIGATION, FlowQuery())
    assert (table.cells, table.lists) == ((), ())
