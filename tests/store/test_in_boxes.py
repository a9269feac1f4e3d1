"""What becomes of what came in: it goes, waits for its person, is refused with a reason, or is kept as it came."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from coalesce.store import Store, in_boxes, pull_rows, wire_rows
from coalesce.store.peers import KnownPeer
from coalesce.store.wire_rows import Box, NewWire
from tests.builders import let_in, make_store, owner, raw_rows

IN, PULLED = (Box(kind, "paris") for kind in in_boxes.WAYS)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = make_store(tmp_path / "node")
    let_in(made, "claire", "FR")
    made.exchange.add(owner(made), KnownPeer("paris", "FR"))
    yield made
    made.close()


def put(store: Store, box: Box, *names: str) -> list[int]:
    rows = [NewWire(f"sighting--{name}", "sighting", "2014", name.encode()) for name in names]
    return [one.seq for one in store.exchange.put(box, rows)]


def fresh(store: Store, box: Box = PULLED) -> list[str]:
    return [row.body.decode() for row in store.exchange.fresh(box, 10)]


def test_what_was_applied_goes(store: Store) -> None:
    first, _ = put(store, PULLED, "a", "b")
    with store.transaction() as connection:
        in_boxes.applied(connection, PULLED, [first])
    assert fresh(store) == ["b"]


def test_what_waits_is_looked_at_when_its_person_is_there_by_whichever_way_it_came(store: Store) -> None:
    (first,), (second,) = put(store, PULLED, "a"), put(store, IN, "b")
    with store.transaction() as connection:
        in_boxes.waits(connection, PULLED, {first: ("p1", "2019-01-01")})
        in_boxes.waits(connection, IN, {second: ("p1", "2019-01-01")})
        assert in_boxes.counts(connection) == {"paris": {"waiting": 2}}
    assert fresh(store) == fresh(store, IN) == []
    with store.transaction() as connection:
        assert in_boxes.wake(connection, "paris", ["p2"]) == 0
        assert in_boxes.wake(connection, "paris", ["p1"]) == 2
        assert in_boxes.counts(connection) == {"paris": {"new": 2}}
    assert (fresh(store), fresh(store, IN)) == (["a"], ["b"])


def test_what_is_refused_says_why_and_holds_nothing(store: Store) -> None:
    first, second = put(store, PULLED, "a", "b")
    with store.transaction() as connection:
        in_boxes.refused(connection, PULLED, {first: "is not signed", second: "is not signed"}, "2014-12-01")
        assert in_boxes.reasons(connection, "paris") == {"is not signed": 2}
        assert in_boxes.counts(connection) == {"paris": {"refused": 2}}
    assert set(raw_rows(store.folder, "SELECT body, keep_until FROM wire")) == {(b"{}", "2014-12-01")}
    with store.transaction() as connection:
        in_boxes.forget_refused(connection, "paris")
        assert in_boxes.counts(connection) == {}


def test_what_was_refused_comes_again_when_its_member_is_known_otherwise(store: Store) -> None:
    first, second, third = put(store, PULLED, "a", "b", "c")
    by = owner(store)
    let_in(store, "luc", "LU")
    store.exchange.add(by, KnownPeer("other", "LU"))
    refused = {first: "this peer may not speak for BE", second: "is granted to DE, who is no peer of this node"}
    with store.transaction() as connection:
        pull_rows.change(connection, "paris", cursor="c", added_after="2014")
        in_boxes.refused(connection, PULLED, refused, "2014-12-01")
        wire_rows.settle(connection, PULLED, [third], wire_rows.WireState.REFUSED, "is not signed")
    store.exchange.change(by, KnownPeer("other", "LU", speaks_for=frozenset({"DK"})))
    with store.transaction() as connection:
        assert in_boxes.counts(connection) == {"paris": {"refused": 3}}
        assert pull_rows.read(connection, "paris").cursor == "c"
    store.exchange.change(by, KnownPeer("other", "LU", speaks_for=frozenset({"DE"})))
    with store.transaction() as connection:
        assert in_boxes.reasons(connection, "paris") == {refused[first]: 1, "is not signed": 1}
        assert (pull_rows.read(connection, "paris").cursor, pull_rows.read(connection, "paris").added_after) == ("", "")
    store.exchange.set_active(by, "paris", False)
    assert fresh(store) == []
    store.exchange.set_active(by, "paris", True)
    assert fresh(store) == ["c"], "what lies here still is looked at again"
    assert put(store, PULLED, "a", "b")[0] > third
    assert fresh(store) == ["c", "a", "b"]


def test_what_is_taken_back_is_dropped_with_what_waits_for_it(store: Store) -> None:
    _, second, third = put(store, PULLED, "a", "b", "c")
    with store.transaction() as connection:
        in_boxes.waits(connection, PULLED, {second: ("sighting--a", "2019-01-01"), third: ("other", "2019-01-01")})
        named = in_boxes.named(connection, "paris", ["sighting--a"], "2013")
        assert [body for _, _, body in named] == [b"b"]
        named = in_boxes.named(connection, "paris", ["sighting--a"], "2014")
        assert [body for _, _, body in named] == [b"a", b"b"]
        in_boxes.drop(connection, "paris", named)
    assert raw_rows(store.folder, "SELECT body FROM wire") == [(b"c",)]


def test_what_is_kept_as_it_came_is_taken_in_once(store: Store) -> None:
    first, second = put(store, PULLED, "a", "bc")
    with store.transaction() as connection:
        in_boxes.keeps(connection, PULLED, [first, second], "2019-01-01")
        assert in_boxes.keeps_new(connection, "paris")
        assert in_boxes.kept_bodies(connection, "paris") == [b"a", b"bc"]
        assert in_boxes.kept_size(connection, "paris") == 3
        in_boxes.kept(connection, "paris")
        assert not in_boxes.keeps_new(connection, "paris")
        assert in_boxes.kept_bodies(connection, "paris") == [b"a", b"bc"]
        assert in_boxes.counts(connection) == {}
