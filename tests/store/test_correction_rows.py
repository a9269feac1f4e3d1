"""Corrections of a list by its own keys; what they are compared with is what the list gave first."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from coalesce.records import Correction, RecordList
from coalesce.store import Store, correction_rows
from tests.builders import add_list, entry, ids, make_store, publish


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = make_store(tmp_path / "node")
    yield made
    made.close()


def a_list(store: Store) -> RecordList:
    to = add_list(store)
    publish(store, to, [entry("A"), entry("B")])
    return to


def kept(store: Store, to: RecordList, *made: Correction) -> dict[str, list[tuple[str, bytes, bytes]]]:
    with store.transaction() as connection:
        for one in made:
            correction_rows.keep(connection, one)
        found = correction_rows.of_list(connection, to.id)
    return {key: [(one.field, one.before, one.after) for one in some] for key, some in found.items()}


def test_a_later_one_replaces_what_is_held_and_not_what_was_given(store: Store) -> None:
    to = a_list(store)
    here = ids(store)["A"]
    first, later = Correction(here, "sex", b'"M"', b'"F"', "1"), Correction(here, "sex", b'"F"', b'"X"', "2")
    assert kept(store, to, first) == {"A": [("sex", b'"M"', b'"F"')]}
    assert kept(store, to, later) == {"A": [("sex", b'"M"', b'"X"')]}
    back = Correction(here, "sex", b'"X"', b'"M"', "3")
    assert kept(store, to, back) == {}, "as the list gives it: nothing stands against it"


def test_struck_out_sightings_add_up_and_let_go_lets_go(store: Store) -> None:
    to = a_list(store)
    known = ids(store)
    told = kept(
        store,
        to,
        Correction(known["B"], "sightings", b"[]", b'["one"]', "1"),
        Correction(known["B"], "sightings", b"[]", b'["another"]', "2"),
        Correction(known["B"], "name", b"1", b"2", "2"),
    )
    assert told == {"B": [("name", b"1", b"2"), ("sightings", b"[]", b'["another","one"]')]}
    with store.transaction() as connection:
        correction_rows.let_go(connection, [(known["B"], "name"), (known["A"], "sightings")])
    assert kept(store, to) == {"B": [("sightings", b"[]", b'["another","one"]')]}
