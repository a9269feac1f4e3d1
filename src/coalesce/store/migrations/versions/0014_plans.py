"""Plans: commitments and needs in versions, their events, and the evidence behind them."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables, and the triggers that keep what was said."""
    _plans()
    _commitments()
    _versions()
    _events()
    for name, reason in (("event", "an event is never changed"), ("text", "what was said is never changed")):
        op.execute(
            f"CREATE TRIGGER commitment_{name}_update BEFORE UPDATE ON commitment_{name}"
            f" BEGIN SELECT RAISE(ABORT, '{reason}'); END"
        )
    op.execute("""CREATE TRIGGER commitment_event_gone AFTER DELETE ON commitment_event
    WHEN OLD.evidence IS NOT NULL AND NOT EXISTS (SELECT 1 FROM commitment_event AS e WHERE e.evidence = OLD.evidence)
    BEGIN DELETE FROM commitment_evidence WHERE id = OLD.evidence; END""")


def _texts(*names: str, nullable: bool = False) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(), nullable=nullable) for name in names]


def _numbers(*names: str, nullable: bool = False) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.Integer(), nullable=nullable) for name in names]


def _bytes(*names: str) -> list[sa.Column[bytes]]:
    return [sa.Column(name, sa.LargeBinary(), nullable=False) for name in names]


def _plans() -> None:
    op.create_table(
        "plan",
        *_texts("id", "name", "owner"),
        *_numbers("set_id"),
        *_texts("tlp", "code", "onward", "keep_until"),
        *_numbers("edition"),
        sa.Column("hosted", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["owner"], ["member.code"], name=op.f("fk_plan_owner")),
        sa.ForeignKeyConstraint(["set_id"], ["release_set.id"], name=op.f("fk_plan_set_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan")),
        sa.UniqueConstraint("owner", "name", name=op.f("uq_plan_owner_name")),
    )
    op.create_table(
        "plan_edition",
        *_texts("plan_id"),
        *_numbers("number"),
        *_texts("source", "at", "report"),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_plan_edition_plan_id")),
        sa.PrimaryKeyConstraint("plan_id", "number", name=op.f("pk_plan_edition")),
    )


def _commitments() -> None:
    op.create_table(
        "commitment",
        *_texts("id", "plan_id", "reference"),
        sa.Column("by_hand", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_commitment_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitment")),
        sa.UniqueConstraint("plan_id", "reference", name=op.f("uq_commitment_plan_id_reference")),
    )
    op.create_table(
        "commitment_evidence",
        *_numbers("id"),
        *_texts("plan_id"),
        *_bytes("digest", "body"),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_commitment_evidence_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitment_evidence")),
        sa.UniqueConstraint("plan_id", "digest", name=op.f("uq_commitment_evidence_plan_id_digest")),
    )


def _versions() -> None:
    table = "commitment_version"
    op.create_table(
        table,
        *_texts("commitment_id"),
        *_numbers("number"),
        *_texts("plan_id", "owner"),
        *_numbers("opened"),
        *_numbers("closed", nullable=True),
        *_numbers("set_id"),
        *_texts("tlp", "code", "onward", "keep_until", "form", "line", "parties", "kind", "place", "need"),
        *_texts("measure", nullable=True),
        *_numbers("amount", nullable=True),
        *_texts("status", "renewed", nullable=True),
        *_numbers("available", "notice", "transit", "sustain", nullable=True),
        sa.Column("verified", sa.Boolean(), nullable=False),
        *_numbers("seen_notice", "seen_transit", "seen_sustain", nullable=True),
        sa.Column("called_up", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["commitment_id"], ["commitment.id"], name=op.f("fk_commitment_version_commitment_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["set_id"], ["release_set.id"], name=op.f("fk_commitment_version_set_id")),
        sa.PrimaryKeyConstraint("commitment_id", "number", name=op.f("pk_commitment_version")),
    )
    for columns in (["form"], ["keep_until"], ["plan_id", "closed"], ["plan_id", "opened"]):
        op.create_index(op.f(f"ix_commitment_version_{'_'.join(columns)}"), table, columns, unique=False)
    op.create_table(
        "commitment_text",
        *_texts("commitment_id"),
        *_numbers("number"),
        *_bytes("digest", "body"),
        sa.ForeignKeyConstraint(
            ["commitment_id", "number"],
            ["commitment_version.commitment_id", "commitment_version.number"],
            name=op.f("fk_commitment_text_commitment_id_number"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("commitment_id", "number", name=op.f("pk_commitment_text")),
    )


def _events() -> None:
    op.create_table(
        "commitment_event",
        *_texts("id", "commitment_id"),
        *_numbers("edition"),
        *_texts("kind"),
        *_texts("first", "last", nullable=True),
        sa.Column("circa", sa.Boolean(), nullable=False),
        *_texts("withdraws", "successor", nullable=True),
        *_numbers("evidence", nullable=True),
        *_bytes("digest"),
        *_texts("at", "actor"),
        sa.ForeignKeyConstraint(
            ["commitment_id"], ["commitment.id"], name=op.f("fk_commitment_event_commitment_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["evidence"], ["commitment_evidence.id"], name=op.f("fk_commitment_event_evidence")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitment_event")),
        sa.UniqueConstraint("commitment_id", "digest", name=op.f("uq_commitment_event_commitment_id_digest")),
    )
    op.create_index(op.f("ix_commitment_event_evidence"), "commitment_event", ["evidence"], unique=False)
