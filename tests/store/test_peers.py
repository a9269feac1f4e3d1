"""Peers and their tokens: what stands in the database opens nothing, and a peer that is gone is as one that never was."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from coalesce.errors import BadUsage, NotFound
from coalesce.handling import Actor
from coalesce.store import Store, peers
from coalesce.store.peers import KnownPeer
from tests.builders import NOON, let_in, make_store, raw_rows

PARIS = KnownPeer(
    "paris", "FR", "https://paris.example/taxii2/api/", b"k" * 32, frozenset({"FR", "BE"}), "plain", "PEM"
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = make_store(tmp_path / "node")
    let_in(made, "claire", "FR")
    with made.transaction() as connection:
        peers.add(connection, PARIS, NOON)
    yield made
    made.close()


def test_a_peer_is_kept_as_it_was_told(store: Store) -> None:
    with store.transaction() as connection:
        assert peers.every(connection) == [replace(PARIS, made=NOON)]
        peers.saw(connection, "paris", NOON)
        changed = replace(PARIS, url="", active=False, speaks_for=frozenset())
        peers.change(connection, changed)
        assert peers.one(connection, "paris") == replace(changed, made=NOON, seen=NOON)
    assert PARIS.actor == Actor("peer:paris", "FR")


def test_a_name_is_one_peers_and_its_member_is_known(store: Store) -> None:
    with store.transaction() as connection:
        with pytest.raises(BadUsage, match="already"):
            peers.add(connection, PARIS, NOON)
        with pytest.raises(BadUsage, match="no member here"):
            peers.add(connection, KnownPeer("x", "XX"), NOON)


def test_unknown_peers_are_not_found(store: Store) -> None:
    with store.transaction() as connection:
        for act in (
            lambda: peers.one(connection, "x"),
            lambda: peers.remove(connection, "x"),
            lambda: peers.change(connection, KnownPeer("x", "FR")),
            lambda: peers.issue(connection, store.key, "x"),
            lambda: peers.take_token(connection, "x"),
            lambda: peers.keep_token(connection, store.key, "x", "s"),
            lambda: peers.token_for(connection, store.key, "x"),
        ):
            with pytest.raises(NotFound):
                act()
        peers.remove(connection, "paris")
        assert peers.every(connection) == []


def test_neither_token_stands_in_the_database_in_the_open(store: Store) -> None:
    with store.transaction() as connection:
        shown = peers.issue(connection, store.key, "paris")
        peers.keep_token(connection, store.key, "paris", "what we show them")
        assert peers.token_for(connection, store.key, "paris") == "what we show them"
        assert peers.one(connection, "paris").is_shown
    assert not any(secret in repr(raw_rows(store.folder, "SELECT * FROM peer")) for secret in (shown, "what we show"))
    with store.transaction() as connection:
        assert peers.token_for(connection, b"\0" * 32, "paris") == ""
        peers.keep_token(connection, store.key, "paris", "")
        assert peers.token_for(connection, store.key, "paris") == ""
