"""A sieve of the index's keys, so that keys that stand nowhere are not looked up. It is filled after the migration."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table, and let a key that goes empty its slice."""
    op.create_table(
        "key_sieve",
        sa.Column("slice", sa.Integer(), nullable=False),
        sa.Column("made", sa.Integer(), nullable=False),
        sa.Column("bits", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("slice", name=op.f("pk_key_sieve")),
    )
    op.create_index(op.f("ix_key_sieve_made"), "key_sieve", ["made"])
    op.execute("DROP TRIGGER kept_key_gone")
    op.execute("""CREATE TRIGGER kept_key_gone AFTER DELETE ON kept_key
    BEGIN
    DELETE FROM search_key WHERE value = OLD.value AND place = OLD.place;
    UPDATE key_sieve SET bits = x'' WHERE slice = OLD.value >> 51 AND length(bits) > 0;
    END""")
