"""Search is equality on keys: any script, any order, and only what is visible."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from coalesce.records import Document, ListKind, Name, NameKind
from coalesce.services.facets import Narrowing
from coalesce.services.node import Node
from coalesce.services.preparing import prepared
from coalesce.services.searching import Search, asked_keys, search
from tests.builders import (
    INVESTIGATION,
    add_list,
    encoder,
    entry,
    handling,
    let_in,
    make_node,
    owner,
    publish,
    staged,
)


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    made = make_node(tmp_path / "node")
    let_in(made.store, "claire", "FR")
    arab = entry("AR-1", "Vulneq Shambir", documents=(Document("K-77 12.09x", "passport", "SY"),))
    names = (*arab.names, Name("محمد العمري", "Arab", NameKind.ORIGINAL_SCRIPT))
    rows = [
        staged(replace(arab, names=names), handling("FR")),
        staged(entry("RU-2", "Мухаммед Тарасов")),
        staged(entry("NL-3", "Hedraq Tolumis", documents=(Document("1234"), Document("99")))),
    ]
    publish(made.store, add_list(made.store), rows)
    yield made
    made.store.close()


def found(node: Node, text: str, who: str = "owner", **query: object) -> list[str]:
    with node.store.read(node.store.actor(who), INVESTIGATION) as view:
        page = search(view, Search(text, **query))  # type: ignore[arg-type]  # a test's own words
        assert page.total >= len(page.records)
        return [record.entry.reference for record in page.records]


@pytest.mark.parametrize(
    ("text", "references"),
    [
        ("Vulneq Shambir", ["AR-1"]),
        ("shambir  VULNEQ", ["AR-1"]),
        ("shambir", ["AR-1"]),
        ("vulneq tolumis", []),
        ("محمد", ["AR-1", "RU-2"]),  # the same bones in three scripts
        ("muhammad", ["AR-1", "RU-2"]),
        ("Мухаммед", ["AR-1", "RU-2"]),
        ("K771209X", ["AR-1"]),
        ("k-77 1209 x", ["AR-1"]),
        ("K٧٧١٢٠٩X", ["AR-1"]),
        ("nl-3", ["NL-3"]),
        ("1234", ["NL-3"]),
        ("Nobody", []),
        ("", ["AR-1", "NL-3", "RU-2"]),
        ("   ", ["AR-1", "NL-3", "RU-2"]),
        ("!!!", []),
        ("%", []),
        ("' OR 1=1 --", []),
    ],
)
def test_what_is_asked_is_found(node: Node, text: str, references: list[str]) -> None:
    assert sorted(found(node, text)) == references


def test_only_what_is_visible_is_found(node: Node) -> None:
    assert found(node, "muhammad", "claire") == ["AR-1"]
    assert found(node, "", "claire") == ["AR-1"]
    assert found(node, "nl-3", "claire") == []
    with node.store.read(node.store.actor("claire"), INVESTIGATION) as view:
        assert search(view, Search("muhammad")).total == 1


def test_a_search_is_paged(node: Node) -> None:
    assert found(node, "muhammad", limit=1) == ["AR-1"]
    with node.store.read(owner(node.store), INVESTIGATION) as view:
        page = search(view, Search("muhammad", limit=1))
        assert page.next is not None
        rest = search(view, Search("muhammad", limit=1, after=page.next))
    assert [record.entry.reference for record in rest.records] == ["RU-2"]
    assert rest.next is None


def test_of_too_many_records_those_of_a_chosen_member_are_found_behind_the_first(node: Node) -> None:
    store = node.store
    publish(store, add_list(store, "many"), [staged(entry(f"A{number}")) for number in range(6)])
    for name, rows in (("one", ("Y1", "Z2")), ("two", ("Z1",))):
        held = add_list(store, name, handling("NL"), "FR")
        publish(store, held, [staged(entry(row), handling("NL")) for row in rows])
    with store.read(owner(store), INVESTIGATION) as view:
        of_fr = Narrowing({"member": ("FR",)})
        assert not search(view, Search("", most=3)).complete
        all_three, two = (search(view, Search("", by=of_fr, most=most)) for most in (3, 2))
    assert [one.entry.reference for one in all_three.records] == ["Y1", "Z1", "Z2"]
    assert all_three.complete
    assert ([one.entry.reference for one in two.records], two.complete) == (["Y1", "Z1"], False)


@pytest.mark.parametrize("chosen", ["list", "member", "kind"])
def test_nearer_names_of_others_take_no_place_of_the_chosen(node: Node, chosen: str) -> None:
    store = node.store
    publish(store, add_list(store, "crowd"), [entry(f"C{n:03}", "Vulneq Shambir Dorvek") for n in range(90)])
    one = add_list(store, "one", handling("NL"), "FR", kind=ListKind.DESIGNATIONS)
    publish(store, one, [staged(entry("NEAR", "Vulneq Shambil"), handling("NL"))])
    by = Narrowing({chosen: ({"list": one.id, "member": "FR", "kind": "designations"}[chosen],)})
    with store.read(owner(store), INVESTIGATION) as view:
        narrow, whole = (search(view, Search("Vulneq Shambir", by=each)) for each in (by, Narrowing()))
    assert [record.entry.reference for record in narrow.records] == ["NEAR"]
    assert whole.total == 91, "all that hold both words"
    if chosen != "list":  # who narrows by another facet sees what the other choices would leave
        (facet,) = (each for each in narrow.facets if each.name == chosen)
        assert sorted(choice.records for choice in facet.choices) == [1, 91]


def test_a_third_word_is_looked_for_behind_the_first_records_of_two(node: Node) -> None:
    store = node.store
    names = ["Zorbal Kemtari Vulneq"] * 20 + ["Zorbal Kemtari Hedraq"] * 2
    rows = [staged(entry(f"T{number:02}", name)) for number, name in enumerate(names)]
    publish(store, add_list(store, "three"), rows)
    with store.read(owner(store), INVESTIGATION) as view:
        few = search(view, Search("zorbal kemtari hedraq", most=5))
        assert {one.entry.reference for one in few.records} >= {"T20", "T21"}
        assert few.complete
        cut = search(view, Search("zorbal kemtari hedraq", most=1))
        assert not cut.complete, "more than are looked at stand under the first two words"
        assert (few.looked, cut.looked) == (22, 8), "at most eight times what is gathered"
        assert cut.gathered <= 1


def test_the_keys_of_a_text_are_those_of_an_entry() -> None:
    one = entry("Ref-7", "Vulneq Shambir", documents=(Document("K771209X", "passport", "SY"),))
    kept = set(prepared(one, encoder()).search_keys)
    assert all(kept & set(group) for group in asked_keys("shambir vulneq"))
    assert all(kept & set(group) for group in asked_keys("K77-1209X"))
    assert all(kept & set(group) for group in asked_keys("REF-7"))
    assert asked_keys("  ") == asked_keys("?!") == ()
