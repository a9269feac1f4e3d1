"""How far a peer was read, and when it is asked again.

Invariant: where to read on is written in the transaction that keeps what was read, so that nothing is lost and nothing comes twice.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from coalesce.store.exchange_tables import pull_state


@dataclass(frozen=True, slots=True)
class PullState:
    """``collection``: what is read, "" for the peer's own choice; ``pushed``: the newest number of the out-box that it took;
    ``compared``: when all that is held of it was last compared with all that it has; ``plans``: up to which change of plans here
    it was offered them; ``failures`` in a row, ``retry_at``
    not before, ``error`` in words."""

    peer: str
    collection: str = ""
    cursor: str = ""
    added_after: str = ""
    at: datetime | None = None
    failures: int = 0
    retry_at: datetime | None = None
    error: str = ""
    pushed: int = 0
    compared: datetime | None = None
    plans: int = 0


def read(connection: Connection, peer: str) -> PullState:
    """How far it was read."""
    row = connection.execute(select(pull_state).where(pull_state.c.peer == peer)).first()
    if row is None:
        return PullState(peer)
    return PullState(
        row.peer,
        row.collection,
        row.cursor,
        row.added_after,
        _moment(row.at),
        row.failures,
        _moment(row.retry_at),
        row.error,
        row.pushed or 0,
        _moment(row.compared),
        row.plans or 0,
    )


def write(connection: Connection, state: PullState) -> None:
    """Note it."""
    values = {
        "collection": state.collection,
        "cursor": state.cursor,
        "added_after": state.added_after,
        "at": _text(state.at),
        "failures": state.failures,
        "retry_at": _text(state.retry_at),
        "error": state.error,
        "pushed": state.pushed,
        "compared": _text(state.compared),
        "plans": state.plans,
    }
    chosen = pull_state.c.peer == state.peer
    if not connection.execute(update(pull_state).where(chosen).values(values)).rowcount:
        connection.execute(insert(pull_state).values(peer=state.peer, **values))


def change(connection: Connection, peer: str, **changed: Any) -> PullState:
    """Note these parts of it alone."""
    state = replace(read(connection, peer), **changed)  # the fields of a state, by name
    write(connection, state)
    return state


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
