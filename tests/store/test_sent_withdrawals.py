"""What was taken back of each peer, and who has answered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, timedelta
from pathlib import Path

import pytest

from coalesce.records import ReceiptSent
from coalesce.store import Store, sent_withdrawals
from coalesce.store.peers import KnownPeer
from coalesce.store.sent_withdrawals import Answered, SentWithdrawal
from tests.builders import NOON, let_in, make_store, owner

ONE = SentWithdrawal("w1", "paris", NOON, ("a", "b"), "withdrawn")
TWO = SentWithdrawal("w2", "paris", NOON + timedelta(days=1), ("c",), "narrowed")


def said(
    withdrawal: str, member: str = "FR", erased: tuple[str, ...] = ("a",), held: tuple[str, ...] = ("b",)
) -> ReceiptSent:
    """A receipt; whole for the first withdrawal."""
    return ReceiptSent("coalesce-receipt--1", withdrawal, erased, held, NOON.astimezone(UTC), member)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = make_store(tmp_path / "node")
    let_in(made, "claire", "FR")
    for name in ("paris", "lyon"):
        made.exchange.add(owner(made), KnownPeer(name, "FR"))
    with made.transaction() as connection:
        for one in (TWO, ONE):
            sent_withdrawals.keep(connection, one)
    yield made
    made.close()


def test_the_oldest_without_an_answer_comes_first(store: Store) -> None:
    with store.transaction() as connection:
        assert sent_withdrawals.outstanding(connection, "paris") == [ONE, TWO]
        assert sent_withdrawals.of_peer(connection, "paris", 1) == [TWO]
        assert sent_withdrawals.counts(connection) == {"paris": 2}
        assert sent_withdrawals.outstanding(connection, "lyon") == []


def test_an_answer_is_of_the_member_alone_and_the_first_counts(store: Store) -> None:
    with store.transaction() as connection:
        assert sent_withdrawals.answer(connection, said("w1", "BE"), NOON, b"r") is None
        assert sent_withdrawals.answer(connection, said("w3"), NOON, b"r") is None
        assert sent_withdrawals.answer(connection, said("w1"), NOON, b"r") == Answered("paris", 0)
        assert sent_withdrawals.answer(connection, said("w1"), NOON + timedelta(days=3), b"s") == Answered("paris", 0)
        assert sent_withdrawals.outstanding(connection, "paris") == [TWO]
        assert sent_withdrawals.of_peer(connection, "paris", 9)[1].answered == NOON
        assert sent_withdrawals.counts(connection) == {"paris": 1}


def test_what_a_receipt_does_not_name_stays_owed(store: Store) -> None:
    with store.transaction() as connection:
        assert sent_withdrawals.answer(connection, said("w1", erased=("z",), held=()), NOON, b"r") == Answered(
            "paris", 2
        )
        assert sent_withdrawals.outstanding(connection, "paris") == [ONE, TWO], "it names nothing of it"
        for _ in range(2):
            assert sent_withdrawals.answer(connection, said("w1", held=()), NOON, b"r") == Answered("paris", 1)
            assert [one.of for one in sent_withdrawals.outstanding(connection, "paris")] == [("b",), ("c",)]
            told = {one.of: one.answered for one in sent_withdrawals.of_peer(connection, "paris", 9)}
            assert told == {("a",): NOON, ("b",): None, ("c",): None}
        assert sent_withdrawals.answer(connection, said("w1", erased=()), NOON, b"s") == Answered("paris", 0)
        assert sent_withdrawals.counts(connection) == {"paris": 1}
