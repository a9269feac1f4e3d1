"""The tables of witnessed audit: the heads that this node has published of its log, and those that peers have sent.

Invariant: a head tells how long a log is and nothing else of it; two heads of one size that differ stand beside each other, since
that is what shows a rewritten log.
"""

from __future__ import annotations

from sqlalchemy import Boolean, CheckConstraint, Column, ForeignKey, Index, Integer, LargeBinary, String, Table
from sqlalchemy import PrimaryKeyConstraint as Key

from coalesce.store.schema import metadata

STANDS = ("first", "proven", "unproven", "conflict")

own_head = Table(
    "own_head",
    metadata,
    Column("size", Integer, primary_key=True),
    Column("root", LargeBinary, nullable=False),
    Column("at", String, nullable=False),
    Column("front", LargeBinary, nullable=False),
    Column("daily", Boolean, nullable=False),
    Index(None, "at"),
)
"""``front``: the hashes of the whole subtrees, from which the tree grows on; ``daily``: the first of a day."""

peer_head = Table(
    "peer_head",
    metadata,
    Column("peer", String, ForeignKey("peer.name", ondelete="CASCADE"), nullable=False),
    Column("log", String, nullable=False),
    Column("size", Integer, nullable=False),
    Column("root", LargeBinary, nullable=False),
    Column("since", Integer, nullable=False),
    Column("at", String, nullable=False),
    Column("came", String, nullable=False),
    Column("stands", String, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("next", Boolean, nullable=False, server_default="0"),
    Key("peer", "log", "size", "root"),
    CheckConstraint(f"stands in {STANDS}", name="stands"),
    Index(None, "log", "size"),
    Index(None, "peer", "log", "at"),
    sqlite_with_rowid=False,
)
"""What a peer said of a log: of its own where ``log`` is its member, else what it has witnessed of another's, ours among them.
``since``: the greatest size from which it was shown to have grown; ``next``: that size was the one published next before; ``at``: when it was made there, ``came`` here; ``body``: the signed
bytes, which nobody can deny."""
