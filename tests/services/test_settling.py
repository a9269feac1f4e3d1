"""An import that ended when its edition was just published is made whole later: links, notices, once; a whole run is waited for."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest

from coalesce.errors import StoreBusy
from coalesce.handling import Purpose
from coalesce.records import RecordList
from coalesce.services.importing import ImportOrder, import_file
from coalesce.services.linking import LinkOrder, link_records
from coalesce.services.node import Node
from coalesce.services.rounds import JOBS
from coalesce.services.settling import settle_by_itself
from tests.builders import INVESTIGATION, ids, owner, publish, staged
from tests.services.notice_nodes import arrive, kinds, somebody, two_members

Nodes = tuple[Node, RecordList, RecordList]


@pytest.fixture
def both(tmp_path: Path) -> Iterator[Nodes]:
    made = two_members(tmp_path / "node", arrival_most=2)
    yield made
    made[0].store.close()


def met(node: Node) -> list[set[str]]:
    names = {record: reference for reference, record in ids(node.store).items()}
    with node.store.read(owner(node.store), INVESTIGATION) as view:
        return [{names[link.left], names[link.right]} for link in view.links()]


def test_what_was_published_and_no_more_is_matched_and_told_once(both: Nodes) -> None:
    node, border, departures = both
    arrive(node, border, [somebody("N1")])
    publish(node.store, departures, [somebody("F1")])  # here its process was killed
    assert (met(node), kinds(node)) == ([], [])
    assert settle_by_itself(node) == 1
    assert (met(node), kinds(node)) == ([{"N1", "F1"}], ["new"])
    assert settle_by_itself(node) == 0
    publish(node.store, departures, [somebody("F1", 1)], "d2")
    publish(node.store, departures, [somebody("F2")], "d3")  # two of them, one after the other
    assert settle_by_itself(node) == 1
    assert (met(node), kinds(node)) == ([{"N1", "F2"}], ["new"])
    assert settle_by_itself in [one.run for one in JOBS]


def test_the_next_import_settles_first(both: Nodes, tmp_path: Path) -> None:
    node, border, departures = both
    arrive(node, border, [somebody("N1")])
    publish(node.store, departures, [somebody("F1")])
    (tmp_path / "next.csv").write_text("reference,name,birth_date\nN9,Qorbal Zemtar,1971-02-03\n", encoding="utf-8")
    steps: list[str] = []
    import_file(
        node, owner(node.store), ImportOrder(tmp_path / "next.csv", border.name), lambda step, _: steps.append(step)
    )
    assert "matching what arrived before" in steps
    assert kinds(node) == [], "N1 is delisted: there is nobody left to be told about"
    assert settle_by_itself(node) == 0


def test_what_waits_for_the_linker_goes_on_waiting(both: Nodes) -> None:
    node, border, departures = both
    arrive(node, border, [somebody("N1")])
    publish(node.store, departures, [somebody(f"F{n}", n) for n in range(3)])
    assert settle_by_itself(node) == 0, "three are too many to be matched at once"
    assert met(node) == []
    link_records(node, owner(node.store), LinkOrder())
    assert (met(node), kinds(node)) == ([{"N1", "F0"}], ["new"])
    publish(node.store, departures, [somebody("F4")], "d2")
    other = dataclasses.replace(node, model=dataclasses.replace(node.model, name="another"))
    assert settle_by_itself(other) == 0, "the links there are another model's"


def test_what_is_only_staged_is_not_there_yet(both: Nodes) -> None:
    node, border, departures = both
    arrive(node, border, [somebody("N1")])
    writer = node.store.write(owner(node.store), Purpose.PLANNING)
    writer.stage(departures, "half a file", "d").add([staged(somebody("F1"))])
    assert settle_by_itself(node) == 0
    assert (met(node), kinds(node)) == ([], [])


def test_it_waits_for_no_other_long_work(both: Nodes) -> None:
    node, border, departures = both
    with node.store.alone("import"):
        assert settle_by_itself(node) == 0, "nothing waits: the lock is not asked for"
        arrive(node, border, [somebody("N1")])
        publish(node.store, departures, [somebody("F1")])
        with pytest.raises(StoreBusy):
            settle_by_itself(node)
