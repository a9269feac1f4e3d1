"""What a node's linking columns and keys were made with, and that it is what they would be made with today.

Invariant: a node that holds records opens only where both are one. A record whose keys are another model's is found by no
record of this model's keys, and nothing would say so: the links would only be fewer.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, Engine, delete, insert, select

from coalesce.errors import NeedsMigration
from coalesce.linking import index
from coalesce.linking.model import digest
from coalesce.linking.prepared import MAKE
from coalesce.store import schema
from coalesce.store.connections import READS
from coalesce.store.migrate import INDEX, check_index
from coalesce.store.names import MODEL

COLUMNS = "columns"
"""The state that says what columns and keys were made with."""


def made_with(folder: Path, expected: int) -> str:
    """The make of columns, the digest of the published model, and how many records the node is meant for."""
    own = folder / MODEL
    return f"{MAKE} {digest(own if own.is_file() else None)} {expected}"


def fits(engine: Engine, wanted: str) -> bool:
    """Whether the node's columns were made with that."""
    return _held(engine) == wanted


def new_states(folder: Path, expected: int) -> dict[str, str]:
    """The states that every new node begins with."""
    made = {INDEX: index.MAKE, COLUMNS: made_with(folder, expected)}
    return {"link_run": "0", "model": "", "stamp": "1", **made}


def check_made(engine: Engine, wanted: str) -> None:
    """Raises NeedsMigration where the index is not of this make, or the records that are there were made with something
    else. An empty node takes that on.
    """
    check_index(engine)
    held = _held(engine)
    if held == wanted:
        return
    with engine.connect().execution_options(**{READS: True}) as connection:
        empty = connection.execute(select(schema.version.c.number).limit(1)).first() is None
    if not empty:
        raise NeedsMigration(_why(held, wanted))
    with engine.begin() as connection:
        note(connection, wanted)


def note(connection: Connection, wanted: str) -> None:
    """Remember, in a transaction, what columns and keys are made with."""
    s = schema.state
    connection.execute(delete(s).where(s.c.name == COLUMNS))
    connection.execute(insert(s).values(name=COLUMNS, value=wanted))


def _held(engine: Engine) -> str:
    s = schema.state
    with engine.connect().execution_options(**{READS: True}) as connection:
        return str(connection.execute(select(s.c.value).where(s.c.name == COLUMNS)).scalar() or "")


def _why(held: str, wanted: str) -> str:
    then = "make a backup, then run 'coalesce migrate' and 'coalesce link'"
    (*before, meant), (*now, set_to) = (held or "none").split(" "), wanted.split(" ")
    if before == now:
        return (
            f"the node's linking columns were made for expected_records = {meant}, and {set_to} is set:"
            f" set it back, or {then}"
        )
    return f"the node's linking columns were made with another linking model, so links would be missed: {then}"
