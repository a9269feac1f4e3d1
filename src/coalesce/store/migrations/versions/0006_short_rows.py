"""Links and people in short rows: a weight stands once for all links that bear it, a build names its audience once.

Links are carried over; people are made anew when next asked for.
"""

import hashlib
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables anew, and the triggers that take away what is derived of a record when it goes."""
    _links()
    _people()
    for view, column, table in (("link_runs", "run", "link"), ("people_builds", "build", "person_of")):
        op.execute(f"""CREATE VIEW {view} AS WITH RECURSIVE known(number) AS (SELECT min({column}) FROM {table}
    UNION ALL SELECT (SELECT min({column}) FROM {table} WHERE {column} > known.number) FROM known
    WHERE known.number IS NOT NULL) SELECT number FROM known WHERE number IS NOT NULL""")
    op.execute("""CREATE TRIGGER record_gone AFTER DELETE ON record
    BEGIN
    DELETE FROM link WHERE run IN (SELECT number FROM link_runs) AND "left" = OLD.id;
    DELETE FROM link WHERE (run, "left", "right") IN (SELECT r.run, r."left", r."right" FROM link_right AS r
        WHERE r.run IN (SELECT number FROM link_runs) AND r."right" = OLD.id);
    DELETE FROM person_of WHERE build IN (SELECT number FROM people_builds) AND record_id = OLD.id;
    END""")


def _links() -> None:
    op.drop_index(op.f("ix_link_left"), table_name="link")
    op.drop_index(op.f("ix_link_right"), table_name="link")
    op.rename_table("link", "link_before")
    op.create_table(
        "link",
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("left", sa.String(), nullable=False),
        sa.Column("right", sa.String(), nullable=False),
        sa.Column("left_version", sa.Integer(), nullable=False),
        sa.Column("right_version", sa.Integer(), nullable=False),
        sa.Column("probability", sa.Float(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.CheckConstraint('"left" < "right"', name=op.f("ck_link_order")),
        sa.PrimaryKeyConstraint("run", "left", "right", name=op.f("pk_link")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "link_right",
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("right", sa.String(), nullable=False),
        sa.Column("left", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("run", "right", "left", name=op.f("pk_link_right")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "link_weight",
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("parts", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("run", "number", name=op.f("pk_link_weight")),
        sqlite_with_rowid=False,
    )
    _carry()
    op.drop_table("link_before")
    op.execute("""CREATE TRIGGER link_gone AFTER DELETE ON link
    BEGIN DELETE FROM link_right WHERE run = OLD.run AND "right" = OLD."right" AND "left" = OLD."left"; END""")


def _carry() -> None:
    driver: Any = op.get_bind().connection.dbapi_connection
    driver.create_function("weight_number", 2, _number, deterministic=True)
    op.execute("""INSERT INTO link_weight SELECT DISTINCT run, weight_number(model, parts), model, parts
    FROM link_before""")
    op.execute("""INSERT INTO link SELECT run, "left", "right", left_version, right_version, probability,
    weight_number(model, parts) FROM link_before""")
    op.execute("""INSERT INTO link_right SELECT run, "right", "left" FROM link ORDER BY run, "right", "left" """)


def _number(model: str, parts: bytes) -> int:
    digest = hashlib.blake2b(model.encode() + b"\0" + parts, digest_size=8).digest()
    return int.from_bytes(digest, "little", signed=True)


def _people() -> None:
    op.execute("DELETE FROM audience")
    op.drop_table("person_record")
    op.drop_table("person_of")
    op.create_index(op.f("ix_audience_build"), "audience", ["build"], unique=True)
    op.create_table(
        "person_of",
        sa.Column("build", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("judged", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("build", "record_id", name=op.f("pk_person_of")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "person_record",
        sa.Column("build", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("record_id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("build", "person", "record_id", name=op.f("pk_person_record")),
        sqlite_with_rowid=False,
    )
    op.execute("""CREATE TRIGGER person_of_gone AFTER DELETE ON person_of
    BEGIN DELETE FROM person_record WHERE build = OLD.build AND person = OLD.person AND record_id = OLD.record_id; END""")
