"""Linking columns in the order of their versions, under the number that a version has on the node.

Every version has its number: one of before there were any gets it here.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Number the versions that have no number yet, and carry the columns over."""
    op.execute("""UPDATE version SET place = rowid + (SELECT coalesce(max(place), 0) FROM version)
    WHERE place IS NULL""")
    op.rename_table("prepared", "prepared_before")
    op.create_table(
        "prepared",
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["place"], ["version.place"], name=op.f("fk_prepared_place"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("place", name=op.f("pk_prepared")),
    )
    op.execute("""INSERT INTO prepared SELECT v.place, b.body FROM version AS v
    JOIN prepared_before AS b ON b.record_id = v.record_id AND b.version = v.number ORDER BY v.place""")
    op.drop_table("prepared_before")
