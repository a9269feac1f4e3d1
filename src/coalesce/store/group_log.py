"""Audit rows of many answers at once, committed together.

Invariant: ``done`` is called, and ``note`` returns, when the row is on the disk, and not before; who comes while a commit is under way
is taken by the next one, with all that wait. So no answer leaves unlogged, many answers cost one wait for the disk, and nobody but
one thread waits for it. A row is chained to the last one as any other is, and its number noted beside the database.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

from coalesce.errors import CoalesceError
from coalesce.handling import Actor, Purpose
from coalesce.store import audit
from coalesce.store.connections import log_connection, translated
from coalesce.store.ground import Ground
from coalesce.store.names import HEAD

Done = Callable[[CoalesceError | None], None]
"""Called from another thread with what went wrong, or None."""


@dataclass(frozen=True, slots=True)
class _Noted:
    leaf: Mapping[str, object]
    done: Done


class GroupLog:
    """The log of what peers were answered, on a connection and a thread of its own. Threads may share it."""

    def __init__(self, ground: Ground) -> None:
        self._ground, self._file = ground, str(ground.engine.url.database)
        self._waiting: SimpleQueue[_Noted | None] = SimpleQueue()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None

    def enter(self, actor: Actor, action: str, detail: Mapping[str, object], done: Done) -> None:
        """Log one answer; ``done`` is told when that is so, or why it cannot be: the answer must not leave then."""
        leaf = audit.leaf(self._ground.clock, actor, Purpose.PLANNING, action, detail)
        self._start()
        self._waiting.put(_Noted(leaf, done))

    def note(self, actor: Actor, action: str, detail: Mapping[str, object]) -> None:
        """The same, waiting. Raises a StoreError where it could not be logged."""
        ended, faults = threading.Event(), list[CoalesceError]()

        def done(fault: CoalesceError | None) -> None:
            faults.extend([fault] if fault else [])
            ended.set()

        self.enter(actor, action, detail, done)
        ended.wait()
        if faults:
            raise faults[0]

    def close(self) -> None:
        """Log what waits still, then let go of connection and thread."""
        with self._starting:
            if self._thread is not None:
                self._waiting.put(None)
                self._thread.join()
                self._thread = None

    # -- the thread ------------------------------------------------------------------------

    def _start(self) -> None:
        if self._thread is None:
            with self._starting:
                if self._thread is None:
                    self._thread = threading.Thread(target=self._run, name="group log", daemon=True)
                    self._thread.start()

    def _run(self) -> None:
        connection: sqlite3.Connection | None = None
        while (first := self._waiting.get()) is not None:
            together, ends = [first], False
            while not self._waiting.empty():
                another = self._waiting.get()
                if another is None:
                    ends = True
                    break
                together.append(another)
            try:
                connection = connection or log_connection(self._file, self._ground.settings.busy_seconds)
                audit.write_head(Path(self._file).with_name(HEAD), *_written(connection, together))
                fault = None
            except (sqlite3.Error, OSError) as error:
                fault = translated(error)
            for one in together:
                one.done(fault)
            if ends:
                break
        if connection is not None:
            connection.close()


def _written(connection: sqlite3.Connection, together: list[_Noted]) -> tuple[int, bytes]:
    """Number and chain link of the last row, all of them being on the disk."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        last = connection.execute(audit.LAST).fetchone()
        for one in together:
            *last, row = audit.chained(last, one.leaf)
            connection.execute(audit.INSERT, row)
        connection.execute("COMMIT")
    except sqlite3.Error:
        connection.rollback()
        raise
    return last[0], last[1]
