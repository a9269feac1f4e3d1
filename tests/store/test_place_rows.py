"""A place lies beside one sighting and is bound as that one is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from coalesce.store import Store, offered_rows, place_rows
from coalesce.store.offered_rows import Offered
from coalesce.store.peers import KnownPeer
from coalesce.store.place_rows import Lying
from coalesce.store.wire_rows import About, Box, BoxKind, NewWire
from tests.builders import add_list, entry, handling, let_in, make_store, owner, publish, raw_rows

BOX = Box(BoxKind.OUT, "paris")


@pytest.fixture
def about(tmp_path: Path) -> Iterator[tuple[Store, About]]:
    store = make_store(tmp_path / "node")
    let_in(store, "claire", "FR")
    store.exchange.add(owner(store), KnownPeer("paris", "FR"))
    publish(store, add_list(store, held=handling("FR")), [entry("A")])
    ((record, set_id),) = raw_rows(store.folder, "SELECT record_id, set_id FROM version")
    made = About(record, 1, set_id, "s1")
    rows = [
        NewWire("sighting--1", "sighting", "2014", b"seen", about=made, keep_until="2019-01-01"),
        NewWire("location--1", "location", "2014", b"place", about=made),
        NewWire("marking-definition--1", "marking-definition", "2014", b"label"),
    ]
    store.exchange.put(BOX, rows)
    with store.transaction() as connection:
        noted = Offered("sighting--1", record, "sighting", 1, b"", "2014", "2019-01-01", 0, "NL", "location--1")
        offered_rows.put(connection, "paris", [(noted, 1)])
        place_rows.bind(connection, BOX, "location--1", "sighting--1")
    yield store, made
    store.close()


def test_places_and_sightings_tell_what_they_are_bound_to(about: tuple[Store, About]) -> None:
    store, made = about
    with store.transaction() as connection:
        found = place_rows.lying(connection, BOX, ["location--1", "sighting--1", "marking-definition--1", "x"])
        assert found["location--1"] == Lying("location--1", "sighting--1", made, None, b"place")
        assert found["sighting--1"].keep_until == "2019-01-01"
        assert set(found) == {"location--1", "sighting--1"}


def test_a_sighting_that_tells_of_a_place_is_found_while_it_lies_there(about: tuple[Store, About]) -> None:
    store, _ = about
    with store.transaction() as connection:
        assert place_rows.told_by(connection, "paris", ["sighting--1", "x"]) == {"location--1"}
        found = place_rows.telling(connection, BOX, "location--1")
        assert found is not None
        assert found.stix_id == "sighting--1"
        assert place_rows.telling(connection, BOX, "location--2") is None
        connection.exec_driver_sql("DELETE FROM wire WHERE type = 'sighting'")
        assert place_rows.telling(connection, BOX, "location--1") is None


def test_places_of_what_has_ended_are_found(about: tuple[Store, About]) -> None:
    store, _ = about
    with store.transaction() as connection:
        assert place_rows.ended(connection, "paris", "2019-01-01") == set()
        assert place_rows.ended(connection, "paris", "2019-01-02") == {"location--1"}
