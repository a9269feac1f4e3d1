"""Records are found by whole numbers: short keys beside a version's short number. ``coalesce migrate`` fills them."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Number the versions, and put the new table of keys in place of the old."""
    op.add_column("version", sa.Column("place", sa.Integer(), nullable=True))
    op.create_index(op.f("ix_version_place"), "version", ["place"], unique=True)
    op.drop_index(op.f("ix_search_key_record_id_version"), table_name="search_key")
    op.drop_table("search_key")
    op.create_table(
        "search_key",
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("value", "place", name=op.f("pk_search_key")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "kept_key",
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["place"], ["version.place"], name=op.f("fk_kept_key_place"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("place", "value", name=op.f("pk_kept_key")),
        sqlite_with_rowid=False,
    )
    op.execute("""CREATE TRIGGER kept_key_gone AFTER DELETE ON kept_key
    BEGIN DELETE FROM search_key WHERE value = OLD.value AND place = OLD.place; END""")
