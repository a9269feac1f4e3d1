"""People are written in two orders, by record and by person, each by itself. They are made anew when next asked for."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Put the new table in place of the index; what was derived goes."""
    op.execute("DELETE FROM audience")
    op.execute("DELETE FROM person_of")
    op.drop_index(op.f("ix_person_of_person"), table_name="person_of")
    op.create_table(
        "person_record",
        sa.Column("member", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("build", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("record_id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("member", "purpose", "build", "person", "record_id", name=op.f("pk_person_record")),
        sqlite_with_rowid=False,
    )
    op.execute("""CREATE TRIGGER person_of_gone AFTER DELETE ON person_of
    BEGIN DELETE FROM person_record WHERE member = OLD.member AND purpose = OLD.purpose AND build = OLD.build
        AND person = OLD.person AND record_id = OLD.record_id; END""")
