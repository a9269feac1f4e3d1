"""Whose token it is, asked of the database each time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from coalesce.errors import StoreError
from coalesce.store import Store, peers
from coalesce.store.bearers import Bearers
from tests.builders import owner, raw_rows
from tests.store.boxes import make_peers


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = make_peers(tmp_path / "node")
    yield made
    made.close()


def test_a_token_opens_while_it_stands(store: Store) -> None:
    by, bearers = owner(store), Bearers(store)
    first = store.exchange.issue_token(by, "paris")

    def found(secret: str, name: str = "") -> str:
        known = bearers.find(peers.digest(store.key, secret), name)
        return known.name if known else ""

    assert found(first) == found(first, "paris") == "paris"
    assert found(first, "lyon") == found("") == found("\ud800") == ""
    store.exchange.set_active(by, "paris", False)
    assert found(first) == ""
    store.exchange.set_active(by, "paris", True)
    second = store.exchange.issue_token(by, "paris")
    assert (found(first), found(second)) == ("", "paris")
    store.exchange.take_token(by, "paris")
    assert found(second) == ""
    bearers.close()
    bearers.close()
    assert found(second) == "", "it opens its connection anew"
    bearers.close()


def test_its_connection_cannot_write(store: Store) -> None:
    bearers = Bearers(store)
    bearers.find(b"")
    with pytest.raises(Exception, match="readonly"):
        bearers._opened().execute("DELETE FROM peer")
    raw_rows(store.folder, "ALTER TABLE peer RENAME TO other")
    with pytest.raises(StoreError):
        bearers.find(b"")
    bearers.close()
    raw_rows(store.folder, "ALTER TABLE other RENAME TO peer")
