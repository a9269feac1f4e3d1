"""What reviewers answer to control pairs: by reviewer, without any record."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "control_answer",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("reviewer", sa.String(), nullable=False),
        sa.Column("member", sa.String(), nullable=False),
        sa.Column("same", sa.Boolean(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["reviewer"], ["actor.name"], name=op.f("fk_control_answer_reviewer")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_control_answer")),
    )
    op.create_index(op.f("ix_control_answer_member"), "control_answer", ["member"], unique=False)
    op.create_index(op.f("ix_control_answer_at"), "control_answer", ["at"], unique=False)
