"""The heads of audit logs: those that this node has published, and those that peers have sent."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make both tables; nothing was written to the one of before yet."""
    op.drop_table("peer_head")
    op.create_table(
        "own_head",
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("front", sa.LargeBinary(), nullable=False),
        sa.Column("daily", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("size", name=op.f("pk_own_head")),
    )
    op.create_index(op.f("ix_own_head_at"), "own_head", ["at"])
    op.create_table(
        "peer_head",
        sa.Column("peer", sa.String(), nullable=False),
        sa.Column("log", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.Column("since", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("came", sa.String(), nullable=False),
        sa.Column("stands", sa.String(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("stands in ('first', 'proven', 'unproven', 'conflict')", name=op.f("ck_peer_head_stands")),
        sa.ForeignKeyConstraint(["peer"], ["peer.name"], name=op.f("fk_peer_head_peer"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("peer", "log", "size", "root", name=op.f("pk_peer_head")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_peer_head_log_size"), "peer_head", ["log", "size"])
    op.create_index(op.f("ix_peer_head_peer_log_at"), "peer_head", ["peer", "log", "at"])
