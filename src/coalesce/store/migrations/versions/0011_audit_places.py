"""The order of the audit log for each member that reads it, so that a page of a long one is found at once."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0008"
branch_labels = None
depends_on = None


def _told(leaf: str) -> str:
    text = f"CAST({leaf} AS TEXT)"
    words = ", ".join(f"coalesce(json_extract({text}, '$.{name}'), '')" for name in ("actor", "action", "purpose"))
    day = f"substr(coalesce(json_extract({text}, '$.at'), ''), 1, 10)"
    return f"{words}, {day}, coalesce(json_extract({text}, '$.detail.outcome'), 'answered') <> 'answered'"


def _placed(member: str, wanted: str = "") -> str:
    number = f"1 + coalesce((SELECT max(p.number) FROM audit_place AS p WHERE p.member = {member}), 0)"
    return f"INSERT INTO audit_place SELECT {member}, {number}, NEW.seq, {_told('NEW.leaf')}{wanted};"


def upgrade() -> None:
    """Make the table, place the rows that are there, and let each further one be placed."""
    op.create_table(
        "audit_place",
        sa.Column("member", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("refused", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("member", "number", name=op.f("pk_audit_place")),
        sqlite_with_rowid=False,
    )
    op.execute(f"""INSERT INTO audit_place
    SELECT who, row_number() OVER (PARTITION BY who ORDER BY seq), seq, {_told("leaf")}
    FROM (SELECT member AS who, seq, leaf FROM audit
          UNION ALL SELECT about, seq, leaf FROM audit WHERE about NOT IN ('', member))""")
    op.execute(f"""CREATE TRIGGER audit_placed AFTER INSERT ON audit
    BEGIN
    {_placed("NEW.member")}
    {_placed("NEW.about", " WHERE NEW.about NOT IN ('', NEW.member)")}
    END""")
