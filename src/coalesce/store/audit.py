"""The audit log: every read and every write, in a chain that shows where it was changed.

Invariant: rows are only ever added; a row holds ids and digests, never a name from a
list or a searched text; the row of a read is committed before its answer leaves.

A row's leaf is canonical JSON. Its leaf hash is SHA-256(0x00 || leaf), its link in the chain
SHA-256(chain before || leaf hash); ``tree_head`` is the Merkle tree hash over the
leaf hashes (RFC 6962, section 2.1), by which nodes can compare logs. The newest
(number, chain) stands also in a file beside the database, so that cutting off the end shows.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import orjson
from sqlalchemy import Connection, func, insert, or_, select

from coalesce.errors import Tampered
from coalesce.store.schema import audit

GENESIS = b"\0" * 32


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One row as an auditor reads it: when, who, what, on which ids."""

    seq: int
    leaf: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class AuditCheck:
    """What ``verify`` found: how many rows, the newest link of the chain, and the tree head."""

    rows: int
    chain: str
    tree_head: str


def append(connection: Connection, leaf: Mapping[str, object]) -> tuple[int, bytes]:
    """Add a row inside the caller's transaction; gives its number and chain link."""
    last = connection.execute(select(audit.c.seq, audit.c.chain).order_by(audit.c.seq.desc()).limit(1)).first()
    seq, before = (last.seq + 1, last.chain) if last else (1, GENESIS)
    body = orjson.dumps(leaf, option=orjson.OPT_SORT_KEYS)
    leaf_hash = hash_leaf(body)
    chain = hashlib.sha256(before + leaf_hash).digest()
    about = leaf.get("about", "")
    row = {"seq": seq, "member": leaf["member"], "about": about, "leaf": body, "leaf_hash": leaf_hash, "chain": chain}
    connection.execute(insert(audit).values(row))
    return seq, chain


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


def verify(connection: Connection, head: tuple[int, bytes] | None) -> AuditCheck:
    """Recompute the whole chain. Raises Tampered naming the first row that is not what was written."""
    before, expected, hashes = GENESIS, 1, []
    for row in connection.execute(select(audit).order_by(audit.c.seq)):
        leaf_hash = hash_leaf(row.leaf)
        chain = hashlib.sha256(before + leaf_hash).digest()
        if row.seq != expected or leaf_hash != row.leaf_hash or chain != row.chain:
            raise Tampered(f"the audit log was changed at row {expected}; compare it with a backup")
        told = orjson.loads(row.leaf)
        if (told["member"], told.get("about", "")) != (row.member, row.about):
            raise Tampered(f"the audit log was changed at row {expected}: its member is not the one it names")
        if head is not None and head[0] == row.seq and head[1] != chain:
            raise Tampered(f"row {row.seq} of the audit log is not the one noted beside it; compare with a backup")
        before, expected = chain, expected + 1
        hashes.append(leaf_hash)
    if head is not None and head[0] >= expected:
        raise Tampered(f"the audit log ends at row {expected - 1}, but row {head[0]} was written: its end was cut off")
    return AuditCheck(expected - 1, before.hex(), tree_head(hashes).hex())


def tree_head(leaves: Sequence[bytes]) -> bytes:
    """The Merkle tree hash of leaf hashes (RFC 6962, section 2.1)."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    level = list(leaves)
    while len(level) > 1:
        paired = [hashlib.sha256(b"\1" + a + b).digest() for a, b in zip(level[::2], level[1::2], strict=False)]
        level = paired + level[len(level) - len(level) % 2 :]
    return level[0]


def rows(connection: Connection, member: str, limit: int, before: int | None = None) -> Iterator[AuditRow]:
    """The newest rows of one member's actors, and of acts of others that concern it; newest first.

    They are numbered among themselves: the numbers of the whole log would tell how busy others are.
    """
    mine = or_(audit.c.member == member, audit.c.about == member)
    number = func.row_number().over(order_by=audit.c.seq).label("number")
    numbered = select(number, audit.c.leaf).where(mine).subquery()
    query = select(numbered.c.number, numbered.c.leaf)
    if before is not None:
        query = query.where(numbered.c.number < before)
    for row in connection.execute(query.order_by(numbered.c.number.desc()).limit(limit)):
        yield AuditRow(row.number, orjson.loads(row.leaf))
