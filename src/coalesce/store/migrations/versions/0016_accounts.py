"""Passwords, second factors, sign-in through a provider, and credentials that can be listed, narrowed and ended.

Sessions end with it, since they were bound to no browser; a token goes on as it was: every purpose, reading and writing.
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables, and carry links and tokens over."""
    op.rename_table("credential", "credential_before")
    _credential()
    op.execute("""INSERT INTO credential
    SELECT digest, lower(hex(randomblob(8))), actor, kind, '', '', strftime('%Y-%m-%dT%H:%M:%S+00:00', 'now'),
    strftime('%Y-%m-%dT%H:%M:%S+00:00', 'now'), expires, x'', 1, '' FROM credential_before WHERE kind IN ('link', 'token')""")
    op.drop_table("credential_before")
    _account()
    op.create_table(
        "attempt",
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last", sa.String(), nullable=False),
        sa.Column("until", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_attempt")),
    )
    op.create_index(op.f("ix_attempt_last"), "attempt", ["last"])
    op.create_table(
        "spent",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("expires", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_spent")),
    )


def _credential() -> None:
    op.create_table(
        "credential",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("made", sa.String(), nullable=False),
        sa.Column("seen", sa.String(), nullable=False),
        sa.Column("expires", sa.String(), nullable=False),
        sa.Column("agent", sa.LargeBinary(), nullable=False),
        sa.Column("writes", sa.Integer(), nullable=False),
        sa.Column("purposes", sa.String(), nullable=False),
        sa.CheckConstraint("kind in ('link', 'session', 'token', 'pending')", name=op.f("ck_credential_kind")),
        sa.ForeignKeyConstraint(["actor"], ["actor.name"], name=op.f("fk_credential_actor")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_credential")),
        sa.UniqueConstraint("id", name=op.f("uq_credential_id")),
    )
    op.create_index(op.f("ix_credential_actor"), "credential", ["actor"])


def _account() -> None:
    op.create_table(
        "account",
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("password", sa.String()),
        sa.Column("password_at", sa.String()),
        sa.Column("factor", sa.LargeBinary()),
        sa.Column("factor_at", sa.String()),
        sa.Column("factor_step", sa.Integer(), nullable=False),
        sa.Column("seen", sa.String()),
        sa.ForeignKeyConstraint(["actor"], ["actor.name"], name=op.f("fk_account_actor")),
        sa.PrimaryKeyConstraint("actor", name=op.f("pk_account")),
    )
    op.create_table(
        "recovery_code",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["actor"], ["actor.name"], name=op.f("fk_recovery_code_actor")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_recovery_code")),
    )
    op.create_index(op.f("ix_recovery_code_actor"), "recovery_code", ["actor"])
    op.create_table(
        "openid_subject",
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["actor"], ["actor.name"], name=op.f("fk_openid_subject_actor")),
        sa.PrimaryKeyConstraint("actor", name=op.f("pk_openid_subject")),
        sa.UniqueConstraint("issuer", "subject", name=op.f("uq_openid_subject_issuer_subject")),
    )
