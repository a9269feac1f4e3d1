"""What the account book and the staff book stand on: the part of a Store that they need."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from coalesce.dates import Clock
from coalesce.handling import Actor, Purpose
from coalesce.settings import Settings
from coalesce.store.connections import READS, translated

InTransaction = Connection
"""An open transaction, for services that do several things in one: they hand it on and ask it nothing."""


class Ground(Protocol):
    """A Store, as far as accounts need it."""

    key: bytes
    engine: Engine
    settings: Settings
    clock: Clock

    def transaction(self) -> AbstractContextManager[Connection]:
        """One short write transaction."""
        ...

    def log(
        self, connection: Connection, actor: Actor, purpose: Purpose, action: str, detail: Mapping[str, object]
    ) -> None:
        """Add an audit row to a transaction."""
        ...


@contextmanager
def snapshot(ground: Ground) -> Iterator[Connection]:
    """Read what accounts need, without holding up any writer. Raises a StoreError for a driver's error."""
    try:
        with ground.engine.connect().execution_options(**{READS: True}) as connection:
            yield connection
    except DBAPIError as error:
        raise translated(error) from error
