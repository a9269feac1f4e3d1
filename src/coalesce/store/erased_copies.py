"""Erasing copies of others' records, here and again in whatever a backup brings back.

Invariant: what is to be erased is noted beside the database before anything is deleted; its row among what was received becomes a
tombstone in the transaction that deletes it. Doing it a second time changes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager

from sqlalchemy import Connection

from coalesce.store import copies, judgement_rows, peers, plan_copies, received_rows, wire_rows, withdrawing
from coalesce.store.erasures import CopyErased
from coalesce.store.offered_rows import ENTRIES
from coalesce.store.pace import Pace
from coalesce.store.received_rows import CARRIED, WORD, Received
from coalesce.store.wire_rows import Box, BoxKind

HELD, NOT_HELD = b"erased", b""
"""What a tombstone remembers: whether there was anything to erase."""

Transaction = Callable[[], AbstractContextManager[Connection]]
_AT_FIRST = 20


def erase(transaction: Transaction, gone: Sequence[CopyErased], bump: Callable[[Connection], None]) -> None:
    """Erase copies in short transactions; each leaves its tombstones. What was noted is the caller's to note before."""
    by: dict[str, list[CopyErased]] = {}
    for one in gone:
        by.setdefault(one.record, []).append(one)
    for piece in Pace(_AT_FIRST).pieces(by.items(), lambda of: len(of[1])):
        with transaction() as connection:
            known = {peer.name for peer in peers.every(connection)}
            for record, rows in piece:
                _erase_one(connection, record, rows)
            buried = [_tombstone(one) for _, rows in piece for one in rows if one.peer in known]
            received_rows.keep(connection, buried)
            bump(connection)


def missing(connection: Connection, noted: Iterable[CopyErased], today: str) -> list[CopyErased]:
    """Of what was noted and could be kept still, what the database does not know: a backup has brought it back, or could let it in again."""
    newest: dict[tuple[str, str], CopyErased] = {}
    for one in noted:
        before = newest.get((one.originator, one.stix_id))
        if (before is None or before.version < one.version) and (not one.keep_until or one.keep_until >= today):
            newest[one.originator, one.stix_id] = one
    known_peers = {peer.name for peer in peers.every(connection)} if newest else set()
    found = []
    for originator in sorted({one.originator for one in newest.values()}):
        mine = [one for one in newest.values() if one.originator == originator and one.peer in known_peers]
        known = received_rows.find(connection, originator, [one.stix_id for one in mine])
        found += [one for one in mine if one.stix_id not in known or known[one.stix_id].version < one.version]
    return found


def _erase_one(connection: Connection, record: str, rows: Sequence[CopyErased]) -> None:
    if not record:
        return
    if any(one.kind == CARRIED for one in rows):
        for one in rows:  # that version alone: what another says to the same peer under this id is not to be lost
            known = received_rows.find(connection, one.originator, [one.stix_id]).get(one.stix_id)
            if known is not None:
                wire_rows.remove(connection, Box(BoxKind.OUT, one.sighting), one.stix_id, [known.version])
    elif any(one.kind == WORD for one in rows):
        judgement_rows.erase(connection, record)
    elif any(one.kind in ENTRIES for one in rows):
        plan_copies.erase(connection, record)
    elif any(not one.sighting for one in rows):
        withdrawing.erase(connection, record)
    else:
        copies.strike(connection, record, Counter(one.sighting for one in rows))


def _tombstone(one: CopyErased) -> Received:
    was = HELD if one.record else NOT_HELD
    return Received(one.originator, one.stix_id, one.peer, one.kind, None, "", one.version, was, one.keep_until)
