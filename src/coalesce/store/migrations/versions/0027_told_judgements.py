"""Which judgements were told to other members' nodes."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

UNTOLD = """BEGIN
    DELETE FROM wire WHERE box = 'out'
        AND (peer, stix_id) IN (SELECT peer, wire FROM told_judgement WHERE judgement = OLD.id);
    UPDATE told_judgement SET digest = x'' WHERE judgement = OLD.id;
    END"""


def upgrade() -> None:
    """Make the table, and the triggers that take back what lies ready of a judgement."""
    op.create_table(
        "told_judgement",
        sa.Column("peer", sa.String(), nullable=False),
        sa.Column("wire", sa.String(), nullable=False),
        sa.Column("judgement", sa.String(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("made", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["peer"], ["peer.name"], name=op.f("fk_told_judgement_peer"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("peer", "wire", name=op.f("pk_told_judgement")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_told_judgement_judgement"), "told_judgement", ["judgement"])
    op.execute(
        f"CREATE TRIGGER judgement_kept AFTER UPDATE OF set_id ON judgement WHEN NEW.set_id <> OLD.set_id {UNTOLD}"
    )
    op.execute(f"CREATE TRIGGER judgement_gone AFTER DELETE ON judgement {UNTOLD}")
