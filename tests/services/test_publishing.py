"""From a definition to what is shown: counted at the right time, from what is allowed, once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from coalesce.dates import FixedClock, Period
from coalesce.errors import BadUsage, NotFound, Refusal, StoreBusy
from coalesce.handling import Role
from coalesce.records import Leg
from coalesce.records.series import Kind
from coalesce.services import publishing
from coalesce.services.node import Node
from tests.builders import NOON, add_list, entry, handling, let_in, owner, person_with_papers, publish, reopened
from tests.series_made import NAME, a_node, claire, entered, in_force, order


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON)


@pytest.fixture
def node(tmp_path: Path, clock: FixedClock) -> Iterator[Node]:
    made, _ = a_node(tmp_path / "node", clock)
    yield made
    made.store.close()


def test_a_definition_takes_lists_sources_and_shares_from_the_node(node: Node) -> None:
    made = publishing.define(node, owner(node.store), order())
    assert made.lists == ("FR/out", "NL/in")
    assert [source.name for source in made.sources] == ["FR/out", "NL/in"]
    assert made.rho == pytest.approx(0.25)
    assert made.node == publishing.definition(node, owner(node.store), NAME).node != ""
    plain = publishing.define(node, owner(node.store), order(name="plain", origins=[]))
    assert plain.origin_quarters.rho == 0


def test_more_than_five_source_groups_have_no_patterns_until_they_are_merged(node: Node) -> None:
    for n in range(4):
        add_list(node.store, f"l{n}", handling(figures=["FR"]))
    assert publishing.define(node, owner(node.store), order()).patterns.rho == 0
    sources = {"a": ["NL/in", *(f"NL/l{n}" for n in range(4))], "b": ["FR/out"]}
    merged = publishing.define(node, owner(node.store), order(name="merged", sources=sources))
    assert [source.name for source in merged.sources] == ["a", "b"]
    both = {"a": ["NL/in"], "b": ["FR/out", "NL/in"]}
    with pytest.raises(BadUsage, match="NL/in stands in two sources"):
        publishing.define(node, owner(node.store), order(name="both", sources=both))
    many = {f"s{n}": ["NL/in"] for n in range(6)}
    with pytest.raises(BadUsage, match="at most 5 sources"):
        publishing.define(node, owner(node.store), order(name="many", sources=many))


def test_counts_are_those_of_the_people_and_noise(node: Node) -> None:
    in_force(node)
    found = publishing.figure(node, claire(node), NAME)
    march = next(cell for cell in found.cells if (cell.leg, cell.period) == ("TR>SY", "2014-03"))
    assert march.count is not None
    assert 20 <= march.count <= 80, "fifty people, and noise of five: beyond this once in 10^8"
    assert found.waiting == 0
    assert (found.viewer, found.moved_by) == ("FR", 10)
    empty = [cell for cell in found.cells if cell.leg == "SY>IQ"]
    assert len(empty) == 9, "the grid does not depend on the records"


def test_a_period_is_counted_when_it_has_closed_and_not_before(node: Node, clock: FixedClock) -> None:
    made = in_force(node, since=Period(2014, 9), until=Period(2014, 12), legs=[Leg("TR", "SY")], settling=5)
    found = publishing.figure(node, claire(node), NAME)
    assert ([cell.period for cell in found.cells], found.waiting) == (["2014-09"], 3), "October settles until the fifth"
    clock.moment = NOON + timedelta(days=5)
    assert [cell.period for cell in publishing.figure(node, claire(node), NAME).cells] == ["2014-09", "2014-10"]
    clock.moment = NOON + timedelta(days=100)
    assert publishing.figure(node, claire(node), NAME).waiting == 0
    assert publishing.close(node, claire(node), made.name) == 0


def test_a_closed_number_stays_whatever_comes_later(node: Node, clock: FixedClock) -> None:
    in_force(node, until=Period(2014, 12))
    before = publishing.figure(node, claire(node), NAME)
    late = add_list(node.store, "late", handling(figures=["FR"]))
    publish(node.store, late, [replace(person_with_papers(f"L{n}", n), sightings=(entered(3),)) for n in range(9)])
    known = publishing.known(node, owner(node.store))[0].series
    more = [replace(person_with_papers(f"in{n}", n % 9), sightings=(entered(3), entered(11))) for n in range(25)]
    to = node.store.write(owner(node.store), publishing.Purpose.PLANNING).find_list("NL/in")
    publish(node.store, to, [*more, *(entry(f"new{n}", sightings=(entered(3),)) for n in range(30))], "second")
    clock.moment = NOON + timedelta(days=70)
    after = publishing.figure(node, claire(node), NAME)
    assert [cell for cell in after.cells if cell in before.cells] == list(before.cells)
    assert len(after.cells) > len(before.cells)
    assert known.lists == ("FR/out", "NL/in"), "a list that came later is not in it"


def test_another_process_sees_the_same_figure(node: Node) -> None:
    in_force(node)
    first = publishing.figure(node, claire(node), NAME)
    again = Node(reopened(node.store), node.model)
    assert publishing.figure(again, claire(again), NAME) == first
    again.store.close()


def test_while_the_node_imports_or_links_nothing_is_closed(node: Node) -> None:
    made = in_force(node)
    with node.store.alone("count"), pytest.raises(StoreBusy, match="ask for the figure"):
        publishing.figure(node, claire(node), NAME)
    assert publishing.standing(node, claire(node), NAME).waiting == 27
    assert publishing.closed(node, claire(node), publishing.known(node, claire(node))[0]) == dict.fromkeys(Kind, 0)
    assert made.name == NAME


def test_only_the_audience_receives_it(node: Node) -> None:
    in_force(node)
    for who in ("bea", "owner"):
        for ask in (publishing.figure, publishing.standing, publishing.noised_patterns, publishing.close):
            with pytest.raises(NotFound, match="no such series"):
                ask(node, node.store.actor(who), NAME)
    operator = let_in(node.store, "otto", "FR", Role.OPERATOR)
    with pytest.raises(Refusal, match="receive figures"):
        publishing.figure(node, operator, NAME)


def test_patterns_come_with_their_noise_once_the_window_has_closed(node: Node, clock: FixedClock) -> None:
    in_force(node, until=Period(2014, 11))
    assert publishing.noised_patterns(node, claire(node), NAME) == []
    clock.moment = NOON + timedelta(days=40)
    found = {one.leg: one for one in publishing.noised_patterns(node, claire(node), NAME)}
    assert found.keys() == {"TR>SY", "SY>IQ", "JO>SY"}
    one = found["TR>SY"]
    assert one.sources == ("FR/out", "NL/in")
    assert len(one.counts) == 4
    assert one.counts[0] == 0
    assert one.deviation == pytest.approx(3.54, abs=0.01)
    assert abs(sum(one.counts) - 50) < 40
    assert publishing.noised_patterns(node, claire(node), NAME)[0] == found[str(min(Leg("TR", "SY"), Leg("JO", "SY")))]


def test_what_is_not_in_the_definition_is_refused(node: Node) -> None:
    in_force(node, origins=[])
    with pytest.raises(BadUsage, match="does not publish origin-quarters"):
        publishing.figure(node, claire(node), NAME, Kind.ORIGIN_QUARTERS)
    for wrong in (
        order(legs=[]),
        order(since=Period(2014)),
        order(until=Period(2013, 1)),
        order(until=Period(2099, 1)),
    ):
        with pytest.raises(BadUsage):
            publishing.define(node, owner(node.store), replace(wrong, name="wrong"))
