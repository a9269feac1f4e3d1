"""A small node with two peers and something in their boxes."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from coalesce.dates import FixedClock
from coalesce.handling import Role
from coalesce.store import Store
from coalesce.store.peers import KnownPeer
from coalesce.store.wire_rows import Box, BoxKind, NewWire
from tests.builders import NOON, let_in, make_store, owner

VERSIONS = [f"2014-09-0{day}T00:00:00.000000Z" for day in range(1, 6)]


def make_peers(folder: Path, **settings: Any) -> Store:
    """A node of NL with FR's peers ``paris`` and ``lyon``, and NL's own ``hague``."""
    store = make_store(folder, FixedClock(NOON), **settings)
    let_in(store, "claire", "FR", Role.AUDITOR)
    for name, member in (("paris", "FR"), ("lyon", "FR"), ("hague", "NL")):
        store.exchange.add(owner(store), KnownPeer(name, member))
    return store


def one(stix_id: str, version: str = "", kind: str = "identity", body: bytes = b"") -> NewWire:
    """An object whose bytes are its own."""
    return NewWire(stix_id, kind, version, body or f'{{"id":"{stix_id}","v":"{version}"}}'.encode())


def fill(store: Store, kind: BoxKind, rows: list[NewWire], peer: str = "paris") -> list[int]:
    """Put these into a box; gives their numbers."""
    return [placed.seq for placed in store.exchange.put(Box(kind, peer), rows)]


def answered(connection: Connection, withdrawal: str, at: datetime) -> None:
    """Say that the receipt of a withdrawal came."""
    row = (at.isoformat(), withdrawal)
    connection.exec_driver_sql("UPDATE sent_withdrawal SET answered = ?, receipt = x'7b7d' WHERE id = ?", row)
