"""What members put to each other about records, and requests for redress that came from another node."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

OFTEN = (
    "wire",
    "reply",
    "purpose",
    "at",
    "words",
    "field",
    "value",
    "verdict",
    "outcome",
    "answer",
    "actor",
    "answered_by",
)
GONE = """CREATE TRIGGER message_gone AFTER DELETE ON message WHEN OLD.peer IS NOT NULL
    BEGIN
    DELETE FROM wire WHERE box = 'out' AND peer = OLD.peer AND stix_id IN (OLD.wire, OLD.reply);
    END"""


def upgrade() -> None:
    """Make the table anew: into the one of before came words that nobody could send yet, and that nobody was shown."""
    op.drop_table("message")
    op.create_table(
        "message",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("box", sa.String(), nullable=False),
        sa.Column("peer", sa.String()),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("member", sa.String(), nullable=False),
        sa.Column("asked", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("other", sa.String()),
        sa.Column("due", sa.String()),
        sa.Column("answered_at", sa.String()),
        *(sa.Column(name, sa.String(), nullable=False) for name in OFTEN),
        sa.CheckConstraint("box in ('out', 'in', 'here')", name=op.f("ck_message_box")),
        sa.CheckConstraint("kind in ('question', 'proposal')", name=op.f("ck_message_kind")),
        sa.ForeignKeyConstraint(["peer"], ["peer.name"], name=op.f("fk_message_peer"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["member"], ["member.code"], name=op.f("fk_message_member")),
        sa.ForeignKeyConstraint(["asked"], ["member.code"], name=op.f("fk_message_asked")),
        sa.ForeignKeyConstraint(["about"], ["record.id"], name=op.f("fk_message_about"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["other"], ["record.id"], name=op.f("fk_message_other"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
    )
    for columns in (
        ("asked", "outcome"),
        ("member",),
        ("about",),
        ("other",),
        ("peer",),
        ("wire", "member"),
        ("answered_at",),
    ):
        op.create_index(op.f(f"ix_message_{'_'.join(columns)}"), "message", list(columns))
    op.execute(GONE)
    for name in ("peer", "wire"):
        op.add_column("redress", sa.Column(name, sa.String(), nullable=False, server_default=""))
    op.create_index(op.f("ix_redress_wire_member"), "redress", ["wire", "member"])
