"""Words by member and time: what was said since the queue was last looked at is found without reading all."""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the index."""
    op.create_index(op.f("ix_judgement_member_at"), "judgement", ["member", "at"], unique=False)
