"""Whose word it was that a peer was given, and of which place it tells: what was given before is compared anew."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; who was given something before is the node's own member, or found by the next comparison of everything."""
    op.add_column("offered", sa.Column("originator", sa.String()))
    op.add_column("offered", sa.Column("place", sa.String()))
    where = sa.text("place IS NOT NULL")
    op.create_index(op.f("ix_offered_peer_place"), "offered", ["peer", "place"], sqlite_where=where)
    op.execute("""UPDATE offered SET originator = (SELECT l.owner FROM record r JOIN list l ON l.id = r.list_id
    WHERE r.id = offered.record_id)""")
    op.execute("UPDATE offered SET digest = x'' WHERE kind = 'sighting'")
    op.execute("DELETE FROM offered_list")
