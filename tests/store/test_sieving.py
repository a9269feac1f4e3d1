"""The sieve in the store: of every key from its own transaction on, and of none that was erased."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from coalesce.linking.index import value
from coalesce.services.node import Node
from coalesce.services.withdrawing import withdraw
from coalesce.store import Store, sieving
from coalesce.store.keying import Keying
from coalesce.store.sieve import SLICES, Sieve, keys_of, slices_of
from tests.builders import INVESTIGATION, add_list, entry, ids, make_node, owner, publish, raw_rows, staged

FIRST, SECOND = ([value("w", f"{side}{n}") for n in range(3)] for side in "ab")


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    made = make_node(tmp_path / "node")
    publish(made.store, add_list(made.store), [replace(staged(entry("A")), search_keys=tuple(FIRST))], "one")
    yield made
    made.store.close()


def stored(store: Store) -> dict[int, bytes]:
    return dict(raw_rows(store.folder, "SELECT slice, bits FROM key_sieve"))


def last(store: Store) -> int:
    return int(raw_rows(store.folder, "SELECT max(made) FROM key_sieve")[0][0])


def may_hold(store: Store, values: list[int]) -> list[bool]:
    found: list[bool] = Sieve(stored(store)).may_hold(keys_of(values)).tolist()
    return found


def test_a_small_node_has_none_and_a_large_one_all(node: Node) -> None:
    sieving.fill(node.store.transaction)
    assert stored(node.store) == {}
    sieving.fill(node.store.transaction, least=1)
    assert set(stored(node.store)) == set(range(SLICES))
    assert may_hold(node.store, FIRST) == [True] * 3
    assert may_hold(node.store, SECOND) == [False] * 3


def test_keys_that_come_are_in_it_with_them_and_its_number_grows(node: Node) -> None:
    sieving.fill(node.store.transaction, least=1)
    before = last(node.store)
    publish(node.store, add_list(node.store, "more"), [replace(staged(entry("B")), search_keys=tuple(SECOND))])
    assert may_hold(node.store, [*FIRST, *SECOND]) == [True] * 6
    assert last(node.store) > before


def test_a_transaction_that_fails_leaves_both_as_they_were(node: Node) -> None:
    sieving.fill(node.store.transaction, least=1)
    before, keying = stored(node.store), Keying(node.store.transaction, 100)
    keying.add(9, SECOND)

    def fail() -> None:
        with node.store.transaction() as connection:
            sieving.add(connection, SECOND)
            raise RuntimeError("the disk is full")

    with pytest.raises(RuntimeError):
        fail()
    assert stored(node.store) == before
    keying.flush()
    assert may_hold(node.store, SECOND) == [True] * 3


def test_no_bit_of_what_was_erased_stays(node: Node) -> None:
    sieving.fill(node.store.transaction, least=1)
    twin = stored(node.store)
    publish(node.store, add_list(node.store, "more"), [replace(staged(entry("B")), search_keys=tuple(SECOND))])
    withdraw(node, owner(node.store), INVESTIGATION, ids(node.store)["B"], "it was another")
    parts = stored(node.store)
    assert {part for part, bits in parts.items() if not bits} == set(slices_of(keys_of(SECOND)).tolist())
    sieving.fill(node.store.transaction)
    assert stored(node.store) == twin


def test_numbers_never_go_back(node: Node) -> None:
    sieving.fill(node.store.transaction, least=1)
    before = last(node.store)
    withdraw(node, owner(node.store), INVESTIGATION, ids(node.store)["A"], "it was another")
    assert last(node.store) == before
    sieving.fill(node.store.transaction)
    assert last(node.store) == before + 1
