"""A notice goes with whatever it rests on: record, own record, interest, a record between, a sighting."""

from __future__ import annotations

from pathlib import Path

import pytest

from coalesce.store import schema
from coalesce.store.notice_tables import EVERY, notice_mail
from tests.builders import raw_rows
from tests.store.full_nodes import a_full_store


@pytest.mark.parametrize(
    ("column", "goal"), [("record_id", "record"), ("own_record", "record"), ("interest_id", "interest")]
)
def test_what_a_notice_is_about_takes_it_along(column: str, goal: str) -> None:
    (key,) = schema.metadata.tables["notice"].c[column].foreign_keys
    assert (key.target_fullname, key.ondelete) == (f"{goal}.id", "CASCADE")


@pytest.mark.parametrize(
    "gone",
    [
        "DELETE FROM sighting WHERE id IN (SELECT sighting_id FROM notice_basis)",
        "DELETE FROM record WHERE id IN (SELECT own_record FROM notice)",
        "DELETE FROM interest",
        "DELETE FROM notice_basis WHERE sighting_id = ''",
    ],
)
def test_the_database_takes_it_along(gone: str, tmp_path: Path) -> None:
    store = a_full_store(tmp_path / "node")
    assert raw_rows(store.folder, "SELECT count(*) FROM notice") == [(2,)]
    with store.transaction() as connection:
        connection.exec_driver_sql(gone)
    assert raw_rows(store.folder, "SELECT count(*) FROM notice") == [(0,)]
    assert raw_rows(store.folder, "SELECT count(*) FROM notice_basis") == [(0,)]
    store.close()


def test_a_mail_is_sent_as_often_as_the_table_knows() -> None:
    (check,) = [one for one in notice_mail.constraints if getattr(one, "sqltext", None) is not None]
    assert str(check.sqltext) == f"every in {EVERY}"
