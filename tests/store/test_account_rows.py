"""A row of an account: empty at first, one for each actor, and a code taken once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from coalesce.access.one_time_codes import code
from coalesce.dates import FixedClock
from coalesce.store import Store, account_rows
from tests.builders import NOON, make_store

SECRET = b"12345678901234567890"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = make_store(tmp_path / "node", FixedClock(NOON))
    yield made
    made.close()


def test_an_account_is_empty_until_something_is_set(store: Store) -> None:
    with store.transaction() as connection:
        assert account_rows.read(connection, "owner") == account_rows.Account("owner")
        assert account_rows.password_of(connection, "owner") is None
        account_rows.set_password(connection, "owner", "a hash", NOON)
        account_rows.saw(connection, "owner", NOON + timedelta(hours=1))
        found = account_rows.read(connection, "owner")
        assert (found.password_at, found.seen, found.factor_at) == (NOON, NOON + timedelta(hours=1), None)
        account_rows.set_password(connection, "owner", None, NOON)
        assert account_rows.password_of(connection, "owner") is None
        assert account_rows.read(connection, "owner").password_at is None


def test_a_code_is_taken_once_in_whatever_order(store: Store) -> None:
    with store.transaction() as connection:
        assert not account_rows.take_code(connection, store.key, "owner", code(SECRET, 100), 100)
        account_rows.set_factor(connection, store.key, "owner", SECRET, (98, NOON))
        assert account_rows.has_factor(connection, "owner")
        for step, given, right in (
            (100, 97, False),
            (100, 98, False),
            (100, 101, True),
            (100, 100, False),
            (101, 102, True),
        ):
            assert account_rows.take_code(connection, store.key, "owner", code(SECRET, given), step) is right
        account_rows.drop_factor(connection, "owner")
        assert not account_rows.has_factor(connection, "owner")


def test_a_secret_sealed_under_another_key_opens_nothing(store: Store) -> None:
    with store.transaction() as connection:
        account_rows.set_factor(connection, store.key, "owner", SECRET, (0, NOON))
        assert not account_rows.take_code(connection, bytes(32), "owner", code(SECRET, 100), 100)


def test_what_is_good_once_is_forgotten_when_it_is_over(store: Store) -> None:
    with store.transaction() as connection:
        assert account_rows.spend(connection, b"1", NOON, NOON + timedelta(minutes=1))
        assert not account_rows.spend(connection, b"1", NOON, NOON + timedelta(minutes=1))
        assert account_rows.spend(connection, b"1", NOON + timedelta(minutes=1), NOON + timedelta(minutes=2))
