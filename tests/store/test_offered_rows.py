"""What a peer was given, and which records are to be looked at again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from coalesce.records import RecordList
from coalesce.store import Store, offered_rows
from coalesce.store.offered_rows import Newer, Offered
from coalesce.store.peers import KnownPeer
from coalesce.store.wire_rows import About, Box, BoxKind, NewWire
from tests.builders import (
    INVESTIGATION,
    add_list,
    entry,
    handling,
    ids,
    let_in,
    make_store,
    owner,
    publish,
    raw_rows,
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = make_store(tmp_path / "node")
    let_in(made, "claire", "FR")
    made.exchange.add(owner(made), KnownPeer("paris", "FR"))
    yield made
    made.close()


@pytest.fixture
def border(store: Store) -> RecordList:
    made = add_list(store, held=handling("FR"))
    publish(store, made, [entry("A"), entry("B")], "first")
    return made


def given(record: str, stix_id: str = "identity--1", until: str = "2019-01-01") -> Offered:
    return Offered(stix_id, record, "identity", 1, b"digest", "2014-11-01", until)


def test_lists_are_looked_at_edition_by_edition(store: Store, border: RecordList) -> None:
    known = ids(store)
    with store.transaction() as connection:
        (one,) = offered_rows.newer(connection, "paris")
        assert one == Newer(border.id, 0, 1)
        assert offered_rows.touched(connection, one) == sorted(known.values())
        offered_rows.looked_at(connection, "paris", one)
        assert offered_rows.newer(connection, "paris") == []
    publish(store, border, [entry("A", "Vulneq Shambir"), entry("B")], "second")
    publish(store, border, [entry("A", "Vulneq Shambir")], "third")
    with store.transaction() as connection:
        (one,) = offered_rows.newer(connection, "paris")
        assert (one.since, one.edition) == (1, 3)
        assert offered_rows.touched(connection, one) == sorted(known.values())
        assert offered_rows.touched(connection, replace(one, since=2)) == [known["B"]]
        offered_rows.looked_at(connection, "paris", one)
        offered_rows.begin_anew(connection, "paris")
        assert [newer.since for newer in offered_rows.newer(connection, "paris")] == [0]


def test_copies_of_others_records_are_not_looked_at(store: Store, border: RecordList) -> None:
    raw_rows(store.folder, "INSERT INTO received_list VALUES (?)", border.id)
    with store.transaction() as connection:
        assert offered_rows.newer(connection, "paris") == []


def test_what_was_given_is_found_by_record_and_replaced_by_id(store: Store, border: RecordList) -> None:
    record = ids(store)["A"]
    with store.transaction() as connection:
        offered_rows.put(connection, "paris", [(given(record), 7), (given(record, "sighting--1"), 8)])
        offered_rows.put(connection, "paris", [(replace(given(record), number=2), 9)])
        found = offered_rows.of_records(connection, "paris", [record, "unknown"])
        assert [(one.stix_id, one.number) for one in found[record]] == [("identity--1", 2), ("sighting--1", 1)]
        assert offered_rows.numbers(connection, "paris") == {record: 2}
        assert offered_rows.count(connection, "paris") == 1
        offered_rows.take_out(connection, "paris", ["identity--1"])
        assert len(offered_rows.of_records(connection, "paris", [record])[record]) == 1


def test_what_was_taken_back_is_found_and_what_ended_when_all_is_looked_at(store: Store, border: RecordList) -> None:
    known = ids(store)
    with store.transaction() as connection:
        rows = [(given(known["A"]), 1), (given(known["B"], "identity--2"), 2), (given("ended", "identity--3"), 3)]
        offered_rows.put(connection, "paris", rows)
    with store.read(owner(store), INVESTIGATION) as view:
        store.write(owner(store), INVESTIGATION).withdraw(view, known["A"], "they asked")
    with store.transaction() as connection:
        assert offered_rows.gone(connection, "paris") == [known["A"]]
        assert offered_rows.gone(connection, "paris", every=True) == sorted([known["A"], "ended"])


def test_what_ended_on_a_day_that_the_peer_knows_is_forgotten(store: Store, border: RecordList) -> None:
    record = ids(store)["A"]
    with store.transaction() as connection:
        rows = [(given(record, until="2014-10-31"), 1), (given(record, "identity--2", "2014-11-01"), 2)]
        offered_rows.put(connection, "paris", rows)
        assert offered_rows.forget_ended(connection, "paris", "2014-11-01") == 1
        assert offered_rows.count(connection, "paris") == 1


def test_a_row_moves_with_its_record_to_the_present_version(store: Store, border: RecordList) -> None:
    record = ids(store)["A"]
    box = Box(BoxKind.OUT, "paris")
    ((set_id,),) = raw_rows(store.folder, "SELECT set_id FROM version WHERE record_id = ?", record)
    store.exchange.put(box, [NewWire("identity--1", "identity", "", b"{}", about=About(record, 1, set_id))])
    publish(store, border, [entry("A", "Vulneq Shambir"), entry("B")], "second")
    with store.transaction() as connection:
        offered_rows.put(connection, "paris", [(given(record), 1)])
        offered_rows.move(connection, "paris", [("identity--1", About(record, 2, set_id, "s"))])
        assert offered_rows.numbers(connection, "paris") == {record: 2}
    told = "SELECT number, opened, closed, sighting_id FROM wire"
    assert raw_rows(store.folder, told) == [(2, 2, None, "s")]
