"""Who is sent a digest: when it is due, that one process sends it, and the password sealed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from coalesce.errors import Tampered
from coalesce.store import Store, mail_rows
from coalesce.store.notice_tables import notice
from tests.builders import NOON, let_in, make_store, owner, raw_rows


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = make_store(tmp_path / "node")
    let_in(made, "claire", "FR")
    yield made
    made.close()


def test_a_digest_is_due_at_first_and_after_its_span(store: Store) -> None:
    with store.transaction() as connection:
        mail_rows.ask(connection, "owner", "o@nl.example", "day")
        mail_rows.ask(connection, "claire", "c@fr.example", "week")
        for actor, digest in mail_rows.due(connection, NOON):
            assert mail_rows.claim(connection, digest, NOON), actor
            assert not mail_rows.claim(connection, digest, NOON), "another process has done so"
        assert mail_rows.due(connection, NOON + timedelta(hours=23)) == []
        later = [one.actor for _, one in mail_rows.due(connection, NOON + timedelta(days=1))]
        much_later = [one.actor for _, one in mail_rows.due(connection, NOON + timedelta(days=7))]
    assert (later, much_later) == (["owner"], ["claire", "owner"])


def test_a_change_keeps_when_the_last_one_went(store: Store) -> None:
    with store.transaction() as connection:
        mail_rows.ask(connection, "owner", "o@nl.example", "day")
        ((_, digest),) = mail_rows.due(connection, NOON)
        mail_rows.claim(connection, digest, NOON)
        mail_rows.ask(connection, "owner", "p@nl.example", "week")
        assert mail_rows.asked(connection, "owner") == mail_rows.Digest("owner", "p@nl.example", "week", NOON)
        mail_rows.give_back(connection, digest, NOON)
        assert [one.address for _, one in mail_rows.due(connection, NOON)] == ["p@nl.example"]
        assert mail_rows.leave(connection, "owner")
        assert not mail_rows.leave(connection, "owner")
        assert mail_rows.asked(connection, "owner") is None


def test_whether_there_is_news_asks_for_member_moment_and_whether_it_was_seen(store: Store) -> None:
    with store.transaction() as connection:
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        row = {
            "id": "n",
            "member": "NL",
            "purpose": "border",
            "kind": "new",
            "record_id": "r",
            "at": NOON.isoformat(timespec="microseconds"),
        }
        connection.execute(notice.insert().values(row))
        assert mail_rows.is_news(connection, "NL", None)
        assert mail_rows.is_news(connection, "NL", NOON - timedelta(seconds=1))
        assert not mail_rows.is_news(connection, "NL", NOON)
        assert not mail_rows.is_news(connection, "FR", None)
        connection.execute(notice.update().values(seen=NOON.isoformat()))
        assert not mail_rows.is_news(connection, "NL", None)
        connection.execute(notice.delete())


def test_who_is_not_active_is_sent_none(store: Store) -> None:
    with store.transaction() as connection:
        mail_rows.ask(connection, "claire", "c@fr.example", "day")
    store.staff.set_active(owner(store), "claire", False)
    with store.transaction() as connection:
        assert mail_rows.due(connection, NOON) == []


def test_the_password_is_sealed_and_forgotten(store: Store) -> None:
    with store.transaction() as connection:
        assert mail_rows.password(connection, store.key) == ""
        mail_rows.keep_password(connection, store.key, "first")
        mail_rows.keep_password(connection, store.key, "sécret")
        assert mail_rows.password(connection, store.key) == "sécret"
        with pytest.raises(Tampered):
            mail_rows.password(connection, b"another key" * 3)
    assert "cret" not in str(raw_rows(store.folder, "SELECT * FROM state"))
    with store.transaction() as connection:
        mail_rows.keep_password(connection, store.key, "")
        assert mail_rows.password(connection, store.key) == ""
