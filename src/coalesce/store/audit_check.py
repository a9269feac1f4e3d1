"""Recomputing the audit log: every leaf, the chain, the order that its pages show, and the tree head to note elsewhere.

Invariant: the first row that is not what was written is named; rows are read in short snapshots, so that a long log holds
nobody up, and what is written meanwhile is checked too. The tree head is the Merkle tree hash over the leaf hashes (RFC 6962,
section 2.1): two nodes, or the same at two times, compare logs by it. Who noted size and head earlier has it compared;
however many were noted, one walk compares them all.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any

import orjson
from sqlalchemy import Connection, Row, func, select

from coalesce.errors import Tampered
from coalesce.store.audit import GENESIS, hash_leaf
from coalesce.store.audit_tables import audit_place
from coalesce.store.audit_tree import Tree
from coalesce.store.schema import audit

CHUNK = 20_000
"""Rows of one snapshot."""

Snapshot = Callable[[], AbstractContextManager[Connection]]
Head = tuple[int, bytes]


def silent(checked: int, of: int) -> None:
    """A check that nobody watches."""


@dataclass(frozen=True, slots=True)
class NotedHead:
    """Size and tree head of this log as somebody else, ``by``, noted them."""

    size: int
    head: bytes
    by: str


@dataclass(frozen=True, slots=True)
class Checking:
    """``told`` hears how many rows of how many are checked; ``noted``: size and tree head (hexadecimal) noted earlier, which
    must be this log's; ``witnessed``: what others noted, of which is told what is not this log's."""

    told: Callable[[int, int], None] = silent
    noted: tuple[int, str] | None = None
    witnessed: Sequence[NotedHead] = ()


PLAIN = Checking()


@dataclass(frozen=True, slots=True)
class AuditCheck:
    """What was found: how many rows, the newest link of the chain, the tree head; and which heads that others noted are not
    those of this log, or are of a longer one."""

    rows: int
    chain: str
    tree_head: str
    unlike: tuple[NotedHead, ...] = ()


def verify(snapshot: Snapshot, head: Head | None, checking: Checking = PLAIN) -> AuditCheck:
    """Recompute the whole log. Raises Tampered naming the first row that is not what was written."""
    with snapshot() as connection:
        whole = int(connection.execute(select(func.max(audit.c.seq))).scalar() or 0)
    walk, more = _Walk(head, checking.noted, sorted(checking.witnessed, key=lambda one: -one.size)), True
    walk.compare_witnessed()
    while more:
        with snapshot() as connection:
            wanted = select(audit).order_by(audit.c.seq).limit(CHUNK)
            rows = connection.execute(wanted.where(audit.c.seq > walk.rows) if walk.rows else wanted).all()
            for row in rows:
                walk.step(row)
            walk.check_places(connection)
            more = len(rows) == CHUNK
        checking.told(walk.rows, max(whole, walk.rows))
    with snapshot() as connection:
        walk.check_end(connection)
    return AuditCheck(walk.rows, walk.chain.hex(), walk.tree.head().hex(), (*walk.unlike, *reversed(walk.witnessed)))


@dataclass(slots=True)
class _Walk:
    """A walk along the log: how far it came, and what it must find next. ``witnessed``: what is still to be compared, the
    smallest last."""

    head: Head | None
    noted: tuple[int, str] | None
    witnessed: list[NotedHead] = field(default_factory=list)
    unlike: list[NotedHead] = field(default_factory=list)
    rows: int = 0
    chain: bytes = GENESIS
    tree: Tree = field(default_factory=Tree)
    places: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    waiting: dict[str, list[tuple[Any, ...]]] = field(default_factory=lambda: defaultdict(list))

    def step(self, row: Row[Any]) -> None:
        """Check the next row."""
        expected = self.rows + 1
        leaf_hash = hash_leaf(row.leaf)
        chain = hashlib.sha256(self.chain + leaf_hash).digest()
        if row.seq != expected or leaf_hash != row.leaf_hash or chain != row.chain:
            raise Tampered(f"the audit log was changed at row {expected}; compare it with a backup", expected)
        told = orjson.loads(row.leaf)
        member, about = told["member"], told.get("about", "")
        if (member, about) != (row.member, row.about):
            raise Tampered(f"the audit log was changed at row {expected}: its member is not the one it names", expected)
        if self.head is not None and self.head[0] == row.seq and self.head[1] != chain:
            raise Tampered(
                f"row {row.seq} of the audit log is not the one noted beside it; compare with a backup", expected
            )
        self.rows, self.chain = expected, chain
        self.tree.add(leaf_hash)
        self._compare_noted()
        self.compare_witnessed()
        place = _place(expected, told)
        for who in {member, about} - {""}:
            self.waiting[who].append(place)

    def _compare_noted(self) -> None:
        if self.noted is not None and self.noted[0] == self.rows and self.tree.head().hex() != self.noted[1]:
            raise Tampered(f"the first {self.rows} rows are not those whose tree head was noted: the log was rewritten")

    def compare_witnessed(self) -> None:
        """Compare what others noted of as many rows as there were so far."""
        while self.witnessed and self.witnessed[-1].size <= self.rows:
            one = self.witnessed.pop()
            if one.size < self.rows or one.head != self.tree.head():
                self.unlike.append(one)

    def check_places(self, connection: Connection) -> None:
        """Check that every row since the last time stands where a page shows it."""
        p = audit_place
        wanted = select(p.c.seq, p.c.actor, p.c.action, p.c.purpose, p.c.day, p.c.refused)
        for who, expected in self.waiting.items():
            begin = self.places[who]
            here = (p.c.member == who) & (p.c.number > begin) & (p.c.number <= begin + len(expected))
            found: Sequence[Any] = connection.execute(wanted.where(here).order_by(p.c.number)).all()
            if [tuple(row) for row in found] != expected:
                pairs = zip([*map(tuple, found), None], expected, strict=False)
                row = next((want[0] for have, want in pairs if have != want), expected[-1][0])
                raise _misplaced(row)
            self.places[who] = begin + len(expected)
        self.waiting.clear()

    def check_end(self, connection: Connection) -> None:
        """Check that nothing was cut off, and that no page shows more than the log."""
        if self.head is not None and self.head[0] > self.rows:
            raise Tampered(
                f"the audit log ends at row {self.rows}, but row {self.head[0]} was written: its end was cut off",
                self.rows + 1,
            )
        if self.noted is not None and self.noted[0] > self.rows:
            raise Tampered(
                f"the audit log ends at row {self.rows}, but {self.noted[0]} rows were noted: its end was cut off",
                self.rows + 1,
            )
        p = audit_place
        beyond = (p.c.seq <= self.rows) | (p.c.seq.not_in(select(audit.c.seq)))
        for who, last in connection.execute(
            select(p.c.member, func.max(p.c.number)).where(beyond).group_by(p.c.member)
        ):
            if last > self.places[who]:
                raise _misplaced(self.rows)


def _place(seq: int, told: dict[str, Any]) -> tuple[Any, ...]:
    """What a page looks a row up by, worked out from its leaf."""
    detail = told.get("detail")
    outcome = detail.get("outcome", "answered") if isinstance(detail, dict) else "answered"
    try:
        return seq, told["actor"], told["action"], told["purpose"], told["at"][:10], outcome != "answered"
    except (KeyError, TypeError):
        raise Tampered(f"the audit log was changed at row {seq}: it is not what this program writes", seq) from None


def _misplaced(row: int) -> Tampered:
    return Tampered(f"the order of the audit log was changed at row {row}: its pages would show another log", row)
