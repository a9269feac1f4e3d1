"""Requests for redress with their answers, and the corrections that stand against later editions."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

TEXTS = (
    "id", "asks", "record_id", "other_id", "asked", "member", "actor", "purpose", "at", "due", "words", "field", "value",
    "outcome", "answered_by", "answered_at", "why",
)  # fmt: skip


def upgrade() -> None:
    """Make both tables, and let the words of a request go with its record."""
    op.create_table(
        "redress",
        *(sa.Column(name, sa.String(), nullable=name == "answered_at") for name in TEXTS),
        sa.ForeignKeyConstraint(["asked"], ["member.code"], name=op.f("fk_redress_asked")),
        sa.ForeignKeyConstraint(["member"], ["member.code"], name=op.f("fk_redress_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_redress")),
    )
    for name in ("asked", "member", "record_id", "other_id", "answered_at"):
        op.create_index(op.f(f"ix_redress_{name}"), "redress", [name])
    op.create_table(
        "correction",
        sa.Column("record_id", sa.String(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("before", sa.LargeBinary(), nullable=False),
        sa.Column("after", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_correction_record_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("record_id", "field", name=op.f("pk_correction")),
        sqlite_with_rowid=False,
    )
    op.execute("""CREATE TRIGGER redress_words_gone AFTER DELETE ON record
    BEGIN
    UPDATE redress SET words = '', field = '', value = '', why = '' WHERE record_id = OLD.id;
    UPDATE redress SET words = '', field = '', value = '', why = '' WHERE other_id = OLD.id;
    END""")
