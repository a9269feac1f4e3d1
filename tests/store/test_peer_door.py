"""What a peer itself does: each of its acts is one audit row, in its own member's log and the node's; its box has an end."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from coalesce.dates import FixedClock
from coalesce.errors import StoreFull, TooManyAttempts
from coalesce.store import Store
from coalesce.store.box_view import ALL, Chosen
from coalesce.store.peer_door import Shown
from coalesce.store.peers import KnownPeer
from coalesce.store.wire_rows import Placed, Put, WireState
from tests.builders import NOON, leaves, log_of, owner, raw_rows
from tests.store.boxes import VERSIONS, make_peers, one


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = make_peers(tmp_path / "node", sign_in_free_by_address=2, taxii_inbox_bytes=2_500)
    yield made
    made.close()


@pytest.fixture
def paris(store: Store) -> KnownPeer:
    return store.exchange.peer("paris")


def last(store: Store) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(leaves(store.folder)[-1])
    return found


def test_a_right_token_never_waits_and_wrong_ones_do(store: Store) -> None:
    door, secret = store.peer_door, store.exchange.issue_token(owner(store), "paris")
    assert door.bearer(Shown("wrong")) is None
    for _ in range(3):
        door.refuse("192.0.2.1")
    with pytest.raises(TooManyAttempts):
        door.refuse("192.0.2.1")
    door.refuse("192.0.2.2")
    known = door.bearer(Shown(secret, "paris", "192.0.2.1"))
    assert known is not None
    assert known.name == "paris"
    assert door.bearer(Shown(secret, "lyon", "192.0.2.1")) is None
    refused = [leaf for leaf in leaves(store.folder) if '"peer sign in"' in leaf]
    assert len(refused) == 4
    assert all('"nobody"' in leaf and "192.0.2" not in leaf for leaf in refused)


def test_when_a_peer_last_asked_is_kept_to_the_minute(store: Store, paris: KnownPeer) -> None:
    clock = store.clock
    assert isinstance(clock, FixedClock)
    store.peer_door.saw(paris)
    for seconds, kept in ((30, NOON), (60, NOON + timedelta(seconds=60))):
        clock.moment = NOON + timedelta(seconds=seconds)
        store.peer_door.saw(store.exchange.peer("paris"))
        assert store.exchange.peer("paris").seen == kept


def accept(store: Store, peer: KnownPeer, *rows: Any) -> list[Placed]:
    found: list[Placed] = []

    def tell(identity: str, placed: list[Placed]) -> bytes:
        found.extend(placed)
        return identity.encode()

    told = store.peer_door.accept(peer, rows, tell).decode()
    assert raw_rows(store.folder, "SELECT peer FROM post WHERE id = ?", told) == [(peer.name,)]
    return found


def test_what_it_writes_waits_to_be_taken_in_and_is_logged_with_it(store: Store, paris: KnownPeer) -> None:
    placed = accept(store, paris, one("a", VERSIONS[0]), one("b"))
    again = accept(store, paris, one("a", VERSIONS[0]), one("a", VERSIONS[0], body=b"{}"))
    assert [row.put for row in (*placed, *again)] == [Put.ADDED, Put.ADDED, Put.KNOWN, Put.OTHER]
    states = raw_rows(store.folder, "SELECT state FROM wire WHERE box = 'in'")
    assert states == [(WireState.NEW,)] * 2
    row = last(store)
    assert (row["actor"], row["member"], row["about"], row["action"]) == ("peer:paris", "FR", "NL", "peer wrote")
    assert row["detail"]["came"] == {"known": 1, "other": 1}
    assert row["detail"]["numbers"] == [placed[0].seq] * 2
    for reader in ("claire", "owner"):
        assert log_of(store, store.actor(reader), 1)[0].leaf["action"] == "peer wrote"


def test_many_numbers_are_told_by_their_ends(store: Store, paris: KnownPeer) -> None:
    store.settings = store.settings.__class__(member="NL")
    placed = accept(store, paris, *(one(f"o{n}") for n in range(201)))
    assert last(store)["detail"]["from"] == placed[0].seq
    assert last(store)["detail"]["to"] == placed[-1].seq


def test_of_its_own_member_nobody_else_is_told(store: Store) -> None:
    accept(store, store.exchange.peer("hague"), one("a"))
    assert "about" not in last(store)


def test_a_full_box_takes_nothing_until_there_is_room(store: Store, paris: KnownPeer) -> None:
    accept(store, paris, one("a"), one("b"), one("c"), one("d"))
    before = len(leaves(store.folder))
    with pytest.raises(StoreFull, match="inbox is full"):
        accept(store, paris, one("e"), one("f"))
    assert len(leaves(store.folder)) == before
    accept(store, store.exchange.peer("lyon"), one("d"), one("e"))
    store.peer_door.strike(paris, "a", ALL)
    accept(store, paris, one("e"))


@pytest.mark.parametrize(
    ("chosen", "left"),
    [
        (ALL, []),
        (Chosen(), [0, 1]),
        (Chosen(last=False, first=True), [1, 2]),
        (Chosen(first=True), [1]),
        (Chosen(last=False, exact=(VERSIONS[1],)), [0, 2]),
        (Chosen(last=False, exact=(VERSIONS[4],)), [0, 1, 2]),
        (Chosen(last=False), [0, 1, 2]),
    ],
)
def test_it_deletes_what_it_wrote_itself(store: Store, paris: KnownPeer, chosen: Chosen, left: list[int]) -> None:
    accept(store, paris, *(one("a", version) for version in VERSIONS[:3]))
    accept(store, store.exchange.peer("lyon"), one("a", VERSIONS[0]))
    assert store.peer_door.strike(paris, "a", chosen) == 3 - len(left)
    rows = raw_rows(store.folder, "SELECT version FROM wire WHERE peer = 'paris' ORDER BY version")
    assert rows == [(VERSIONS[n],) for n in left]
    assert last(store)["detail"] == {"about": "NL", "count": 3 - len(left), "ids": ["a"]}
    assert raw_rows(store.folder, "SELECT count(*) FROM wire WHERE peer = 'lyon'") == [(1,)]


def test_what_is_not_there_is_not_deleted_and_the_attempt_is_logged(store: Store, paris: KnownPeer) -> None:
    assert store.peer_door.strike(paris, "nothing", ALL) is None
    assert last(store)["detail"] == {"about": "NL", "outcome": "NotFound"}


def test_an_answer_is_logged_together_with_others(store: Store, paris: KnownPeer) -> None:
    ended = threading.Event()
    store.peer_door.log(paris, "peer read", {"outcome": "answered"}, lambda fault: ended.set())
    assert ended.wait(10)
    assert (last(store)["action"], last(store)["about"]) == ("peer read", "NL")
