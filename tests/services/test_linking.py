"""The linking job: over all records, sealed, and nothing left lying about."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from coalesce.dates import PartialDate
from coalesce.errors import BadUsage, NotPermitted, StoreBusy
from coalesce.handling import Role
from coalesce.records import Document, Entry, ListKind
from coalesce.services.importing import ImportOrder, import_file
from coalesce.services.linking import LinkOrder, link_records
from coalesce.services.node import Node
from tests.builders import (
    INVESTIGATION,
    NAMES,
    add_list,
    entry,
    handling,
    ids,
    leaves,
    let_in,
    make_node,
    owner,
    publish,
)


def people(prefix: str) -> list[Entry]:
    """Five people with papers, the same on every list but for their references."""
    born = [PartialDate.of(1980 + n, 1 + n, 3 + n) for n in range(5)]
    return [
        entry(f"{prefix}{n}", name, birth_dates=(born[n],), documents=(Document(f"PQ77120{n}"),))
        for n, name in enumerate(NAMES)
    ]


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    made = make_node(tmp_path / "node")
    let_in(made.store, "fred", "FR", Role.ANALYST)
    publish(made.store, add_list(made.store, "one", handling("FR")), people("A"))
    publish(made.store, add_list(made.store, "two", member="FR"), people("B"))
    yield made
    made.store.close()


def pairs(node: Node, who: str = "owner") -> set[tuple[str, str]]:
    with node.store.read(node.store.actor(who), INVESTIGATION) as view:
        facts = view.facts()
        return {(facts[link.left].reference, facts[link.right].reference) for link in view.links()}


def test_the_same_people_are_found_and_seen_by_who_sees_both(node: Node) -> None:
    link_records(node, owner(node.store), LinkOrder())
    expected = {frozenset((f"A{n}", f"B{n}")) for n in range(5)}
    assert expected <= {frozenset(pair) for pair in pairs(node, "fred")}
    assert pairs(node) == set(), "FR's list is not released to NL"


def test_whoever_starts_the_job_sees_none_of_it(node: Node) -> None:
    operator = let_in(node.store, "olga", "BE", Role.OPERATOR)
    link_records(node, operator, LinkOrder())
    assert len(pairs(node, "fred")) >= 5
    assert ids(node.store, let_in(node.store, "bea", "BE", Role.READER)) == {}


def test_the_model_and_run_are_kept(node: Node) -> None:
    link_records(node, owner(node.store), LinkOrder())
    with node.store.read(node.store.actor("fred"), INVESTIGATION) as view:
        (model,) = {link.model for link in view.links()}
        assert all(0 < link.probability < 1 for link in view.links())
        assert all(abs(sum(part.weight for part in link.weight.parts)) > 0 for link in view.links())
    assert model == node.model.name
    assert any('"action":"link"' in leaf for leaf in leaves(node.store.folder))


def test_a_list_free_of_duplicates_gives_no_pair_of_its_own(node: Node) -> None:
    twice = [*people("C"), *people("D")]
    publish(node.store, add_list(node.store, "clean", deduplicated=True), twice)
    publish(node.store, add_list(node.store, "messy"), [*people("E"), *people("F")])
    link_records(node, owner(node.store), LinkOrder())
    found = {left[0] + right[0] for left, right in pairs(node)}
    assert not found & {"CD", "DC", "CC", "DD"}
    assert found & {"EF", "FE"}


def test_customers_are_never_linked(node: Node) -> None:
    publish(node.store, add_list(node.store, "clients", kind=ListKind.CUSTOMERS), people("K"))
    link_records(node, owner(node.store), LinkOrder())
    assert not any("K" in left + right for left, right in pairs(node))


def test_an_empty_node_is_linked_to_nothing(tmp_path: Path) -> None:
    node = make_node(tmp_path / "empty")
    link_records(node, owner(node.store), LinkOrder())
    assert pairs(node) == set()
    node.store.close()


def test_no_file_of_the_job_is_left(node: Node) -> None:
    left = node.store.folder / "link-k1lled"
    left.mkdir()
    (left / "spilt").write_text("personal")
    link_records(node, owner(node.store), LinkOrder())
    assert not list(node.store.folder.glob("link-*/"))


def test_progress_ends_at_one(node: Node) -> None:
    told: list[tuple[str, float]] = []
    link_records(node, owner(node.store), LinkOrder(), lambda step, share: told.append((step, share)))
    assert told[-1] == ("linked", 1.0)
    assert all(0 <= share <= 1 for _, share in told)


def test_another_engine_is_not_there(node: Node) -> None:
    with pytest.raises(BadUsage, match="compiled or duckdb"):
        link_records(node, owner(node.store), LinkOrder("spark"))


def test_linking_takes_its_role_and_its_turn(node: Node) -> None:
    with pytest.raises(NotPermitted):
        link_records(node, let_in(node.store, "rita", "NL", Role.READER), LinkOrder())
    with node.store.alone("import"), pytest.raises(StoreBusy, match="link again"):
        link_records(node, owner(node.store), LinkOrder())


ROW = "Zorbal Kemtari,1985-02-03,TN"
OTHER = "صوربال كمتاري,1985-02-03,TN"


def linked_among(folder: Path, *lists: list[str]) -> tuple[float | None, list[int]]:
    """The probability of the link of A and B in a node whose lists hold these rows, in this order; None without one. And how
    many rows of each list lost a key."""
    node = make_node(folder, max_records_per_key=3)
    crowded = []
    for place, rows in enumerate(lists):
        add_list(node.store, f"list{place}")
        path = folder / f"{place}.csv"
        path.write_text("\n".join(["reference,name,birth_date,nationality", *rows]) + "\n", encoding="utf-8")
        crowded.append(import_file(node, owner(node.store), ImportOrder(path, f"list{place}")).crowded)
    link_records(node, owner(node.store), LinkOrder())
    with node.store.read(owner(node.store), INVESTIGATION) as view:
        facts = view.facts()
        told = {frozenset((facts[link.left].reference, facts[link.right].reference)): link for link in view.links()}
    node.store.close()
    link = told.get(frozenset("AB"))
    return (None if link is None else link.probability), crowded


def test_whether_two_records_are_linked_depends_on_them_and_the_model_alone(tmp_path: Path) -> None:
    """Whatever other lists hold, whenever they came, however they crowd the very keys of the pair."""
    alone, none = linked_among(tmp_path / "alone", [f"A,{ROW}"], [f"B,{OTHER}"])
    assert alone is not None
    assert none == [0, 0]
    crowd = [f"R{n},{ROW}" for n in range(9)] + [f"S{n},{OTHER}" for n in range(9)]
    others = [f"T{n},Hedraq Tolumis{n},19{60 + n}-02-03,IQ" for n in range(9)]
    before, lost = linked_among(tmp_path / "before", crowd, others, [f"A,{ROW}"], [f"B,{OTHER}"])
    after, _ = linked_among(tmp_path / "after", [f"A,{ROW}"], [f"B,{OTHER}"], others, crowd)
    within, _ = linked_among(tmp_path / "within", [*others, f"A,{ROW}"], [f"B,{OTHER}", *others])
    assert {before, after, within} == {alone}
    assert lost[0] > 0
    assert lost[2:] == [0, 0], "nobody else pays for it"


def test_it_ends_where_a_list_crowds_the_key_of_its_own_record(tmp_path: Path) -> None:
    """The one exception, of which the import tells: too many rows of A's own list, before it, have each of its keys."""
    crowd = [f"R{n},{ROW}" for n in range(3)]
    before, lost = linked_among(tmp_path / "before", [*crowd, f"A,{ROW}"], [f"B,{OTHER}"])
    assert before is None
    assert lost == [1, 0]
    after, lost = linked_among(tmp_path / "after", [f"A,{ROW}", *crowd], [f"B,{OTHER}"])
    assert after is not None
    assert lost == [1, 0]
    own, lost = linked_among(tmp_path / "own", [*crowd, f"A,{ROW}"], [f"B,{OTHER}", f"R,{ROW}"])
    assert own is None
    assert lost == [1, 0]
