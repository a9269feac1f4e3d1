"""People are the same whether made whole or piece by piece."""

from __future__ import annotations

import itertools
import random
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coalesce.dates import FixedClock
from coalesce.handling import Purpose, seal
from coalesce.records import ListKind, Person, RecordList, Verdict
from coalesce.services import reviewing
from coalesce.services.node import Node
from coalesce.services.people import evidence, reading, refresh, refresh_around
from coalesce.services.withdrawing import withdraw
from tests.builders import (
    INVESTIGATION,
    NOON,
    add_list,
    entry,
    handling,
    ids,
    let_in,
    linked,
    make_node,
    owner,
    publish,
    raw_rows,
    staged,
)


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    """Fourteen records in chains of links, half of them released to FR."""
    made = make_node(tmp_path_factory.mktemp("people") / "node", FixedClock(NOON))
    store = made.store
    let_in(store, "claire", "FR")
    rules = [handling("FR") if n % 2 else handling() for n in range(10)]
    publish(store, add_list(store), [staged(entry(f"R{n}"), rule) for n, rule in enumerate(rules)])
    publish(store, add_list(store, "two", handling("FR"), deduplicated=True), [entry(f"S{n}") for n in range(4)])
    dice = random.Random(11)
    with store.read(owner(store), INVESTIGATION) as view:
        records = sorted(view.facts())
        chosen = [pair for pair in itertools.pairwise(records) if dice.random() < 0.75]
        links = [linked(view, left, right, dice.choice((0.2, 0.6, 0.9))) for left, right in chosen]
    store.write(owner(store), INVESTIGATION).store_links(seal(links), "made")
    yield made
    store.close()


def seen(node: Node, who: str = "owner", purpose: Purpose = INVESTIGATION) -> list[Person]:
    with node.store.read(node.store.actor(who), purpose) as view:
        return view.people()


def from_nothing(node: Node, who: str = "owner") -> list[Person]:
    """What a full rebuild gives."""
    raw_rows(node.store.folder, "DELETE FROM audience")
    raw_rows(node.store.folder, "DELETE FROM person_of")
    assert refresh(node, node.store.actor(who), INVESTIGATION)
    return seen(node, who)


words = st.lists(st.tuples(st.integers(0, 13), st.integers(0, 13), st.sampled_from(list(Verdict))), max_size=6)


@settings(max_examples=25)
@given(words)
def test_piece_by_piece_is_as_from_nothing(node: Node, words: list[tuple[int, int, Verdict]]) -> None:
    raw_rows(node.store.folder, "DELETE FROM judgement")
    with node.store.transaction() as connection:
        node.store.bump(connection)  # past the doors as we are, nobody else says that something changed
    who, known = owner(node.store), sorted(ids(node.store).values())
    refresh(node, who, INVESTIGATION)
    assert isinstance(node.store.clock, FixedClock)
    for left, right, verdict in words:
        if left == right:
            continue
        node.store.clock.moment += timedelta(seconds=1)
        reviewing.judge(node, who, INVESTIGATION, (known[left], known[right]), reviewing.Word(verdict, "by the dice"))
        assert not refresh(node, who, INVESTIGATION), "the judgement left people that stand"
    piecewise = seen(node)
    assert piecewise == from_nothing(node)


def test_people_are_kept_until_something_changes(node: Node) -> None:
    who = owner(node.store)
    refresh(node, who, INVESTIGATION)
    assert not refresh(node, who, INVESTIGATION)
    with node.store.transaction() as connection:
        node.store.bump(connection)
    assert refresh(node, who, INVESTIGATION)
    assert isinstance(node.store.clock, FixedClock)
    before = node.store.clock.moment
    node.store.clock.moment += timedelta(days=1)
    assert refresh(node, who, INVESTIGATION), "another day may have ended a release"
    node.store.clock.moment = before


def test_everybody_visible_is_somebody(node: Node) -> None:
    for who in ("owner", "claire"):
        with reading(node, node.store.actor(who), INVESTIGATION) as view:
            people = view.people()
            visible = set(view.facts())
        assert sorted(record for person in people for record in person.records) == sorted(visible)
        assert len({person.id for person in people}) == len(people)


