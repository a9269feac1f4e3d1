"""A run of the linker is seen whole or not at all."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from coalesce.errors import NotFound, NotPermitted
from coalesce.handling import Purpose, Role, seal
from coalesce.records import Link
from coalesce.services.node import Node
from coalesce.services.withdrawing import withdraw
from coalesce.store import Store
from tests.builders import (
    INVESTIGATION,
    add_list,
    entry,
    handling,
    ids,
    leaves,
    let_in,
    linked,
    make_store,
    model,
    owner,
    publish,
    raw_rows,
    staged,
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = make_store(tmp_path / "node", write_batch_rows=3)
    publish(made, add_list(made, held=handling("FR")), [entry(f"R{n}", f"Vulneq Shambir{n}") for n in range(6)])
    yield made
    made.close()


def all_links(store: Store, probability: float = 0.5) -> list[Link]:
    with store.read(owner(store), INVESTIGATION) as view:
        records = sorted(view.facts())
        return [linked(view, left, right, probability) for left in records for right in records if left < right]


def put(store: Store, links: Iterable[Link], model: str = "made") -> None:
    store.write(owner(store), Purpose.STATISTICS).store_links(seal(links), model)


def seen(store: Store) -> list[Link]:
    with store.read(owner(store), INVESTIGATION) as view:
        return view.links()


class Interrupted(Exception):
    """What a test stops a run with."""


def cut(links: list[Link], after: int) -> Iterator[Link]:
    yield from links[:after]
    raise Interrupted


def test_a_run_comes_back_as_it_was_given(store: Store) -> None:
    links = all_links(store)
    put(store, links, "model-9")
    assert seen(store) == links
    assert raw_rows(store.folder, "SELECT value FROM state WHERE name = 'model'") == [("model-9",)]
    assert '"model":"model-9"' in leaves(store.folder)[-2] + leaves(store.folder)[-1]


def test_a_second_run_takes_the_place_of_the_first(store: Store) -> None:
    put(store, all_links(store, 0.5))
    fewer = all_links(store, 0.9)[:4]
    put(store, fewer)
    assert seen(store) == fewer
    assert raw_rows(store.folder, "SELECT count(*), min(run) FROM link") == [(4, 2)]


def test_a_run_without_links_leaves_none(store: Store) -> None:
    put(store, all_links(store))
    put(store, [])
    assert seen(store) == []
    assert raw_rows(store.folder, "SELECT count(*) FROM link") == [(0,)]


@pytest.mark.parametrize("after", [0, 1, 7, 15])
def test_an_interrupted_run_is_never_seen_and_the_next_clears_it(store: Store, after: int) -> None:
    first = all_links(store, 0.5)
    put(store, first)
    with pytest.raises(Interrupted):
        put(store, cut(all_links(store, 0.9), after))
    assert seen(store) == first
    again = all_links(store, 0.7)
    put(store, again)
    assert seen(store) == again
    assert raw_rows(store.folder, "SELECT count(DISTINCT run) FROM link") == [(1,)]


def test_a_record_withdrawn_while_the_linker_ran_is_left_out(store: Store) -> None:
    links = all_links(store)
    gone = ids(store)["R2"]

    def withdrawn_on_the_way() -> Iterator[Link]:
        yield from links[:5]
        withdraw(Node(store, model()), owner(store), INVESTIGATION, gone, "mistaken")
        yield from links[5:]

    put(store, withdrawn_on_the_way())
    assert seen(store) == [link for link in links if gone not in (link.left, link.right)]


def test_a_link_is_seen_where_both_its_ends_are(store: Store) -> None:
    claire = let_in(store, "claire", "FR")
    to = add_list(store, "mixed")
    dice = random.Random(5)
    rules = [handling("FR") if dice.random() < 0.5 else handling() for _ in range(8)]
    publish(store, to, [staged(entry(f"M{n}"), rule) for n, rule in enumerate(rules)])
    links = all_links(store)
    put(store, links)
    visible = set(ids(store, claire).values())
    with store.read(claire, INVESTIGATION) as view:
        shown = [replace(link, left_version=0, right_version=0) for link in links]
        assert view.links() == [link for link in shown if {link.left, link.right} <= visible], (
            "versions are the owner's"
        )
        hidden = next(link for link in links if link.left not in visible and link.right in visible)
        assert view.links([hidden.left]) == []
        for pair in ((hidden.left, hidden.right), (hidden.right, "a" * 26)):
            with pytest.raises(NotFound):
                view.link(*pair)
    assert 0 < len(visible) < 14


def test_a_link_of_a_version_compared_otherwise_is_not_seen(store: Store) -> None:
    put(store, all_links(store))
    changed = ids(store)["R0"]
    same_compared = [entry("R0", "Vulneq Shambir0", remarks="another remark")]
    rest = [entry(f"R{n}", f"Vulneq Shambir{n}") for n in range(1, 6)]
    to = store.write(owner(store), Purpose.PLANNING).find_list("border")
    publish(store, to, same_compared + rest, "two")
    assert len(seen(store)) == 15, "a remark is not compared"
    publish(store, to, [entry("R0", "Hedraq Tolumis"), *rest], "three")
    assert not [link for link in seen(store) if changed in (link.left, link.right)]
    assert len(seen(store)) == 10


def test_linking_takes_its_role(store: Store) -> None:
    reader = let_in(store, "rita", "NL", Role.READER, Role.RELEASING_OFFICER)
    with pytest.raises(NotPermitted, match="analyst or operator"):
        store.write(reader, Purpose.STATISTICS).store_links(seal([]), "m")
