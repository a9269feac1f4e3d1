"""Peers, the bytes that lie ready for them or came from them, what was offered and received, messages, notices."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    _peer()
    _wire()
    _boxes()
    _sent_and_received()
    _known_of_peers()
    _new_for_members()


def _texts(*names: str, nullable: bool = False) -> Sequence[sa.Column[Any]]:
    return [sa.Column(name, sa.String(), nullable=nullable) for name in names]


def _peer() -> None:
    op.create_table(
        "peer",
        *_texts("name", "member", "url"),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("token_digest", sa.LargeBinary()),
        sa.Column("token_sealed", sa.LargeBinary()),
        *_texts("speaks_for", "plain_list", "certificate"),
        sa.Column("active", sa.Boolean(), nullable=False),
        *_texts("made"),
        *_texts("seen", nullable=True),
        sa.Column("last_out", sa.Integer(), nullable=False),
        sa.Column("last_in", sa.Integer(), nullable=False),
        sa.Column("last_pulled", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["member"], ["member.code"], name=op.f("fk_peer_member")),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_peer")),
    )
    op.create_index(op.f("ix_peer_token_digest"), "peer", ["token_digest"], unique=True)


def _wire() -> None:
    op.create_table(
        "wire",
        *_texts("box", "peer"),
        sa.Column("seq", sa.Integer(), nullable=False),
        *_texts("stix_id", "type", "spec_version", "version"),
        sa.Column("first", sa.Boolean(), nullable=False),
        sa.Column("latest", sa.Boolean(), nullable=False),
        *_texts("record_id", nullable=True),
        sa.Column("number", sa.Integer()),
        sa.Column("set_id", sa.Integer()),
        *_texts("list_id", nullable=True),
        sa.Column("opened", sa.Integer()),
        sa.Column("closed", sa.Integer()),
        sa.Column("of_set", sa.Integer()),
        *_texts("keep_until", nullable=True),
        *_texts("state", "why"),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("box in ('out', 'in', 'pulled')", name=op.f("ck_wire_box")),
        sa.CheckConstraint("state in ('', 'new', 'done', 'refused')", name=op.f("ck_wire_state")),
        _of_peer("wire"),
        *_of_version(),
        sa.PrimaryKeyConstraint("box", "peer", "seq", name=op.f("pk_wire")),
        sa.UniqueConstraint("box", "peer", "stix_id", "version", name=op.f("uq_wire_box_peer_stix_id_version")),
    )
    op.create_index(op.f("ix_wire_box_peer_type_seq"), "wire", ["box", "peer", "type", "seq"])
    op.create_index("ix_wire_new", "wire", ["box", "peer", "seq"], sqlite_where=sa.text("state = 'new'"))
    where = sa.text("record_id IS NOT NULL")
    op.create_index(op.f("ix_wire_record_id_number"), "wire", ["record_id", "number"], sqlite_where=where)
    op.create_index(op.f("ix_wire_keep_until"), "wire", ["keep_until"], sqlite_where=sa.text("keep_until IS NOT NULL"))
    op.execute("""CREATE TRIGGER version_told AFTER UPDATE OF opened, closed, set_id ON version
    BEGIN
    UPDATE wire SET opened = NEW.opened, closed = NEW.closed, of_set = NEW.set_id
    WHERE record_id = NEW.record_id AND number = NEW.number;
    END""")


def _of_version() -> Sequence[sa.ForeignKeyConstraint]:
    version = (["record_id", "number"], ["version.record_id", "version.number"])
    own = sa.ForeignKeyConstraint(*version, name=op.f("fk_wire_record_id_number"), ondelete="CASCADE")
    sets = [
        sa.ForeignKeyConstraint([name], ["release_set.id"], name=op.f(f"fk_wire_{name}"))
        for name in ("set_id", "of_set")
    ]
    return [own, *sets, sa.ForeignKeyConstraint(["list_id"], ["list.id"], name=op.f("fk_wire_list_id"))]


def _of_peer(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["peer"], ["peer.name"], name=op.f(f"fk_{table}_peer"), ondelete="CASCADE")


def _of_record(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], ["record.id"], name=op.f(f"fk_{table}_{column}"), ondelete="CASCADE")


def _boxes() -> None:
    op.create_table(
        "post",
        *_texts("id", "peer", "at"),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        _of_peer("post"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post")),
    )
    for name in ("peer", "at"):
        op.create_index(op.f(f"ix_post_{name}"), "post", [name])
    op.create_table(
        "message",
        *_texts("id", "box", "peer", "kind"),
        *_texts("about", nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        *_texts("at"),
        *_texts("due", nullable=True),
        *_texts("state"),
        *_texts("answered_at", nullable=True),
        *_texts("purpose", "actor"),
        sa.CheckConstraint("box in ('out', 'in')", name=op.f("ck_message_box")),
        _of_peer("message"),
        _of_record("message", "about"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
    )
    op.create_index(op.f("ix_message_peer_state"), "message", ["peer", "state"])
    op.create_index(op.f("ix_message_about"), "message", ["about"])


def _sent_and_received() -> None:
    op.create_table(
        "offered",
        *_texts("peer", "stix_id", "record_id", "kind"),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        *_texts("made"),
        _of_peer("offered"),
        sa.PrimaryKeyConstraint("peer", "stix_id", name=op.f("pk_offered")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_offered_peer_record_id"), "offered", ["peer", "record_id"])
    op.create_table(
        "sent_withdrawal",
        *_texts("id", "peer", "at", "of", "reason"),
        *_texts("answered", nullable=True),
        sa.Column("receipt", sa.LargeBinary()),
        _of_peer("sent_withdrawal"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sent_withdrawal")),
    )
    op.create_index(op.f("ix_sent_withdrawal_peer_answered"), "sent_withdrawal", ["peer", "answered"])
    op.create_table(
        "received",
        *_texts("originator", "stix_id", "peer", "kind"),
        *_texts("record_id", nullable=True),
        *_texts("sighting_key", "version"),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        *_texts("keep_until", nullable=True),
        _of_peer("received"),
        sa.PrimaryKeyConstraint("originator", "stix_id", name=op.f("pk_received")),
        sqlite_with_rowid=False,
    )
    for name in ("record_id", "peer", "keep_until"):
        op.create_index(op.f(f"ix_received_{name}"), "received", [name])


def _known_of_peers() -> None:
    op.create_table(
        "pull_state",
        *_texts("peer", "collection", "cursor", "added_after"),
        *_texts("at", nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        *_texts("retry_at", nullable=True),
        *_texts("error"),
        _of_peer("pull_state"),
        sa.PrimaryKeyConstraint("peer", name=op.f("pk_pull_state")),
    )
    op.create_table(
        "peer_head",
        *_texts("peer"),
        sa.Column("ours", sa.Boolean(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        *_texts("at"),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        *_texts("checked", nullable=True),
        _of_peer("peer_head"),
        sa.PrimaryKeyConstraint("peer", "ours", "size", name=op.f("pk_peer_head")),
        sqlite_with_rowid=False,
    )


def _new_for_members() -> None:
    op.create_table(
        "notice",
        *_texts("id", "member", "purpose", "kind", "record_id"),
        *_texts("own_record", nullable=True),
        *_texts("at"),
        *_texts("seen", nullable=True),
        _of_record("notice", "record_id"),
        _of_record("notice", "own_record"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
    )
    op.create_index(op.f("ix_notice_member_at"), "notice", ["member", "at"])
    for name in ("record_id", "own_record"):
        op.create_index(op.f(f"ix_notice_{name}"), "notice", [name])
    op.create_table(
        "interest",
        *_texts("id", "member", "actor", "kind", "value", "made"),
        sa.ForeignKeyConstraint(["actor"], ["actor.name"], name=op.f("fk_interest_actor")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interest")),
        sa.UniqueConstraint("actor", "kind", "value", name=op.f("uq_interest_actor_kind_value")),
    )
