"""Candidates of arrived records: a shared key, never two of one deduplicated list."""

from __future__ import annotations

from coalesce.linking.arriving import propose
from coalesce.linking.columns import Columns, prepare
from coalesce.linking.keys import keys
from coalesce.linking.rows import LinkRow
from tests.builders import entry, model


def row(record: str, name: str, to: str = "list", deduplicated: bool = False, *more: str) -> LinkRow:
    columns = prepare(entry(record, name))
    return LinkRow(record, 1, to, deduplicated, columns, (*keys(columns, model()), *more))


def pairs(rows: list[LinkRow], *arrived: str, least: float = 0.0) -> list[tuple[str, str]]:
    return [(link.left, link.right) for link in propose(rows, frozenset(arrived), model(), least)]


def test_only_pairs_with_an_arrived_side_and_a_shared_key() -> None:
    rows = [row(one, "Vulneq Shambir Dorvek") for one in ("c", "a", "b")] + [row("z", "Hedraq Tolumis")]
    assert pairs(rows, "b") == [("a", "b"), ("b", "c")]
    assert pairs(rows, "a", "b") == [("a", "b"), ("a", "c"), ("b", "c")]
    assert pairs(rows, "z") == []


def test_a_deduplicated_list_gives_no_pair_of_its_own() -> None:
    rows = [row(one, "Vulneq Shambir Dorvek", to, True) for one, to in (("a", "x"), ("b", "x"), ("c", "y"))]
    assert pairs(rows, "a") == [("a", "c")]


def test_weak_links_are_left_out() -> None:
    rows = [row("a", "Vulneq Shambir", "x", False, "k"), row("b", "Hedraq Tolumis", "y", False, "k")]
    assert pairs(rows, "a") == [("a", "b")]
    assert pairs(rows, "a", least=0.05) == []


def test_records_without_anything_have_no_candidate() -> None:
    assert pairs([LinkRow("a", 1, "x", False, Columns(), ()), LinkRow("b", 1, "x", False, Columns(), ())], "a") == []
