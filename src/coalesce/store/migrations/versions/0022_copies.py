"""How far lists were offered and peers read, and which lists hold copies of another member's records."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns, and make the tables."""
    op.add_column("wire", sa.Column("sighting_id", sa.String()))
    op.add_column("offered", sa.Column("keep_until", sa.String()))
    op.add_column("pull_state", sa.Column("pushed", sa.Integer()))
    op.add_column("pull_state", sa.Column("compared", sa.String()))
    op.create_table(
        "offered_list",
        sa.Column("peer", sa.String(), nullable=False),
        sa.Column("list_id", sa.String(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["peer"], ["peer.name"], name=op.f("fk_offered_list_peer"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["list_id"], ["list.id"], name=op.f("fk_offered_list_list_id")),
        sa.PrimaryKeyConstraint("peer", "list_id", name=op.f("pk_offered_list")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "received_list",
        sa.Column("list_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["list_id"], ["list.id"], name=op.f("fk_received_list_list_id")),
        sa.PrimaryKeyConstraint("list_id", name=op.f("pk_received_list")),
    )
