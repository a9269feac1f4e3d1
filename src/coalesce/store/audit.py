"""The audit log: every read and every write, in a chain that shows where it was changed.

Invariant: rows are only ever added; a row holds ids and digests, never a name from a
list or a searched text; the row of a read is committed before its answer leaves.

A row's leaf is canonical JSON; 64 random bits in it (``salt``) keep who is given hashes of the log from trying out what a row may
say. Its leaf hash is SHA-256(0x00 || leaf), its link in the chain
SHA-256(chain before || leaf hash); the newest (number, chain) stands also in a file beside the database, so that cutting
off the end shows. ``audit_check`` recomputes all of it.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import orjson
from sqlalchemy import Connection

from coalesce.dates import Clock
from coalesce.errors import Tampered
from coalesce.handling import Actor, Purpose

GENESIS = b"\0" * 32
SALT = 8
"""Random bytes of a leaf. Its time, actor and act can be guessed, and a tree head next to a known one tells the hash of one leaf."""
LAST = "SELECT seq, chain FROM audit ORDER BY seq DESC LIMIT 1"
INSERT = "INSERT INTO audit (seq, member, about, leaf, leaf_hash, chain) VALUES (?, ?, ?, ?, ?, ?)"
"""Text that is ready: each answer to a peer waits for these two."""


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One row as an auditor reads it: when, who, what, on which ids."""

    seq: int
    leaf: Mapping[str, object]


def leaf(
    clock: Clock, actor: Actor, purpose: Purpose, action: str, detail: Mapping[str, object]
) -> Mapping[str, object]:
    """What a row says: when, who, what, on which ids; and whom it concerns, where that is another member."""
    at = clock.now().isoformat(timespec="microseconds")
    told = {"at": at, "actor": actor.name, "member": actor.member, "purpose": purpose, "action": action}
    about = {"about": detail["about"]} if "about" in detail else {}
    return {**told, **about, "detail": detail}


def append(connection: Connection, told: Mapping[str, object]) -> tuple[int, bytes]:
    """Add a row inside the caller's transaction; gives its number and chain link."""
    last = connection.exec_driver_sql(LAST).first()
    seq, chain, row = chained((last.seq, last.chain) if last else None, told)
    connection.exec_driver_sql(INSERT, row)
    return seq, chain


def chained(last: tuple[int, bytes] | None, told: Mapping[str, object]) -> tuple[int, bytes, tuple[object, ...]]:
    """The row behind the last one: its number, its chain link, and what ``INSERT`` takes."""
    seq, before = (last[0] + 1, last[1]) if last else (1, GENESIS)
    body = orjson.dumps({**told, "salt": secrets.token_hex(SALT)}, option=orjson.OPT_SORT_KEYS)
    leaf_hash = hash_leaf(body)
    chain = hashlib.sha256(before + leaf_hash).digest()
    return seq, chain, (seq, told["member"], told.get("about", ""), body, leaf_hash, chain)


def hash_leaf(body: bytes) -> bytes:
    """RFC 6962, section 2.1."""
    return hashlib.sha256(b"\0" + body).digest()


def write_head(path: Path, seq: int, chain: bytes) -> None:
    """Note the newest row beside the database, never going back. One short write, so that it is not torn."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        known = _parse_head(os.pread(descriptor, 100, 0))
        if known is None or known[0] < seq:
            os.pwrite(descriptor, f"{seq:020d} {chain.hex()}\n".encode(), 0)
    finally:
        os.close(descriptor)


def read_head(path: Path) -> tuple[int, bytes] | None:
    """What ``write_head`` wrote last, or None where there is nothing. Raises Tampered for anything else."""
    try:
        return _parse_head(path.read_bytes())
    except FileNotFoundError:
        return None


def _parse_head(raw: bytes) -> tuple[int, bytes] | None:
    if not raw:
        return None
    try:
        seq, _, chain = raw.decode("ascii").strip().partition(" ")
        return int(seq), bytes.fromhex(chain)
    except ValueError:
        raise Tampered("the audit head file is not what was written; compare it with a backup") from None
