"""A message stands once; what it is about is found among what its peer was given or gave."""

from __future__ import annotations

from pathlib import Path

from coalesce.store import message_rows, offered_rows, received_rows
from coalesce.store.message_rows import MessageRow
from coalesce.store.offered_rows import Offered
from coalesce.store.peers import KnownPeer
from coalesce.store.received_rows import Received
from tests.builders import let_in, make_store, owner, raw_rows

ONE = MessageRow("m1", "in", "paris", "request", None, b"raw", "2014", "2014-12-01", "new", "border")


def test_a_message_is_kept_once(tmp_path: Path) -> None:
    store = make_store(tmp_path / "node")
    let_in(store, "claire", "FR")
    store.exchange.add(owner(store), KnownPeer("paris", "FR"))
    with store.transaction() as connection:
        assert message_rows.keep(connection, ONE)
        assert not message_rows.keep(connection, ONE)
        offered_rows.put(connection, "paris", [(Offered("identity--1", "r1", "identity", 1, b"", "2014"), 1)])
        received_rows.keep(connection, [Received("FR", "identity--2", "paris", "identity", "r2", "", "2014", b"", "")])
        found = [message_rows.record_of(connection, "paris", f"identity--{n}") for n in (1, 2, 3)]
        assert found == ["r1", "r2", None]
        assert message_rows.record_of(connection, "lyon", "identity--1") is None
    assert raw_rows(store.folder, "SELECT id, kind, due FROM message") == [("m1", "request", "2014-12-01")]
    store.close()
