"""Boxes of objects: numbers only grow, versions stand once, and first and latest are what they say."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coalesce.dates import FixedClock
from coalesce.errors import NotFound
from coalesce.store import Store, wire_rows
from coalesce.store.peers import KnownPeer
from coalesce.store.wire_rows import About, Box, BoxKind, NewWire, Put, WireState, seq_at, stamp
from tests.builders import NOON, add_list, entry, make_store, owner, publish, raw_rows

IN = Box(BoxKind.IN, "paris")
VERSIONS = [f"2014-09-0{day}T00:00:00.000000Z" for day in range(1, 5)]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    made = make_store(tmp_path_factory.mktemp("wire") / "node", FixedClock(NOON))
    for name in ("paris", "rome"):
        made.exchange.add(owner(made), KnownPeer(name, "NL"))
    yield made
    made.close()


@pytest.fixture(autouse=True)
def emptied(store: Store) -> None:
    raw_rows(store.folder, "DELETE FROM wire")


def one(stix_id: str, version: str = "", body: bytes = b"{}") -> NewWire:
    return NewWire(stix_id, "identity", version, body)


def flags(folder: Path) -> list[tuple[str, str, int, int]]:
    return raw_rows(folder, "SELECT stix_id, version, first, latest FROM wire ORDER BY stix_id, version")


def test_a_number_is_the_time_it_was_added_and_reads_as_such() -> None:
    assert stamp(seq_at(NOON)) == "2014-11-01T12:00:00.000000Z"
    assert stamp(seq_at(NOON) + 1) == "2014-11-01T12:00:00.000001Z"


def test_numbers_grow_though_the_clock_goes_back_and_the_newest_was_deleted(store: Store) -> None:
    with store.transaction() as connection:
        first = wire_rows.put(connection, IN, [one("a"), one("b")], NOON)
        wire_rows.remove_many(connection, IN, ["a", "b"])
        later = wire_rows.put(connection, IN, [one("c")], NOON - timedelta(days=9))
        other = wire_rows.put(connection, Box(BoxKind.IN, "rome"), [one("c")], NOON)
    numbers = [placed.seq for placed in (*first, *later)]
    assert numbers == sorted(set(numbers))
    assert other[0].seq == seq_at(NOON)


def test_versions_stand_once_and_are_never_replaced(store: Store) -> None:
    with store.transaction() as connection:
        rows = [one("a", VERSIONS[0], b"1"), one("a", VERSIONS[0], b"1"), one("a", VERSIONS[0], b"2")]
        assert [placed.put for placed in wire_rows.put(connection, IN, rows, NOON)] == [Put.ADDED, Put.KNOWN, Put.OTHER]
        again = [one("a", VERSIONS[0], b"2"), one("a", VERSIONS[0], b"1")]
        assert [placed.put for placed in wire_rows.put(connection, IN, again, NOON)] == [Put.OTHER, Put.KNOWN]
    assert raw_rows(store.folder, "SELECT body FROM wire") == [(b"1",)]


def test_an_object_without_a_version_has_the_time_it_came_and_comes_once(store: Store) -> None:
    with store.transaction() as connection:
        (first,) = wire_rows.put(connection, IN, [one("a", body=b"1")], NOON)
        assert first.version == stamp(first.seq)
        said = wire_rows.put(connection, IN, [one("a", body=b"1"), one("a", body=b"2"), one("a", body=b"2")], NOON)
    assert [placed.put for placed in said] == [Put.KNOWN, Put.ADDED, Put.KNOWN]
    assert [row[2:] for row in flags(store.folder)] == [(1, 0), (0, 1)]


@settings(max_examples=60)
@given(
    batches=st.lists(
        st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(VERSIONS)), max_size=5), min_size=1, max_size=4
    ),
    gone=st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from([None, *VERSIONS])), max_size=3),
)
def test_first_and_latest_are_what_they_say(
    store: Store, batches: list[list[tuple[str, str]]], gone: list[tuple[str, str | None]]
) -> None:
    raw_rows(store.folder, "DELETE FROM wire")
    held: dict[str, set[str]] = {}
    with store.transaction() as connection:
        for batch in batches:
            wire_rows.put(connection, IN, [one(*pair) for pair in batch], NOON)
            for stix_id, version in batch:
                held.setdefault(stix_id, set()).add(version)
        for stix_id, chosen in gone:
            went = {version for version in held.get(stix_id, ()) if chosen in (None, version)}
            count = wire_rows.remove(connection, IN, stix_id, [chosen] if chosen else None)
            assert count == len(went)
            held[stix_id] = held.get(stix_id, set()) - went
    expected = [
        (stix_id, version, int(version == min(versions)), int(version == max(versions)))
        for stix_id, versions in sorted(held.items())
        for version in sorted(versions)
    ]
    assert flags(store.folder) == expected


def test_what_came_in_waits_until_it_is_settled_or_erased(store: Store) -> None:
    with store.transaction() as connection:
        placed = wire_rows.put(connection, IN, [one("a", v) for v in VERSIONS[:3]] + [one("b")], NOON)
        assert [row.seq for row in wire_rows.newest(connection, IN, 3)] == [p.seq for p in placed[:3]]
        wire_rows.settle(connection, IN, [placed[0].seq], WireState.REFUSED, "its signature is not right")
        wire_rows.erase(connection, IN, [placed[2].seq, placed[3].seq])
        (left,) = wire_rows.newest(connection, IN, 9)
    assert (left.version, left.state, left.body) == (VERSIONS[1], WireState.NEW, b"{}")
    assert flags(store.folder) == [("a", VERSIONS[0], 1, 0), ("a", VERSIONS[1], 0, 1)]
    assert raw_rows(store.folder, "SELECT why FROM wire WHERE state = 'refused'") == [("its signature is not right",)]


def test_what_lies_ready_waits_for_nobody(store: Store) -> None:
    out = Box(BoxKind.OUT, "paris")
    with store.transaction() as connection:
        wire_rows.put(connection, out, [one("a")], NOON)
        assert wire_rows.newest(connection, out, 9) == []


def test_what_speaks_of_a_version_is_put_while_that_is_here_and_follows_it(store: Store) -> None:
    publish(store, add_list(store), [entry("R")])
    ((record, number, set_id),) = raw_rows(store.folder, "SELECT record_id, number, set_id FROM version")
    out = Box(BoxKind.OUT, "paris")
    rows = [NewWire("a", "identity", "", b"{}", about=About(record, at, set_id)) for at in (number, number + 1)]
    with store.transaction() as connection:
        assert [placed.put for placed in wire_rows.put(connection, out, rows, NOON)] == [Put.ADDED, Put.GONE]
        connection.exec_driver_sql("UPDATE version SET closed = 7")
    told = "SELECT w.closed, w.opened = v.opened, w.list_id = v.list_id, w.of_set = v.set_id FROM wire w, version v"
    assert raw_rows(store.folder, told) == [(7, 1, 1, 1)]
    with store.transaction() as connection:
        connection.exec_driver_sql("DELETE FROM version")
    assert raw_rows(store.folder, "SELECT * FROM wire") == []


def test_an_unknown_peer_has_no_box(store: Store) -> None:
    with store.transaction() as connection, pytest.raises(NotFound):
        wire_rows.put(connection, Box(BoxKind.IN, "nobody"), [one("a")], NOON)