def test_ids_differ_between_audiences_and_follow_the_records(node: Node, tmp_path: Path) -> None:
    refresh(node, owner(node.store), INVESTIGATION)
    refresh(node, owner(node.store), Purpose.BORDER)
    refresh(node, node.store.actor("claire"), INVESTIGATION)
    audiences = [seen(node), seen(node, purpose=Purpose.BORDER), seen(node, "claire")]
    names = [{person.id for person in people} for people in audiences]
    assert not names[0] & names[1]
    assert not names[0] & names[2]
    other = make_node(tmp_path / "other")
    publish(other.store, add_list(other.store), [entry("A")])
    refresh(other, owner(other.store), INVESTIGATION)
    (alone,) = seen(other)
    publish(other.store, add_list(other.store, "two"), [entry("B")])
    refresh(other, owner(other.store), INVESTIGATION)
    assert alone in seen(other), "whom nothing touched keeps the id"
    known = ids(other.store)
    pair = (known["A"], known["B"])
    reviewing.judge(other, owner(other.store), INVESTIGATION, pair, reviewing.Word(Verdict.SAME, "one person"))
    (together,) = seen(other)
    assert together.id != alone.id
    assert together.judged
    other.store.close()


def test_two_of_a_list_without_duplicates_are_two(node: Node) -> None:
    raw_rows(node.store.folder, "DELETE FROM judgement")  # the dice may have said "same" of two of that list
    with node.store.transaction() as connection:
        node.store.bump(connection)
    refresh(node, owner(node.store), INVESTIGATION)
    known = {identity: reference for reference, identity in ids(node.store).items()}
    for person in seen(node):
        assert sum(known[record].startswith("S") for record in person.records) <= 1


def test_customers_are_nobody_s_records(tmp_path: Path) -> None:
    node = make_node(tmp_path / "node")
    publish(node.store, add_list(node.store, "clients", kind=ListKind.CUSTOMERS), [entry("K")])
    publish(node.store, add_list(node.store), [entry("A")])
    with reading(node, owner(node.store), INVESTIGATION) as view:
        assert [person.records for person in view.people()] == [(ids(node.store)["A"],)]
        assert {fact.reference for fact in evidence(view).facts.values()} == {"A", "K"}
        assert [place.record for place in evidence(view).places()] == [ids(node.store)["A"]]
    node.store.close()


def test_a_piece_is_not_put_where_people_are_of_another_state(tmp_path: Path) -> None:
    node = make_node(tmp_path / "node", FixedClock(NOON))
    who = owner(node.store)
    publish(node.store, add_list(node.store), [entry("A"), entry("B")])
    known = list(ids(node.store).values())
    refresh_around(node, who, INVESTIGATION, known, 1)
    with node.store.read(who, INVESTIGATION) as view:
        assert view.made_at() is None, "there were none to mend"
    refresh(node, who, INVESTIGATION)
    before = seen(node)
    refresh_around(node, who, INVESTIGATION, known, 99)
    assert seen(node) == before
    node.store.close()


def test_an_old_word_counts_no_more_once_a_compared_field_changed(tmp_path: Path) -> None:
    node = make_node(tmp_path / "node", FixedClock(NOON))
    to = add_list(node.store)
    publish(node.store, to, [entry("A"), entry("B")], "one")
    known = ids(node.store)
    word = reviewing.Word(Verdict.SAME, "one person")
    reviewing.judge(node, owner(node.store), INVESTIGATION, (known["A"], known["B"]), word)
    with reading(node, owner(node.store), INVESTIGATION) as view:
        assert len(view.people()) == 1
    publish(node.store, to, [entry("A", "Hedraq Tolumis"), entry("B")], "two")
    with reading(node, owner(node.store), INVESTIGATION) as view:
        assert len(view.people()) == 2
    node.store.close()


