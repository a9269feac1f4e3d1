"""Connections to a node's SQLite file: one engine that writes, one that reads through the guard.

Invariant: a read connection is guarded before anybody gets it and forgets its reader when it
goes back to the pool; a write connection has foreign keys, full sync and secure delete on.
"""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import NullPool, QueuePool

from coalesce.errors import CoalesceError, StoreBusy, StoreError, StoreFull
from coalesce.store import between_rows, guard

CONTEXT = "coalesce.context"
READS = "coalesce_reads"
"""Execution option of a transaction on the write engine that only reads: it holds nobody up."""

ERASES = "coalesce.erases"
"""What a write connection remembers once its transaction has taken words away: that is noted before the commit."""

READ_CACHE, WRITE_CACHE, LOG_CACHE = 32_768, 65_536, 2_048
"""KiB of pages that one connection keeps: the upper floors of every index of a million records, and what one
transaction writes to. With SQLite's own 2 MB each look-up goes to the file for most of its pages."""

MAPPED = 1 << 40
"""Bytes of the file that may be read as memory: all of it, as far as SQLite was built for (2 GiB)."""


def write_engine(path: Path, busy_seconds: float) -> Engine:
    """The engine of the Writer and of the audit log. Every transaction begins IMMEDIATE."""
    engine = create_engine(
        f"sqlite:///{path}",
        poolclass=QueuePool,
        pool_size=2,
        max_overflow=8,
        connect_args={"timeout": busy_seconds, "check_same_thread": False},
    )

    def prepare(connection: sqlite3.Connection, _record: Any) -> None:
        _made_to_write(connection, WRITE_CACHE)

    def begin(connection: Connection) -> None:
        connection.info.pop(ERASES, None)
        reads = connection.get_execution_options().get(READS)
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")

    def noticed(connection: Connection, cursor: Any, statement: str, *_: Any) -> None:
        if cursor.rowcount > 0 and between_rows.erases(statement):
            connection.info[ERASES] = True

    def ends(connection: Connection) -> None:
        if connection.info.pop(ERASES, False):
            between_rows.mark(connection)

    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", begin)
    event.listen(engine, "after_cursor_execute", noticed)
    event.listen(engine, "commit", ends)
    return engine


def log_connection(path: str, busy_seconds: float) -> sqlite3.Connection:
    """A connection for audit rows alone, with the same care for the disk; threads may hand it to each other."""
    connection = sqlite3.connect(path, timeout=busy_seconds, check_same_thread=False)
    _made_to_write(connection, LOG_CACHE)
    return connection


def _made_to_write(connection: sqlite3.Connection, cache: int) -> None:
    connection.isolation_level = None
    for pragma in (
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        "secure_delete = ON",
        "recursive_triggers = ON",  # else a REPLACE takes a row away past the triggers that keep it
        f"cache_size = -{cache}",
    ):
        connection.execute(f"PRAGMA {pragma}")


def migration_engine(path: Path) -> Engine:
    """The engine of migrations alone: tables are rebuilt, so foreign keys rest meanwhile."""
    engine = create_engine(f"sqlite:///{path}", poolclass=NullPool)

    def prepare(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("PRAGMA secure_delete = ON")

    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def read_engine(path: Path, connections: int, mapped: bool = False) -> Engine:
    """The engine of the views. Each transaction is one snapshot.

    ``mapped``: the file is read as memory, which halves the time of a look-up in a large index; not for what reads the
    whole of a node, since every page read would count as the process's own.
    """
    engine = create_engine(
        f"sqlite:///{path}",
        poolclass=QueuePool,
        pool_size=connections,
        max_overflow=0,
        connect_args={"check_same_thread": False},
    )

    def prepare(connection: sqlite3.Connection, record: Any) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute(f"PRAGMA cache_size = -{READ_CACHE}")
        connection.execute(f"PRAGMA mmap_size = {MAPPED if mapped else 0}")
        record.info[CONTEXT] = guard.install(connection)

    def forget(_connection: sqlite3.Connection, record: Any, _state: Any) -> None:
        record.info[CONTEXT].clear()

    event.listen(engine, "connect", prepare)
    event.listen(engine, "reset", forget)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    return engine


def emptied_log(path: Path) -> bool:
    """Try, without waiting, to bring the write-ahead log into the database and empty it; whether that was done."""
    with contextlib.closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as connection:
        try:
            busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except sqlite3.OperationalError:
            return False
        return not busy


def fault_of(connection: Connection) -> str | None:
    """What SQLite finds wrong with the file, or None."""
    found = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
    if found != "ok":
        return f"{found}: restore a backup with 'coalesce restore'"
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    return "rows without their owner: restore a backup with 'coalesce restore'" if broken else None


def translated(error: Exception) -> CoalesceError:
    """Our own error for a driver's: without its text, which may name columns or values."""
    text = str(getattr(error, "orig", error))
    if "locked" in text or "busy" in text:
        return StoreBusy("another process is writing to this node; try again when it has finished")
    if "full" in text or "disk I/O" in text:
        return StoreFull("the disk is full: make room and run the same command again; the store is as it was")
    if "prohibited" in text or "not authorized" in text:
        return StoreError("the guard refused a statement: this is a fault of the program, please report it")
    if "malformed" in text or "not a database" in text:
        return StoreError("the store's file is damaged: restore a backup with 'coalesce restore'")
    return StoreError(f"the store could not do this ({type(error).__name__})")
