"""What SQLite leaves between rows: whether anything was erased since it was last blanked, and having it blanked (``blanking``).

Invariant: the mark is set anew in the transaction that erases, so that a crash between erasing and blanking is made good later; it
counts as seen to only when a whole round has run that began after it was set.
"""

from __future__ import annotations

import re
import secrets
import subprocess
import sys
from pathlib import Path

from sqlalchemy import Connection, insert, select, update

from coalesce.errors import StoreError
from coalesce.store import blanking, schema
from coalesce.store.blanking import CLEANED, ERASED

PATIENCE = 1.0
"""Seconds to wait for who reads an older state, before it is left to the next time."""

WORDLESS = frozenset(
    "attempt audience credential edition key_sieve link link_right link_weight noticed_list offered_list own_head peer_head "
    "person_of person_record recovery_code release_set search_key spent state".split()
)
"""Tables whose rows hold ids, numbers, digests, or what is nobody's: that some of them alone went is no reason to look for the rest."""

_TAKES = re.compile(r'\s*(?:DELETE\s+FROM\s+"?(\w+)|UPDATE\s.*\bbody\s*=)', re.IGNORECASE | re.DOTALL)


def erases(statement: str) -> bool:
    """Whether a statement takes words away: it deletes rows, or puts another body in place of one."""
    found = _TAKES.match(statement)
    return found is not None and found[1] not in WORDLESS


def mark(connection: Connection) -> None:
    """Note, in the transaction that does it, that something is erased."""
    _put(connection, ERASED, secrets.token_hex(8))


def mark_new(connection: Connection) -> None:
    """Note of a node that was just made that nothing was ever erased."""
    for name in (ERASED, CLEANED):
        _put(connection, name, "0" * 16)


def is_due(connection: Connection) -> bool:
    """Whether anything was erased since the last round, or was perhaps before there was a mark."""
    s = schema.state
    found = dict(connection.execute(select(s.c.name, s.c.value).where(s.c.name.in_((ERASED, CLEANED)))).tuples().all())
    return CLEANED not in found or found.get(ERASED) != found[CLEANED]


def blank(database: Path) -> bool:
    """Blank what stands between rows; whether nothing is left. Raises StoreError.

    Another process does it, with nothing but the standard library: see ``blanking``.
    """
    command = [sys.executable, "-I", "-S", blanking.__file__, str(database.resolve()), str(PATIENCE)]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode:
        told = done.stderr.strip().rpartition("\n")[2]
        raise StoreError(f"what was erased could not be blanked between rows of the node's file: {told}")
    return done.stdout.startswith("clean")


def _put(connection: Connection, name: str, value: str) -> None:
    s, row = schema.state, {"name": name, "value": value}
    if not connection.execute(update(s).where(s.c.name == name).values(row)).rowcount:
        connection.execute(insert(s).values(row))
