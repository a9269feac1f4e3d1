"""Rows of requests: written once, answered once, erased in time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from coalesce.handling import Purpose
from coalesce.records import Answer, Asks, Outcome, RedressRequest
from coalesce.store import Store, redress_rows
from tests.builders import NOON, add_list, entry, ids, make_store, owner, publish


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = make_store(tmp_path / "node")
    publish(made, add_list(made), [entry("A"), entry("B")])
    yield made
    made.close()


def made(store: Store, **changes: str) -> RedressRequest:
    plain = RedressRequest(
        "q", Asks.CORRECT, ids(store)["A"], "", "NL", "NL", "owner", "redress", NOON, date(2014, 12, 1), "words", "sex",
        "F", None,
    )  # fmt: skip
    return replace(plain, **changes)  # type: ignore[arg-type]  # texts alone are changed


def read(store: Store) -> RedressRequest:
    with store.read(owner(store), Purpose.REDRESS) as view:
        return view.request("q")


def test_what_is_kept_is_read_again(store: Store) -> None:
    asked = made(store)
    with store.transaction() as connection:
        assert redress_rows.keep(connection, asked)
    assert read(store) == asked
    word = Answer(Outcome.CORRECTED, "NL", "owner", NOON, "seen")
    with store.transaction() as connection:
        assert redress_rows.answer(connection, asked, word)
        assert not redress_rows.answer(connection, asked, replace(word, why="again"))
    assert read(store).answer == word


@pytest.mark.parametrize("gone", [{"record": "x"}, {"other": "x"}])
def test_nothing_is_kept_of_what_is_not_there(store: Store, gone: dict[str, str]) -> None:
    asked = made(store, **gone)
    with store.transaction() as connection:
        assert not redress_rows.keep(connection, asked)
        assert not redress_rows.overdue(connection, "9999")


def test_only_answered_ones_are_erased_and_only_in_time(store: Store) -> None:
    asked = made(store)
    with store.transaction() as connection:
        redress_rows.keep(connection, asked)
        assert not redress_rows.overdue(connection, "9999")
        assert redress_rows.erase(connection, "9999") == 0
        redress_rows.answer(connection, asked, Answer(Outcome.REFUSED, "NL", "owner", NOON, "no"))
        assert not redress_rows.overdue(connection, "2014-11-01T12")
        assert redress_rows.overdue(connection, "2014-11-01T13")
        assert redress_rows.erase(connection, "2014-11-01T12") == 0
        assert redress_rows.erase(connection, "2014-11-01T13") == 1
