"""The first schema: members, lists, records in versions, links, judgements, people, audit."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make every table, those that others refer to first."""
    _audience()
    _audit()
    _member()
    _release_set()
    _state()
    _withdrawal()
    _actor()
    _grant()
    _list()
    _reader()
    _credential()
    _edition()
    _record()
    _judgement()
    _link()
    _person_of()
    _version()
    _judgement_shown()
    _prepared()
    _search_key()
    _sighting()


def _audience() -> None:
    op.create_table(
        "audience",
        sa.Column("member", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("stamp", sa.Integer(), nullable=False),
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("build", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("member", "purpose", name=op.f("pk_audience")),
    )


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("member", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("leaf", sa.LargeBinary(), nullable=False),
        sa.Column("leaf_hash", sa.LargeBinary(), nullable=False),
        sa.Column("chain", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit")),
    )
    op.create_index(op.f("ix_audit_about"), "audit", ["about"], unique=False)
    op.create_index(op.f("ix_audit_member"), "audit", ["member"], unique=False)


def _member() -> None:
    op.create_table(
        "member",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_member")),
    )


def _release_set() -> None:
    op.create_table(
        "release_set",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release_set")),
        sa.UniqueConstraint("digest", name=op.f("uq_release_set_digest")),
    )


def _state() -> None:
    op.create_table(
        "state",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_state")),
    )


def _withdrawal() -> None:
    op.create_table(
        "withdrawal",
        sa.Column("record_id", sa.String(), nullable=False),
        sa.Column("list_id", sa.String(), nullable=False),
        sa.Column("reference_digest", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("record_id", name=op.f("pk_withdrawal")),
    )
    op.create_index(
        op.f("ix_withdrawal_list_id_reference_digest"), "withdrawal", ["list_id", "reference_digest"], unique=False
    )


def _actor() -> None:
    op.create_table(
        "actor",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("member", sa.String(), nullable=False),
        sa.Column("roles", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["member"], ["member.code"], name=op.f("fk_actor_member")),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_actor")),
    )


def _grant() -> None:
    op.create_table(
        "grant",
        sa.Column("set_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("member", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["set_id"], ["release_set.id"], name=op.f("fk_grant_set_id")),
        sa.PrimaryKeyConstraint("set_id", "kind", "member", name=op.f("pk_grant")),
        sqlite_with_rowid=False,
    )


def _list() -> None:
    op.create_table(
        "list",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("set_id", sa.Integer(), nullable=False),
        sa.Column("tlp", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("onward", sa.String(), nullable=False),
        sa.Column("keep_until", sa.String(), nullable=False),
        sa.Column("source_group", sa.String(), nullable=True),
        sa.Column("deduplicated", sa.Boolean(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("hosted", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["owner"], ["member.code"], name=op.f("fk_list_owner")),
        sa.ForeignKeyConstraint(["set_id"], ["release_set.id"], name=op.f("fk_list_set_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_list")),
        sa.UniqueConstraint("owner", "name", name=op.f("uq_list_owner_name")),
    )


def _reader() -> None:
    op.create_table(
        "reader",
        sa.Column("set_id", sa.Integer(), nullable=False),
        sa.Column("member", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["set_id"], ["release_set.id"], name=op.f("fk_reader_set_id")),
        sa.PrimaryKeyConstraint("set_id", "member", "purpose", name=op.f("pk_reader")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_reader_member_purpose_set_id"), "reader", ["member", "purpose", "set_id"], unique=False)


def _credential() -> None:
    op.create_table(
        "credential",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("expires", sa.String(), nullable=False),
        sa.CheckConstraint("kind in ('link', 'session', 'token')", name=op.f("ck_credential_kind")),
        sa.ForeignKeyConstraint(["actor"], ["actor.name"], name=op.f("fk_credential_actor")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_credential")),
    )


def _edition() -> None:
    op.create_table(
        "edition",
        sa.Column("list_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("report", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["list_id"], ["list.id"], name=op.f("fk_edition_list_id")),
        sa.PrimaryKeyConstraint("list_id", "number", name=op.f("pk_edition")),
    )


def _record() -> None:
    op.create_table(
        "record",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("list_id", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["list_id"], ["list.id"], name=op.f("fk_record_list_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record")),
        sa.UniqueConstraint("list_id", "reference", name=op.f("uq_record_list_id_reference")),
    )


def _judgement() -> None:
    op.create_table(
        "judgement",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("left", sa.String(), nullable=False),
        sa.Column("right", sa.String(), nullable=False),
        sa.Column("left_version", sa.Integer(), nullable=False),
        sa.Column("right_version", sa.Integer(), nullable=False),
        sa.Column("left_compared", sa.LargeBinary(), nullable=False),
        sa.Column("right_compared", sa.LargeBinary(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("member", sa.String(), nullable=False),
        sa.Column("set_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("reviewer", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["left"], ["record.id"], name=op.f("fk_judgement_left"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["right"], ["record.id"], name=op.f("fk_judgement_right"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["set_id"], ["release_set.id"], name=op.f("fk_judgement_set_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_judgement")),
    )
    op.create_index(op.f("ix_judgement_left"), "judgement", ["left"], unique=False)
    op.create_index(op.f("ix_judgement_right"), "judgement", ["right"], unique=False)


def _link() -> None:
    op.create_table(
        "link",
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("left", sa.String(), nullable=False),
        sa.Column("right", sa.String(), nullable=False),
        sa.Column("left_version", sa.Integer(), nullable=False),
        sa.Column("right_version", sa.Integer(), nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("probability", sa.Float(), nullable=False),
        sa.Column("parts", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint('"left" < "right"', name=op.f("ck_link_order")),
        sa.ForeignKeyConstraint(["left"], ["record.id"], name=op.f("fk_link_left"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["right"], ["record.id"], name=op.f("fk_link_right"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("run", "left", "right", name=op.f("pk_link")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_link_left"), "link", ["left"], unique=False)
    op.create_index(op.f("ix_link_right"), "link", ["right"], unique=False)


def _person_of() -> None:
    op.create_table(
        "person_of",
        sa.Column("member", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("build", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("judged", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_person_of_record_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("member", "purpose", "build", "record_id", name=op.f("pk_person_of")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_person_of_person"), "person_of", ["person"], unique=False)
    op.create_index(op.f("ix_person_of_record_id"), "person_of", ["record_id"], unique=False)


def _version() -> None:
    op.create_table(
        "version",
        sa.Column("record_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("list_id", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("opened", sa.Integer(), nullable=False),
        sa.Column("closed", sa.Integer(), nullable=True),
        sa.Column("set_id", sa.Integer(), nullable=False),
        sa.Column("tlp", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("onward", sa.String(), nullable=False),
        sa.Column("keep_until", sa.String(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("compared", sa.LargeBinary(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("nationalities", sa.String(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["list_id"], ["list.id"], name=op.f("fk_version_list_id")),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_version_record_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["set_id"], ["release_set.id"], name=op.f("fk_version_set_id")),
        sa.PrimaryKeyConstraint("record_id", "number", name=op.f("pk_version")),
    )
    op.create_index(op.f("ix_version_keep_until"), "version", ["keep_until"], unique=False)
    op.create_index(op.f("ix_version_list_id_closed"), "version", ["list_id", "closed"], unique=False)
    op.create_index(op.f("ix_version_list_id_opened"), "version", ["list_id", "opened"], unique=False)
    op.create_index(op.f("ix_version_set_id_list_id"), "version", ["set_id", "list_id"], unique=False)


def _judgement_shown() -> None:
    op.create_table(
        "judgement_shown",
        sa.Column("judgement_id", sa.String(), nullable=False),
        sa.Column("record_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["judgement_id"], ["judgement.id"], name=op.f("fk_judgement_shown_judgement_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["record_id"], ["record.id"], name=op.f("fk_judgement_shown_record_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("judgement_id", "record_id", name=op.f("pk_judgement_shown")),
    )
    op.create_index(op.f("ix_judgement_shown_record_id"), "judgement_shown", ["record_id"], unique=False)


def _prepared() -> None:
    op.create_table(
        "prepared",
        sa.Column("record_id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["record_id", "version"],
            ["version.record_id", "version.number"],
            name=op.f("fk_prepared_record_id_version"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("record_id", "version", name=op.f("pk_prepared")),
    )


def _search_key() -> None:
    op.create_table(
        "search_key",
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("record_id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["record_id", "version"],
            ["version.record_id", "version.number"],
            name=op.f("fk_search_key_record_id_version"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("value", "record_id", "version", name=op.f("pk_search_key")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_search_key_record_id_version"), "search_key", ["record_id", "version"], unique=False)


def _sighting() -> None:
    op.create_table(
        "sighting",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("record_id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("set_id", sa.Integer(), nullable=False),
        sa.Column("tlp", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("onward", sa.String(), nullable=False),
        sa.Column("keep_until", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("first", sa.String(), nullable=True),
        sa.Column("last", sa.String(), nullable=True),
        sa.Column("circa", sa.Boolean(), nullable=False),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("from_country", sa.String(), nullable=True),
        sa.Column("grade", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["record_id", "version"],
            ["version.record_id", "version.number"],
            name=op.f("fk_sighting_record_id_version"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["set_id"], ["release_set.id"], name=op.f("fk_sighting_set_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sighting")),
    )
    op.create_index(op.f("ix_sighting_keep_until"), "sighting", ["keep_until"], unique=False)
    op.create_index(op.f("ix_sighting_record_id_version"), "sighting", ["record_id", "version"], unique=False)
