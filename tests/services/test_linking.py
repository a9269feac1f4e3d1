"""The linking job: over all records, sealed, and nothing left lying about."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from coalesce.dates import PartialDate
from coalesce.errors import BadUsage, NotPermitted, StoreBusy
from coalesce.handling import Role
from coalesce.records import Document, Entry, ListKind
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
