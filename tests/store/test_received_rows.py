"""What stands for what: one row for an object, a tombstone where it was taken back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from coalesce.store import Store, received_rows
from coalesce.store.peers import KnownPeer
from coalesce.store.received_rows import Received
from tests.builders import let_in, make_store, owner

ONE = Received("FR", "identity--1", "paris", "identity", "r1", "", "2014-11-01T12:00:00.000000Z", b"d", "2019-01-01")
SEEN = replace(ONE, stix_id="sighting--1", kind="sighting", sighting="key")
BURIED = replace(ONE, stix_id="identity--2", record=None, keep_until="2014-10-31")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = make_store(tmp_path / "node")
    let_in(made, "claire", "FR")
    made.exchange.add(owner(made), KnownPeer("paris", "FR"))
    with made.transaction() as connection:
        received_rows.keep(connection, [ONE, SEEN, BURIED])
    yield made
    made.close()


def test_what_is_known_is_found_by_id_and_by_record(store: Store) -> None:
    with store.transaction() as connection:
        assert received_rows.find(connection, "FR", ["identity--1", "identity--2", "x"]) == {
            "identity--1": ONE,
            "identity--2": BURIED,
        }
        assert received_rows.find(connection, "BE", ["identity--1"]) == {}
        assert received_rows.of_records(connection, ["r1", "r2"]) == {"r1": [ONE, SEEN], "r2": []}
        assert received_rows.held_of(connection, "paris") == [ONE, SEEN]
        assert received_rows.count(connection) == {"paris": 1}
        received_rows.keep(connection, [replace(ONE, stix_id="coalesce-need--1", kind="coalesce-need", record="n")])
        assert received_rows.count(connection) == {"paris": 1}, "an entry of a plan is no record"


def test_a_later_word_takes_the_place_of_the_former(store: Store) -> None:
    with store.transaction() as connection:
        received_rows.keep(connection, [replace(ONE, version="2015")])
        assert received_rows.find(connection, "FR", ["identity--1"])["identity--1"].version == "2015"


def test_what_could_be_kept_no_longer_is_forgotten(store: Store) -> None:
    with store.transaction() as connection:
        assert received_rows.forget_ended(connection, "2014-11-01", 10) == 1
        assert received_rows.find(connection, "FR", ["identity--2"]) == {}
