"""What notices rest on, up to where lists were looked at for them, and digests by mail. Nobody wrote a notice before."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def _texts(*names: str, nullable: bool = False) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(), nullable=nullable) for name in names]


def _goes_with(table: str, column: str, goal: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{goal}.id"], name=name, ondelete="CASCADE")


def upgrade() -> None:
    """Make the table of notices anew, with what belongs to it."""
    op.drop_table("notice")
    op.create_table(
        "notice",
        *_texts("id", "member", "purpose", "kind", "record_id"),
        *_texts("own_record", "interest_id", nullable=True),
        *_texts("at"),
        *_texts("seen", nullable=True),
        _goes_with("notice", "record_id", "record"),
        _goes_with("notice", "own_record", "record"),
        _goes_with("notice", "interest_id", "interest"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
    )
    op.create_index(op.f("ix_notice_member_purpose_at"), "notice", ["member", "purpose", "at"])
    for name in ("record_id", "own_record", "interest_id", "at"):
        op.create_index(op.f(f"ix_notice_{name}"), "notice", [name])
    _basis()
    _known()


def _basis() -> None:
    op.create_table(
        "notice_basis",
        *_texts("notice_id", "record_id", "sighting_id"),
        _goes_with("notice_basis", "notice_id", "notice"),
        _goes_with("notice_basis", "record_id", "record"),
        sa.PrimaryKeyConstraint("notice_id", "record_id", "sighting_id", name=op.f("pk_notice_basis")),
        sqlite_with_rowid=False,
    )
    for name in ("record_id", "sighting_id"):
        op.create_index(op.f(f"ix_notice_basis_{name}"), "notice_basis", [name])
    op.execute("""CREATE TRIGGER notice_basis_gone AFTER DELETE ON notice_basis
    BEGIN DELETE FROM notice WHERE id = OLD.notice_id; END""")
    op.execute("""CREATE TRIGGER sighting_gone AFTER DELETE ON sighting
    BEGIN DELETE FROM notice_basis WHERE sighting_id = OLD.id; END""")


def _known() -> None:
    op.create_table(
        "noticed_list",
        *_texts("list_id"),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["list_id"], ["list.id"], name=op.f("fk_noticed_list_list_id")),
        sa.PrimaryKeyConstraint("list_id", name=op.f("pk_noticed_list")),
    )
    op.create_table(
        "notice_mail",
        *_texts("actor", "address", "every"),
        *_texts("sent", nullable=True),
        sa.CheckConstraint("every in ('day', 'week')", name=op.f("ck_notice_mail_every")),
        sa.ForeignKeyConstraint(["actor"], ["actor.name"], name=op.f("fk_notice_mail_actor")),
        sa.PrimaryKeyConstraint("actor", name=op.f("pk_notice_mail")),
    )
