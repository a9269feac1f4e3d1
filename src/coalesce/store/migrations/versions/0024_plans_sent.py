"""Entries of plans lie ready for peers, and come from them: which entry bytes speak of, how far plans were offered, which are copies."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns, and make the table."""
    op.add_column("wire", sa.Column("entry_id", sa.String()))
    op.add_column("wire", sa.Column("entry_number", sa.Integer()))
    where = sa.text("entry_id IS NOT NULL")
    op.create_index("ix_wire_entry_id", "wire", ["entry_id"], unique=False, sqlite_where=where)
    op.execute("""CREATE TRIGGER commitment_gone AFTER DELETE ON commitment
    BEGIN DELETE FROM wire WHERE entry_id = OLD.id; END""")
    op.add_column("offered", sa.Column("events", sa.Integer()))
    op.add_column("pull_state", sa.Column("plans", sa.Integer()))
    op.create_table(
        "received_plan",
        sa.Column("plan_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_received_plan_plan_id")),
        sa.PrimaryKeyConstraint("plan_id", name=op.f("pk_received_plan")),
    )
