"""A name finds its record in other scripts, spellings and orders; what is not visible changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from coalesce.handling import Purpose
from coalesce.names import compare
from coalesce.records import ListKind, Name, NameKind
from coalesce.services.finding import FindOrder, Hit, find
from coalesce.services.node import Node
from coalesce.services.withdrawing import withdraw
from coalesce.store import sieving
from coalesce.store.read_sieve import HeldSieve
from tests.builders import add_list, entry, handling, leaves, let_in, make_node, owner, publish, staged

SCREENING = Purpose.SCREENING


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    made = make_node(tmp_path / "node")
    let_in(made.store, "claire", "FR")
    arab = entry("AR-1", "Qasim Haddad Mansour")
    arab = replace(arab, names=(*arab.names, Name("قاسم حداد منصور", "Arab", NameKind.ORIGINAL_SCRIPT)))
    rows = [
        staged(arab, handling("FR:screening")),
        staged(entry("RU-2", "Тимофей Варламов")),
        staged(entry("NL-3", "Hedraq Tolumis"), handling("FR:screening")),
    ]
    publish(made.store, add_list(made.store), rows)
    customers = add_list(made.store, "customers", handling("FR:screening"), kind=ListKind.CUSTOMERS)
    publish(made.store, customers, [entry("CU-4", "Hedraq Tolumis")])
    yield made
    made.store.close()


def found(node: Node, text: str, who: str = "owner", **fields: object) -> list[Hit]:
    order = FindOrder(**{"screened": True, "least": 0.4, **fields})  # type: ignore[arg-type]  # a test's own words
    with node.store.read(node.store.actor(who), SCREENING) as view:
        return find(view, [text], order)[0]


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("Qasim Haddad Mansour", "AR-1"),
        ("mansour QASIM haddad", "AR-1"),
        ("Qasim Mansour", "AR-1"),
        ("Qasim Hadad Mansuor", "AR-1"),
        ("قاسم حداد منصور", "AR-1"),
        ("Timofey Varlamov", "RU-2"),
        ("Hedraq Tolunis", "NL-3"),
        ("Hedrak Tolumis", "NL-3"),
    ],
)
def test_the_record_is_found_first(node: Node, text: str, reference: str) -> None:
    assert [hit.reference for hit in found(node, text)][:1] == [reference]


def test_a_name_of_one_word_is_found_among_many_that_are_nearly_it(node: Node) -> None:
    near = [entry(f"N-{place}", f"{word} {other}") for place, (word, other) in enumerate(NEIGHBOURS)]
    same = [entry(f"S-{place}", f"Zorba {other}") for place, (_, other) in enumerate(NEIGHBOURS)]
    publish(node.store, add_list(node.store, "near"), [*near, *same, entry("ONE", "Zorba")])
    hits = found(node, "Zorba", least=0.8)
    assert [(hit.reference, hit.name) for hit in hits][:1] == [("ONE", "Zorba")]


NEIGHBOURS = [
    (one, f"{first}a{last}omi") for one in ("Dorba", "Zorda", "Zoba") for first in "bdfghklmnp" for last in "rstvz"
]
"""Words that a skeleton of one letter more or less sets apart from Zorba: more than are enough."""


def test_the_last_of_very_many_names_is_found(node: Node) -> None:
    names = tuple(Name(f"{one} {other}", "Latn") for one, other in NEIGHBOURS[:198])
    many = replace(entry("MANY", "Hedvika Pelunto"), names=(*names, Name("Qorvath", "Latn")))
    publish(node.store, add_list(node.store, "many"), [many])
    assert [hit.name for hit in found(node, "Qorvath", least=0.8)] == ["Qorvath"]
    assert [hit.reference for hit in found(node, names[-1].full, least=0.8)][:1] == ["MANY"]


def test_a_score_is_the_best_comparison_of_any_name(node: Node) -> None:
    (hit,) = found(node, "قاسم حداد منصور")
    assert hit.name == "قاسم حداد منصور"
    assert hit.score == compare("قاسم حداد منصور", hit.name).score
    assert hit.reasons == compare("قاسم حداد منصور", hit.name).reasons


def test_customers_are_found_but_not_screened_against(node: Node) -> None:
    assert [hit.reference for hit in found(node, "Hedraq Tolumis")] == ["NL-3"]
    assert [hit.reference for hit in found(node, "Hedraq Tolumis", screened=False)] == ["CU-4", "NL-3"]


@pytest.mark.parametrize("text", ["", "   ", "!!", "Zzyx Qwop", "\u200f", "a" * 5000])
def test_what_resembles_nobody_finds_nobody(node: Node, text: str) -> None:
    assert found(node, text) == []


def test_only_what_is_visible_is_found_and_nothing_else_moves_it(node: Node) -> None:
    before = found(node, "Hedraq Tolumis", "claire", least=0.0)
    hidden = [entry(f"H{n:03}", "Hedraq Tolumis") for n in range(150)]
    publish(node.store, add_list(node.store, "hidden"), hidden)
    assert found(node, "Hedraq Tolumis", "claire", least=0.0) == before
    assert [hit.reference for hit in before][:1] == ["NL-3"]
    assert len(found(node, "Hedraq Tolumis", top=40)) > 1


def test_many_at_once_are_as_one_by_one(node: Node) -> None:
    texts = ["Qasim Mansour", "", "Тимофей Варламов", "Hedraq Tolunis", "Qasim Mansour"]
    with node.store.read(owner(node.store), SCREENING) as view:
        together = find(view, texts, FindOrder())
        assert together == [find(view, [text], FindOrder())[0] for text in texts]
    assert "Mansour" not in leaves(node.store.folder)[-1]


def test_no_more_than_asked_for(node: Node) -> None:
    publish(node.store, add_list(node.store, "more"), [entry(f"M{n}", "Hedraq Tolumis") for n in range(9)])
    hits = found(node, "Hedraq Tolumis", top=3)
    assert len(hits) == 3
    assert [(-hit.score, hit.reference) for hit in hits] == sorted((-hit.score, hit.reference) for hit in hits)


ASKED = ("Qasim Mansour", "Hedraq Tolunis", "Timofey Varlamov", "Qasim Mansuor Hadad", "Vulneq Shambir", "Tolumis")


def answers(node: Node, who: str, sieve: HeldSieve | None) -> list[list[Hit]]:
    with node.store.read(node.store.actor(who), SCREENING) as view:
        view.sieve = sieve
        return [find(view, [text], FindOrder(screened=screened))[0] for text in ASKED for screened in (True, False)]


def test_the_sieve_changes_no_answer_whatever_comes_and_goes(node: Node) -> None:
    """For who sees everything and who sees little; made before, in the middle and after what it did not know of."""
    sieve = HeldSieve(0)

    def same() -> list[list[Hit]]:
        for who in ("owner", "claire"):
            assert answers(node, who, sieve) == answers(node, who, None)
        return answers(node, "owner", sieve)

    before = same()
    sieving.fill(node.store.transaction, least=0)
    assert same() == before
    hidden = [entry(f"H{n}", name) for n, name in enumerate(("Vulneq Shambir", "Hedraq Tolumis", "Vulneq Shamir"))]
    publish(node.store, add_list(node.store, "hidden"), hidden)
    after = same()
    assert [hit.reference for hit in after[8]] == ["H0", "H2"]
    withdraw(node, owner(node.store), Purpose.INVESTIGATION, after[8][0].record, "it was another")
    assert [hit.reference for hit in same()[8]] == ["H2"]
    sieving.fill(node.store.transaction)
    assert [hit.reference for hit in same()[8]] == ["H2"]


def test_a_view_from_before_what_came_is_answered_without_the_newer_sieve(node: Node) -> None:
    sieving.fill(node.store.transaction, least=0)
    sieve = HeldSieve(0)
    with node.store.read(owner(node.store), SCREENING) as early:
        early.sieve = sieve
        first = find(early, ["Qasim Mansour"], FindOrder())[0]
        withdraw(node, owner(node.store), Purpose.INVESTIGATION, first[0].record, "it was another")
        sieving.fill(node.store.transaction)
        answers(node, "owner", sieve)
        assert find(early, ["Qasim Mansour"], FindOrder())[0] == first
    assert answers(node, "owner", sieve)[0] == []


def test_nearer_names_of_other_lists_take_no_place_of_a_chosen_ones(node: Node) -> None:
    """Of each key a few dozen records are taken, and of these a few are compared: those of other lists are none of them."""
    publish(node.store, add_list(node.store, "crowd"), [entry(f"C{n:03}", "Vulneq Shambir") for n in range(150)])
    chosen = add_list(node.store, "chosen")
    publish(node.store, chosen, [entry("NEAR", "Vulneq Shamber Dorvek")])
    assert [hit.reference for hit in found(node, "Vulneq Shambir", lists=(chosen.id,))] == ["NEAR"]
    assert "NEAR" not in {hit.reference for hit in found(node, "Vulneq Shambir")}
    assert found(node, "Vulneq Shambir", lists=(chosen.id,), kind=ListKind.CUSTOMERS) == []
