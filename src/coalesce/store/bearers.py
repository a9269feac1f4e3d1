"""Whose token a request shows: one look-up on a connection of its own, since every request of every peer makes it.

Invariant: it is asked of the database each time, so that a token that was taken opens nothing from then on; the connection reads and
cannot write, and is held for no longer than the look-up.
"""

from __future__ import annotations

import hmac
import sqlite3
import threading
from types import SimpleNamespace

from coalesce.store import peers
from coalesce.store.connections import translated
from coalesce.store.exchange_tables import peer
from coalesce.store.ground import Ground
from coalesce.store.peers import KnownPeer

_COLUMNS = tuple(column.name for column in peer.columns)
_FIND = f"SELECT {', '.join(_COLUMNS)} FROM peer WHERE token_digest = ? AND active"


class Bearers:
    """The peers by the digests of their tokens. Threads may share it."""

    def __init__(self, ground: Ground) -> None:
        self._file = str(ground.engine.url.database)
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None

    def find(self, digest: bytes, name: str = "") -> KnownPeer | None:
        """The active peer whose token has this digest; with ``name``, only if it is called so. Raises a StoreError."""
        with self._lock:
            try:
                found = self._opened().execute(_FIND, (digest,)).fetchall()
            except sqlite3.Error as error:
                raise translated(error) from error
        if not found:
            return None
        known = peers.known(SimpleNamespace(**dict(zip(_COLUMNS, found[0], strict=True))))
        same = hmac.compare_digest(found[0][_COLUMNS.index("token_digest")], digest)
        return known if same and name in ("", known.name) else None

    def close(self) -> None:
        """Let go of the connection."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def _opened(self) -> sqlite3.Connection:
        if self._connection is None:
            self._connection = sqlite3.connect(self._file, isolation_level=None, check_same_thread=False)
            self._connection.execute("PRAGMA query_only = ON")
        return self._connection
