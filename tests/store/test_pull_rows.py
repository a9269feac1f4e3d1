"""How far a peer was read is kept whole, and changed in parts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from coalesce.store import Store, pull_rows
from coalesce.store.peers import KnownPeer
from coalesce.store.pull_rows import PullState
from tests.builders import NOON, let_in, make_store, owner


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = make_store(tmp_path / "node")
    let_in(made, "claire", "FR")
    made.exchange.add(owner(made), KnownPeer("paris", "FR"))
    yield made
    made.close()


def test_a_peer_that_was_never_read_is_at_its_beginning(store: Store) -> None:
    with store.transaction() as connection:
        assert pull_rows.read(connection, "paris") == PullState("paris")


def test_it_is_kept_and_changed_in_parts(store: Store) -> None:
    later = NOON + timedelta(hours=1)
    whole = PullState("paris", "c", "next", "2014", NOON, 2, later, "it is busy", 77, NOON)
    with store.transaction() as connection:
        pull_rows.write(connection, whole)
        assert pull_rows.read(connection, "paris") == whole
        changed = pull_rows.change(connection, "paris", failures=0, retry_at=None, error="")
        assert (changed.failures, changed.retry_at, changed.pushed) == (0, None, 77)
        assert pull_rows.read(connection, "paris") == changed
