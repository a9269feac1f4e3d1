"""The exchange book: each change of a peer has its audit row, also in the log of the member whose peer it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from coalesce.dates import FixedClock
from coalesce.errors import BadUsage, NotFound, NotPermitted
from coalesce.handling import Role
from coalesce.store import Store
from coalesce.store.peers import KnownPeer
from coalesce.store.wire_rows import Box, BoxKind, NewWire, WireState
from tests.builders import NOON, leaves, let_in, log_of, make_store, owner


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = make_store(tmp_path / "node", FixedClock(NOON))
    let_in(made, "claire", "FR", Role.AUDITOR)
    made.exchange.add(owner(made), KnownPeer("paris", "FR"))
    yield made
    made.close()


def test_each_change_is_logged_also_for_the_member_whose_peer_it_is(store: Store) -> None:
    book, by = store.exchange, owner(store)
    book.change(by, replace(book.peer("paris"), url="https://paris.example"))
    secret = book.issue_token(by, "paris")
    book.keep_token(by, "paris", "what we show")
    book.set_active(by, "paris", False)
    book.set_active(by, "paris", True)
    book.take_token(by, "paris")
    assert [known.url for known in book.peers()] == ["https://paris.example"]
    assert book.token_for("paris") == "what we show"
    book.remove(by, "paris")
    acts = [row.leaf["action"] for row in log_of(store, store.actor("claire"), 20)]
    assert acts[::-1][-8:] == [
        "peer add", "peer change", "peer token", "peer token kept", "peer suspend", "peer resume", "peer token ended",
        "peer remove",
    ]  # fmt: skip
    assert not any(word in leaf for leaf in leaves(store.folder) for word in (secret, "what we show"))


def test_an_operator_alone_changes_peers(store: Store) -> None:
    claire = store.actor("claire")
    for act in (
        lambda: store.exchange.add(claire, KnownPeer("rome", "FR")),
        lambda: store.exchange.issue_token(claire, "paris"),
        lambda: store.exchange.remove(claire, "paris"),
    ):
        with pytest.raises(NotPermitted):
            act()
    with pytest.raises(NotFound):
        store.exchange.set_active(owner(store), "nobody", True)
    with pytest.raises(BadUsage, match="stays its member's"):
        store.exchange.change(owner(store), KnownPeer("paris", "NL"))


def test_boxes_take_and_give_back(store: Store) -> None:
    box = Box(BoxKind.PULLED, "paris")
    placed = store.exchange.put(box, [NewWire(f"identity--{n}", "identity", "", b"{}") for n in range(3)])
    store.exchange.settle(box, [placed[0].seq], WireState.DONE)
    assert [row.stix_id for row in store.exchange.fresh(box, 9)] == ["identity--1", "identity--2"]
    assert store.exchange.take_out(box, ["identity--1"]) == 1
    assert [row.seq for row in store.exchange.fresh(box, 9)] == [placed[2].seq]
