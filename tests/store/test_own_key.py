"""The node's key is made once, lies sealed, and opens with the node's own key alone."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from coalesce.errors import Tampered
from coalesce.store import Store
from coalesce.store.own_key import own_secret
from tests.builders import make_store, raw_rows


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = make_store(tmp_path / "node")
    yield made
    made.close()


def test_it_is_made_once_and_sealed(store: Store) -> None:
    made: list[bytes] = []

    def make() -> bytes:
        made.append(secrets.token_bytes(32))
        return made[-1]

    assert own_secret(store, make) == own_secret(store, make) == made[0]
    assert len(made) == 1
    assert made[0] not in (store.folder / "node.db").read_bytes() + (store.folder / "node.db-wal").read_bytes()
    assert made[0].hex().encode() not in (store.folder / "node.db-wal").read_bytes()


def test_another_nodes_key_opens_it_not(store: Store) -> None:
    own_secret(store, lambda: bytes(32))
    store.key = bytes(32)
    with pytest.raises(Tampered, match="restore a backup"):
        own_secret(store, lambda: bytes(32))


def test_two_that_make_it_at_one_moment_end_with_the_same(store: Store) -> None:
    def make() -> bytes:
        return b"a" * 32

    first = own_secret(store, make)
    raw_rows(store.folder, "DELETE FROM state WHERE name = 'signing_key'")
    second = own_secret(store, lambda: b"b" * 32)
    assert (first, second) == (b"a" * 32, b"b" * 32)
    assert own_secret(store, make) == second
