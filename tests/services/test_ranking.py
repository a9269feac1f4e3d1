"""One reviewer's order: choices, places, pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from coalesce.dates import FixedClock, PartialDate
from coalesce.errors import BadUsage
from coalesce.handling import seal
from coalesce.records import Leg, Name, Sighting, SightingKind
from coalesce.services import reviewing
from coalesce.services.node import Node
from coalesce.services.ranking import Choice, Found, page, place_of
from tests.builders import (
    INVESTIGATION,
    NOON,
    add_list,
    entry,
    handling,
    ids,
    linked,
    make_node,
    owner,
    publish,
    staged,
)

PAIRS = {"AB": 0.5, "CD": 0.6, "EF": 0.7, "AC": 0.2, "BD": 0.9}
WAY = (
    Sighting(SightingKind.DEPARTED, "FR", PartialDate.of(2014, 1)),
    Sighting(SightingKind.ENTERED, "TR", PartialDate.of(2014, 2)),
)


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    """A to D on one list, E and F on another; A is written in Arabic letters, E was seen on the way to Turkey."""
    made = make_node(tmp_path / "node", FixedClock(NOON))
    store = made.store
    arabic = replace(entry("A"), names=(Name("زوربال كمتاري", "Arab"),))
    publish(store, add_list(store), [staged(one, handling()) for one in (arabic, *map(entry, "BCD"))])
    publish(
        store,
        add_list(store, "police"),
        [staged(entry("E", sightings=WAY), handling()), staged(entry("F"), handling())],
    )
    known = ids(store)
    with store.read(owner(store), INVESTIGATION) as view:
        links = [linked(view, known[pair[0]], known[pair[1]], share) for pair, share in PAIRS.items()]
    store.write(owner(store), INVESTIGATION).store_links(seal(links), "made")
    yield made
    store.close()


def found(node: Node, choice: Choice, count: int = 9, after: str = "", look: int = 99) -> Found:
    with node.store.read(owner(node.store), INVESTIGATION) as view:
        queue, order = reviewing.ranked(node, view)
        return page(view, order, queue, (choice, count, place_of(after)), look)


def chosen(node: Node, choice: Choice) -> set[str]:
    names = {identity: reference for reference, identity in ids(node.store).items()}
    return {"".join(sorted((names[row.left], names[row.right]))) for row in found(node, choice).rows}


def test_pairs_are_chosen_by_list_probability_script_leg_and_record(node: Node) -> None:
    with node.store.read(owner(node.store), INVESTIGATION) as view:
        lists = {one.name: one.id for one in view.lists()}
    assert chosen(node, Choice()) == set(PAIRS)
    assert chosen(node, Choice(listed=lists["police"])) == {"EF"}
    assert chosen(node, Choice(listed="another")) == set()
    assert chosen(node, Choice(least=0.5, most=0.7)) == {"AB", "CD", "EF"}
    assert chosen(node, Choice(script="Arab")) == {"AB", "AC"}
    assert chosen(node, Choice(leg=Leg("FR", "TR"))) == {"EF"}
    assert chosen(node, Choice(leg=Leg("TR", "FR"))) == set()
    assert chosen(node, Choice(records=frozenset({ids(node.store)["D"]}))) == {"CD", "BD"}
    assert found(node, Choice(least=0.5)).total == 4
    assert found(node, Choice(script="Arab")).total is None


def test_pages_go_on_from_a_place_and_miss_nothing(node: Node) -> None:
    every = found(node, Choice()).rows
    for count in range(1, 6):
        got, after = [], ""
        while True:
            some = found(node, Choice(), count, after)
            got += some.rows
            if some.reached is None:
                break
            after = some.reached
        assert tuple(got) == every


def test_a_page_goes_on_where_it_was_though_pairs_before_it_were_judged(node: Node) -> None:
    every = found(node, Choice()).rows
    reviewing.judge(
        node,
        owner(node.store),
        INVESTIGATION,
        (every[0].left, every[0].right),
        reviewing.Word(reviewing.Verdict.DIFFERENT, "x"),
    )
    again = found(node, Choice(), after=every[1].text).rows
    assert {(row.left, row.right) for row in again} <= {(row.left, row.right) for row in every[2:]}
    assert every[1].place not in {row.place for row in again}


def test_where_each_must_be_looked_at_a_request_looks_through_so_many_and_says_where_it_stopped(node: Node) -> None:
    first = found(node, Choice(leg=Leg("FR", "TR")), look=1)
    assert first.reached is not None
    rows, after, steps = list(first.rows), first.reached, 1
    while after:
        some = found(node, Choice(leg=Leg("FR", "TR")), after=after, look=1)
        rows, after, steps = [*rows, *some.rows], some.reached or "", steps + 1
    assert len(rows) == 1
    assert steps == len(PAIRS) + 1


@pytest.mark.parametrize("text", ["x", "1~a", "nan~a~b", "9~a~b", "1~a~b~c"])
def test_a_place_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(BadUsage, match="after"):
        place_of(text)


def test_a_place_need_not_be_one_of_a_pair_that_is_there(node: Node) -> None:
    assert place_of("") is None
    assert found(node, Choice(), after="4~a~b").rows == found(node, Choice()).rows
    assert found(node, Choice(), after="-4~a~b").rows == ()
