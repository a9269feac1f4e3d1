"""Versions in the order of their references: the first page of a million records is read without sorting them."""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the index."""
    op.create_index(op.f("ix_version_reference_record_id"), "version", ["reference", "record_id"], unique=False)
