"""A copy that is erased leaves a tombstone, and is erased again wherever it comes back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from coalesce.handling import Purpose
from coalesce.records import Origin, Sighting, SightingKind
from coalesce.services.node import Node
from coalesce.services.peering import machine
from coalesce.store import Store, copies, erased_copies, received_rows
from coalesce.store.codec import said_of
from coalesce.store.copies import said_key
from coalesce.store.erased_copies import HELD, NOT_HELD
from coalesce.store.erasures import CopyErased
from coalesce.store.peers import KnownPeer
from coalesce.store.staging import Staging
from tests.builders import entry, handling, ids, let_in, make_store, model, owner, raw_rows, reopened, staged

SEEN = Sighting(SightingKind.ENTERED, "SY")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = make_store(tmp_path / "node")
    let_in(made, "claire", "FR")
    made.exchange.add(owner(made), KnownPeer("paris", "FR"))
    writer = made.write(machine(Node(made, model())), Purpose.PLANNING)
    to = copies.list_of(writer, Origin("FR", "border"), copies.everything("NL", date.max))
    staging = Staging(writer, to, "from paris", "one")
    staging.add([staged(entry(one, sightings=(SEEN,)), handling("NL")) for one in "AB"])
    staging.publish({}, whole=False)
    yield made
    made.close()


def gone(record: str, number: int = 1, sighting: str = "", version: str = "2014-11-01") -> CopyErased:
    kind = "sighting" if sighting else "identity"
    return CopyErased("FR", f"{kind}--{number}", "paris", kind, record, "", sighting, version, "2019-01-01")


def tombstones(store: Store) -> dict[str, tuple[str | None, str, bytes]]:
    with store.transaction() as connection:
        found = received_rows.find(connection, "FR", ["identity--1", "identity--2", "sighting--1"])
    return {name: (one.record, one.version, one.digest) for name, one in found.items()}


def test_records_and_sightings_go_and_leave_their_tombstones(store: Store) -> None:
    known = ids(store)
    store.erase_copies([gone(known["A"]), gone(known["B"], sighting=said_key(said_of(SEEN))), gone("", 2)])
    assert raw_rows(store.folder, "SELECT reference FROM record") == [("B",)]
    assert raw_rows(store.folder, "SELECT count(*) FROM sighting") == [(0,)]
    assert tombstones(store) == {
        "identity--1": (None, "2014-11-01", HELD),
        "sighting--1": (None, "2014-11-01", HELD),
        "identity--2": (None, "2014-11-01", NOT_HELD),
    }


def test_what_a_backup_brings_back_is_erased_when_the_node_opens(store: Store) -> None:
    known = ids(store)
    before = (store.folder / "node.db").read_bytes()
    noted = [gone(known["A"]), gone(known["B"], sighting=said_key(said_of(SEEN)))]
    store.forget_erased()
    before = (store.folder / "node.db").read_bytes()
    store.erase_copies(noted)
    store.forget_erased()
    (store.folder / "node.db").write_bytes(before)
    assert raw_rows(store.folder, "SELECT count(*) FROM sighting") == [(2,)]
    again = reopened(store)
    assert raw_rows(again.folder, "SELECT reference FROM record") == [("B",)]
    assert raw_rows(again.folder, "SELECT count(*) FROM sighting") == [(0,)]
    assert len(tombstones(again)) == 2
    again.close()


def test_what_was_granted_again_since_stays(store: Store) -> None:
    known = ids(store)
    store._erasures.add_copies([gone(known["A"])])
    later = gone(known["A"], version="2014-11-02")
    with store.transaction() as connection:
        row = replace(erased_copies._tombstone(later), record=known["A"])
        received_rows.keep(connection, [row])
        assert erased_copies.missing(connection, store._erasures.copies(), "2014-11-01") == []
        assert erased_copies.missing(
            connection, [gone(known["A"]), replace(later, version="2014-11-03")], "2014-11-01"
        ) == [replace(later, version="2014-11-03")]
        assert erased_copies.missing(connection, [replace(later, peer="unknown", version="2015")], "2014-11-01") == []
        assert erased_copies.missing(connection, [replace(later, version="2015")], "2019-01-02") == []
    assert set(ids(reopened(store))) == {"A", "B"}
