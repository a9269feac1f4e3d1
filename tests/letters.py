"""What lies ready on one node brought to another as a pull would, without a network between them."""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from typing import Any

from coalesce.records import GrantSent, HeadSent
from coalesce.services.node import Node
from coalesce.services.peering import own_signer
from coalesce.services.pulling import read_row
from coalesce.services.taking_in import TakenIn, take_in
from coalesce.stix import encode
from coalesce.store import guard
from coalesce.store.wire_rows import Box, BoxKind


def named(node: Node) -> str:
    """As which peer a node is known to others in tests."""
    return node.store.settings.member.lower()


def lying(here: Node, there: Node) -> list[bytes]:
    """What is signed for ``there`` and could be fetched of ``here`` just now, read through the guard, in order."""
    known = here.store.exchange.peer(named(there))
    with closing(sqlite3.connect(here.store.folder / "node.db", isolation_level=None)) as connection:
        context = guard.install(connection)
        context.mode, context.member, context.peer = guard.SEND, known.member, known.name
        context.today = here.store.clock.today().isoformat()
        found = [row[0] for row in connection.execute("SELECT body FROM visible_outbox ORDER BY seq")]
    return [body for body in found if b'"grant_signature"' in body]


def bring(there: Node, bodies: list[bytes], came_from: str) -> TakenIn:
    """These bytes, as they came from a peer, taken in."""
    rows = [row for row in map(read_row, bodies) if row is not None]
    there.store.exchange.put(Box(BoxKind.PULLED, came_from), rows)
    return take_in(there, came_from)


def carry(here: Node, *there: Node) -> None:
    """All that lies ready of ``here`` for these nodes, taken in there."""
    for one in there:
        bring(one, lying(here, one), named(here))


def forged(node: Node, to: str, size: int, **said: Any) -> bytes:
    """A head that a node signs though it is not its log's."""
    root = hashlib.sha256(f"{to}{size}".encode()).hexdigest()
    made = HeadSent(
        f"coalesce-audit-head--00000000-0000-4000-8000-{size:012d}",
        size,
        root,
        node.store.clock.now(),
        named(node).upper(),
    )
    return encode(replace(made, **said), GrantSent(to, node.store.clock.today() + timedelta(days=9)), own_signer(node))
