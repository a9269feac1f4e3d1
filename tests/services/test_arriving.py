"""What arrives is linked as a whole run would link it, whatever the order; and nobody is told how much."""

from __future__ import annotations

import random
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coalesce.dates import PartialDate
from coalesce.handling import Purpose, Role
from coalesce.records import Document, Entry
from coalesce.services.arriving import COMPILED_FROM, match_arrivals
from coalesce.services.importing import ImportOrder, import_file
from coalesce.services.linking import LinkOrder, link_records
from coalesce.services.node import Node
from coalesce.services.withdrawing import withdraw
from tests.builders import (
    INVESTIGATION,
    add_list,
    entry,
    handling,
    ids,
    leaves,
    let_in,
    make_node,
    owner,
    publish,
    raw_rows,
)

GIVEN = ("Vulneq", "Vulnek", "Hedraq", "Bartuk")
FAMILY = ("Shambir", "Shambyr", "Tolumis", "Yelgorov", "Yelgorow")


def world(dice: random.Random, size: int) -> dict[str, list[Entry]]:
    """Entries of three lists in which people recur, misspelt."""
    lists: dict[str, list[Entry]] = {"one": [], "two": [], "three": []}
    for number in range(size):
        born = PartialDate.of(1980 + dice.randrange(3), 3, 14)
        paper = (Document(f"PQ7712{dice.randrange(4)}"),) if dice.random() < 0.5 else ()
        made = entry(f"R{number}", f"{dice.choice(GIVEN)} {dice.choice(FAMILY)}", birth_dates=(born,), documents=paper)
        lists[dice.choice(list(lists))].append(made)
    return lists


def told(node: Node) -> list[tuple[object, ...]]:
    """Every link of the published run, by reference, past the guard."""
    query = """SELECT min(a.reference, b.reference), max(a.reference, b.reference), k.probability, w.parts, w.model
        FROM link k JOIN link_weight w ON w.run = k.run AND w.number = k.weight JOIN record a ON a.id = k."left" JOIN record b ON b.id = k."right"
        JOIN state s ON s.name = 'link_run' AND k.run = CAST(s.value AS INTEGER) ORDER BY 1, 2"""
    return raw_rows(node.store.folder, query)


@settings(max_examples=6)
@given(seed=st.integers(0, 10**6))
def test_links_after_arrivals_are_those_of_a_whole_run(seed: int) -> None:
    dice = random.Random(seed)
    lists = world(dice, 14)
    with TemporaryDirectory() as folder:
        node = make_node(Path(folder) / "node")
        store = node.store
        made = {name: add_list(store, name, deduplicated=name == "two") for name in lists}
        sofar: dict[str, list[Entry]] = {name: [] for name in lists}
        arrivals = [(name, one) for name, entries in lists.items() for one in entries]
        dice.shuffle(arrivals)
        for edition, (name, one) in enumerate(arrivals):
            sofar[name].append(one)
            before = set(ids(store))
            publish(store, made[name], sofar[name], str(edition))
            now = ids(store)
            match_arrivals(node, [now[reference] for reference in now.keys() - before])
        arrived = told(node)
        link_records(node, owner(store), LinkOrder())
        assert arrived == told(node)
        store.close()


def test_many_that_arrive_at_once_have_the_links_of_a_whole_run(tmp_path: Path) -> None:
    node, lists = make_node(tmp_path / "node"), world(random.Random(5), 3 * COMPILED_FROM)
    for name, entries in lists.items():
        publish(node.store, add_list(node.store, name, deduplicated=name == "two"), entries)
    everybody = sorted(ids(node.store).values())
    assert match_arrivals(node, everybody[:COMPILED_FROM])
    assert match_arrivals(node, everybody)
    arrived = told(node)
    link_records(node, owner(node.store), LinkOrder())
    assert arrived == told(node)
    assert arrived
    node.store.close()


def csv(folder: Path, *rows: str) -> Path:
    path = folder / "people.csv"
    path.write_text("reference,name,birth_date\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def node(tmp_path: Path) -> Node:
    made = make_node(tmp_path / "node", arrival_most=2)
    born = (PartialDate.of(1980, 3, 14),)
    publish(made.store, add_list(made.store, "known"), [entry("K", "Vulneq Shambir Dorvek", birth_dates=born)])
    add_list(made.store, "new")
    return made


def bring(node: Node, folder: Path, *rows: str) -> bool:
    return import_file(node, owner(node.store), ImportOrder(csv(folder, *rows), "new")).matched


def test_an_import_proposes_changes_and_drops_links(node: Node, tmp_path: Path) -> None:
    same, other = "A,Vulneq Shambir Dorvek,1980-03-14", "B,Hedraq Tolumis,1991-07-02"
    assert bring(node, tmp_path, same, other)
    assert [row[:2] for row in told(node)] == [("A", "K")]
    assert bring(node, tmp_path, "A,Bartuk Yelgorov,1955-01-09", other)
    assert told(node) == []
    assert bring(node, tmp_path, same, other)
    assert bring(node, tmp_path, other)
    assert told(node) == [], "A is delisted"


def test_too_many_arrivals_wait_for_the_linker(node: Node, tmp_path: Path) -> None:
    rows = [f"A{n},Vulneq Shambir Dorvek,1980-03-14" for n in range(3)]
    assert not bring(node, tmp_path, *rows)
    assert told(node) == []


def test_links_of_another_model_are_not_mixed(node: Node, tmp_path: Path) -> None:
    raw_rows(node.store.folder, "UPDATE state SET value = 'another' WHERE name = 'model'")
    assert not bring(node, tmp_path, "A,Vulneq Shambir Dorvek,1980-03-14")


def test_an_importer_without_the_right_to_link_learns_nothing(node: Node, tmp_path: Path) -> None:
    store = node.store
    officer = let_in(store, "bea", "BE", Role.RELEASING_OFFICER)
    add_list(store, "theirs", member="BE")
    rows = ("A,Vulneq Shambir Dorvek,1980-03-14", "A,Hedraq Tolumis,1991-07-02")
    first, second = (import_file(node, officer, ImportOrder(csv(tmp_path, row), "theirs")) for row in rows)
    assert (first.matched, first.rejected) == (second.matched, second.rejected)
    assert first.counts().keys() == second.counts().keys()
    acted = [leaf for leaf in leaves(store.folder) if '"actor":"node"' in leaf]
    assert acted
    assert not any('"about":"BE"' in leaf for leaf in acted)
    assert let_in(store, "bob", "BE", Role.READER)
    with store.read(store.actor("bob"), INVESTIGATION) as view:
        assert view.links() == []


def test_a_withdrawal_takes_the_link_away(node: Node, tmp_path: Path) -> None:
    bring(node, tmp_path, "A,Vulneq Shambir Dorvek,1980-03-14")
    record = ids(node.store)["A"]
    withdraw(node, owner(node.store), INVESTIGATION, record, "mistaken")
    assert told(node) == []


def test_whoever_sees_both_sees_the_link_at_once(node: Node, tmp_path: Path) -> None:
    store = node.store
    add_list(store, "shared", handling("FR"))
    claire = let_in(store, "claire", "FR")
    for name, reference in (("shared", "S"), ("new", "A")):
        path = csv(tmp_path, f"{reference},Vulneq Shambir Dorvek,1980-03-14")
        import_file(node, owner(store), ImportOrder(path, name))
    with store.read(owner(store), Purpose.INVESTIGATION) as view:
        assert len(view.links()) == 3
    with store.read(claire, Purpose.INVESTIGATION) as view:
        assert view.links() == []
