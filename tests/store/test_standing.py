"""A stamp that is as it was says that all records are there; any other is no word at all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from coalesce.services.node import Node
from coalesce.services.withdrawing import withdraw
from coalesce.store import Store
from coalesce.store.standing import gone, is_as_seen
from tests.builders import INVESTIGATION, add_list, entry, ids, make_store, model, owner, publish


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = make_store(tmp_path / "node")
    publish(made, add_list(made), [entry(f"R{n}") for n in range(4)])
    yield made
    made.close()


def test_who_was_withdrawn_since_is_gone_and_nobody_else(store: Store) -> None:
    found = ids(store)
    with store.read(owner(store), INVESTIGATION) as view:
        seen = ("NL", view.stamp())
    with store.count(owner(store)) as counted:
        assert counted.stamp() == seen[1]
    with store.engine.connect() as connection:
        assert is_as_seen(connection, seen)
        assert gone(connection, found.values()) == set()
        assert gone(connection, ["never there"]) == {"never there"}
    withdraw(Node(store, model()), owner(store), INVESTIGATION, found["R2"], "mistaken")
    with store.engine.connect() as connection:
        assert not is_as_seen(connection, seen)
        assert gone(connection, found.values()) == {found["R2"]}
