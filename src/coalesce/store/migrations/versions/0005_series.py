"""Series, their signatures, and the ledger of what was counted once and spent for good."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

STAYS = ("series", "series_signature", "series_closing", "ledger_cell")


def upgrade() -> None:
    """Add the tables, and the triggers that keep them as they are."""
    _series()
    _ledger()
    for table in STAYS:
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_{act.lower()} BEFORE {act} ON {table}"
                f" BEGIN SELECT RAISE(ABORT, '{table} is never changed'); END"
            )
    op.execute(
        "CREATE TRIGGER ledger_person_update BEFORE UPDATE ON ledger_person"
        " BEGIN SELECT RAISE(ABORT, 'ledger_person is never changed'); END"
    )
    op.execute(
        "CREATE TRIGGER ledger_person_delete BEFORE DELETE ON ledger_person"
        " WHEN EXISTS (SELECT 1 FROM series_closing AS c WHERE c.number = OLD.closing)"
        " BEGIN SELECT RAISE(ABORT, 'what is spent stays spent'); END"
    )
    op.execute(
        "CREATE TRIGGER ledger_person_insert BEFORE INSERT ON ledger_person"
        " WHEN EXISTS (SELECT 1 FROM ledger_person AS p WHERE p.pseudonym = NEW.pseudonym AND p.series <> NEW.series)"
        " BEGIN SELECT RAISE(ABORT, 'a record counts in one series only'); END"
    )


def _series() -> None:
    op.create_table(
        "series",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_series")),
    )
    op.create_table(
        "series_signature",
        sa.Column("series", sa.String(), nullable=False),
        sa.Column("member", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("sent", sa.Boolean(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["series"], ["series.name"], name=op.f("fk_series_signature_series")),
        sa.PrimaryKeyConstraint("series", "member", name=op.f("pk_series_signature")),
    )
    op.create_table(
        "series_closing",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("series", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["series"], ["series.name"], name=op.f("fk_series_closing_series")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_series_closing")),
    )


def _ledger() -> None:
    op.create_table(
        "ledger_cell",
        sa.Column("series", sa.String(), nullable=False),
        sa.Column("cell", sa.String(), nullable=False),
        sa.Column("closing", sa.Integer(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["series"], ["series.name"], name=op.f("fk_ledger_cell_series")),
        sa.ForeignKeyConstraint(["closing"], ["series_closing.number"], name=op.f("fk_ledger_cell_closing")),
        sa.PrimaryKeyConstraint("series", "cell", name=op.f("pk_ledger_cell")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "ledger_person",
        sa.Column("pseudonym", sa.String(), nullable=False),
        sa.Column("closing", sa.Integer(), nullable=False),
        sa.Column("series", sa.String(), nullable=False),
        sa.Column("cells", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("pseudonym", "closing", name=op.f("pk_ledger_person")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_ledger_person_closing"), "ledger_person", ["closing"], unique=False)
