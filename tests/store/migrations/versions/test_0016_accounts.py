"""Tables of signing in hold no secret in the open: by their columns, and by their migration."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from alembic import command

from coalesce.store import account_tables, migrate
from coalesce.store.connections import migration_engine


def test_a_node_of_before_keeps_its_links_and_tokens_and_no_session(tmp_path: Path) -> None:
    engine, config = migration_engine(tmp_path / "old.db"), migrate._config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0015")
        connection.exec_driver_sql("INSERT INTO member VALUES ('NL', 'NL')")
        connection.exec_driver_sql("INSERT INTO actor VALUES ('owner', 'NL', 'reader', 1)")
        for kind in ("link", "session", "token"):
            row = f"(x'{kind.encode().hex()}', 'owner', '{kind}', '2031-01-01T00:00:00+00:00')"
            connection.exec_driver_sql(f"INSERT INTO credential VALUES {row}")
        command.upgrade(config, "head")
    engine.dispose()
    with closing(sqlite3.connect(tmp_path / "old.db")) as raw:
        kept = raw.execute("SELECT kind, writes, purposes, length(id) FROM credential ORDER BY kind").fetchall()
        assert kept == [("link", 1, "", 16), ("token", 1, "", 16)]
        made = raw.execute("SELECT made FROM credential").fetchone()[0]
        assert made.endswith("+00:00")


def test_no_column_is_called_a_secret() -> None:
    for table in (account_tables.credential, account_tables.account, account_tables.recovery_code):
        assert not {column.name for column in table.columns} & {"secret", "token", "code"}
