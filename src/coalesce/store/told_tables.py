"""The table of the judgements that were told to other members' nodes.

Invariant: what lies ready of a judgement goes at once when its release changes or it is erased.
"""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, LargeBinary, PrimaryKeyConstraint, String, Table

from coalesce.store.schema import metadata, once_made

told_judgement = Table(
    "told_judgement",
    metadata,
    Column("peer", String, ForeignKey("peer.name", ondelete="CASCADE"), nullable=False),
    Column("wire", String, nullable=False),
    Column("judgement", String, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("made", String, nullable=False),
    PrimaryKeyConstraint("peer", "wire"),
    Index(None, "judgement"),
    sqlite_with_rowid=False,
)
"""Which judgements a peer was told and what they said, by a digest; ``made``: when it was first. ``judgement`` refers to no table: what
was told outlives it until it is taken back."""


def _untold(old: str) -> str:
    return f"""BEGIN
    DELETE FROM wire WHERE box = 'out'
        AND (peer, stix_id) IN (SELECT peer, wire FROM told_judgement WHERE judgement = {old});
    UPDATE told_judgement SET digest = x'' WHERE judgement = {old};
    END"""


JUDGEMENT_UNTOLD = (
    f"CREATE TRIGGER judgement_kept AFTER UPDATE OF set_id ON judgement WHEN NEW.set_id <> OLD.set_id {_untold('OLD.id')}",
    f"CREATE TRIGGER judgement_gone AFTER DELETE ON judgement {_untold('OLD.id')}",
)
"""What lies ready of a judgement goes at once when its release changes or it is erased; the next turn tells it anew, or takes it back."""

once_made(metadata, *JUDGEMENT_UNTOLD)
