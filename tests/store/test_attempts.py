"""An attempt is counted before it proves right, and a name's past is forgiven where an address's is not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from coalesce.access.delays import Delay
from coalesce.dates import FixedClock
from coalesce.errors import TooManyAttempts
from coalesce.store import Store, attempts
from coalesce.store.attempts import Tried
from tests.builders import NOON, make_store, raw_rows

DAY = timedelta(days=1)
NAME = Tried(b"name", Delay(free=1, first=10, most=100))
ADDRESS = Tried(b"address", Delay(free=2, first=1, most=100), forgiven=False)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = make_store(tmp_path / "node", FixedClock(NOON))
    yield made
    made.close()


def begin(store: Store, after: float, *tried: Tried) -> None:
    with store.transaction() as connection:
        attempts.begin(connection, list(tried), NOON + timedelta(seconds=after), DAY)


def failures(store: Store) -> dict[bytes, int]:
    return dict(raw_rows(store.folder, "SELECT key, failures FROM attempt"))


def test_the_longer_wait_counts_and_a_refused_attempt_is_not_counted(store: Store) -> None:
    for _ in range(2):
        begin(store, 0, NAME, ADDRESS)
    with pytest.raises(TooManyAttempts) as caught:
        begin(store, 4.5, NAME, ADDRESS)
    assert caught.value.seconds == 6
    assert failures(store) == {b"name": 2, b"address": 2}
    begin(store, 10, NAME, ADDRESS)
    assert failures(store) == {b"name": 3, b"address": 3}


def test_a_name_that_proves_right_is_forgiven_and_its_address_for_this_time(store: Store) -> None:
    begin(store, 0, NAME, ADDRESS)
    begin(store, 0, NAME, ADDRESS)
    with store.transaction() as connection:
        attempts.succeeded(connection, [NAME, ADDRESS], NOON)
    assert failures(store) == {b"address": 1}


def test_what_is_long_ago_is_forgotten(store: Store) -> None:
    begin(store, 0, NAME)
    begin(store, 86_400, ADDRESS)
    assert failures(store) == {b"address": 1}
