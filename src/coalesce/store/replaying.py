"""Erasing again what a restored backup has brought back.

Invariant: whatever stands in the file of withdrawals is in no table when the node has opened. A list that the database does not
know yet has nothing to erase.
"""

from __future__ import annotations

from typing import Protocol

from sqlalchemy import Connection, select

from coalesce.handling import Actor, Purpose
from coalesce.store import erased_copies, schema, withdrawing
from coalesce.store.erasures import Erasures
from coalesce.store.ground import Ground, snapshot


class Opening(Ground, Protocol):
    """A Store, as far as it is needed here."""

    def bump(self, connection: Connection) -> None:
        """Note that what can be derived has changed."""

    def forget_erased(self) -> bool:
        """Let the write-ahead log hold nothing of what was erased."""


def replay(store: Opening, erasures: Erasures) -> None:
    """Bring the database to what the file says."""
    w = schema.withdrawal
    with snapshot(store) as connection:
        known = set(connection.execute(select(w.c.record_id)).scalars())
        lists = set(connection.execute(select(schema.record_list.c.id)).scalars())
        copies = erased_copies.missing(connection, erasures.copies(), store.clock.today().isoformat())
    noted = {taken.record: taken for taken in erasures.rows() if taken.list_id in lists}
    node = Actor("node", store.settings.member)
    for record in sorted(noted.keys() - known):
        with store.transaction() as connection:
            withdrawing.take_back(connection, noted[record])
            store.bump(connection)
            detail = {"record": record, "list": noted[record].list_id, "replayed": True}
            store.log(connection, node, Purpose.REDRESS, "withdraw", detail)
    erased_copies.erase(store.transaction, copies, store.bump)
    if noted.keys() - known or copies:
        store.forget_erased()