def test_readers_at_once_make_people_once(tmp_path: Path) -> None:
    node = make_node(tmp_path / "node", FixedClock(NOON))
    who = owner(node.store)
    publish(node.store, add_list(node.store), [entry(f"R{n}") for n in range(30)])
    made: list[bool] = []
    threads = [threading.Thread(target=lambda: made.append(refresh(node, who, INVESTIGATION))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(made) == [False, False, False, True]
    assert len(seen(node)) == 30
    node.store.close()


@pytest.mark.parametrize("seed", range(6))
def test_after_any_change_people_are_as_from_nothing(seed: int, tmp_path: Path) -> None:
    """Editions, judgements, withdrawals, releases, runs of links and days, in any order, for two audiences."""
    dice = random.Random(seed)
    node = make_node(tmp_path / "node", FixedClock(NOON))
    store = node.store
    let_in(store, "claire", "FR")
    lists = [add_list(store, name, deduplicated=name == "b") for name in "ab"]
    for step in range(14):
        act = dice.choice((_edition, _edition, _link, _judge, _judge, _withdraw, _tomorrow))
        act(node, lists, dice, step)
        for who in ("owner", "claire"):
            refresh(node, store.actor(who), INVESTIGATION)
            kept = seen(node, who)
            assert kept == from_nothing(node, who), (act.__name__, step)
    store.close()


def _edition(node: Node, lists: list[RecordList], dice: random.Random, step: int) -> None:
    """Some are new, gone, renamed, released, or no longer released."""
    names = ("Hedraq Tolumis", "Hedrak Tolumis", "Mirvashel Qandou")
    rows = [
        staged(entry(f"R{n}", dice.choice(names)), handling("FR") if dice.random() < 0.5 else handling())
        for n in range(8)
        if dice.random() < 0.8
    ]
    publish(node.store, dice.choice(lists), rows, f"edition {step}")


def _link(node: Node, lists: list[RecordList], dice: random.Random, step: int) -> None:
    who = owner(node.store)
    with node.store.read(who, INVESTIGATION) as view:
        pairs = [pair for pair in itertools.combinations(sorted(view.facts()), 2) if dice.random() < 0.25]
        links = [linked(view, *pair, dice.choice((0.06, 0.4, 0.7, 0.99))) for pair in pairs]
    node.store.write(who, INVESTIGATION).store_links(seal(links), "made")


def _judge(node: Node, lists: list[RecordList], dice: random.Random, step: int) -> None:
    known = sorted(ids(node.store).values())
    if len(known) > 1:
        left, right = dice.sample(range(len(known)), 2)
        word = reviewing.Word(dice.choice(list(Verdict)), "by the dice")
        reviewing.judge(node, owner(node.store), INVESTIGATION, (known[left], known[right]), word)


def _withdraw(node: Node, lists: list[RecordList], dice: random.Random, step: int) -> None:
    if known := sorted(ids(node.store).values()):
        withdraw(node, owner(node.store), INVESTIGATION, dice.choice(known), "by the dice")


def _tomorrow(node: Node, lists: list[RecordList], dice: random.Random, step: int) -> None:
    assert isinstance(node.store.clock, FixedClock)
    node.store.clock.moment += timedelta(days=1)


def test_only_whom_a_change_touches_is_written(tmp_path: Path) -> None:
    node = make_node(tmp_path / "node", FixedClock(NOON))
    who = owner(node.store)
    to = add_list(node.store)
    publish(node.store, to, [entry(f"R{n}") for n in range(40)], "one")
    refresh(node, who, INVESTIGATION)
    raw_rows(node.store.folder, "UPDATE audience SET build = 7")
    raw_rows(node.store.folder, "UPDATE person_of SET build = 7")
    raw_rows(node.store.folder, "UPDATE person_record SET build = 7")
    withdraw(node, who, INVESTIGATION, ids(node.store)["R3"], "asked for")
    publish(node.store, to, [entry(f"R{n}") for n in range(41) if n != 5], "two")
    assert refresh(node, who, INVESTIGATION)
    for table in ("person_of", "person_record"):
        assert raw_rows(node.store.folder, f"SELECT build, count(*) FROM {table} GROUP BY build") == [(7, 39)]
    assert len(seen(node)) == 39
    node.store.close()
