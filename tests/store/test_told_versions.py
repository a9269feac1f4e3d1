"""What a member was told of a record held all the time, or was another for a while."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from coalesce.handling import Handling
from coalesce.records import RecordList, Sighting, SightingKind
from coalesce.store import Store
from coalesce.store.codec import said_of
from coalesce.store.staging import Staged
from coalesce.store.told_versions import unbroken
from tests.builders import add_list, entry, handling, ids, let_in, make_store, publish, staged

SEEN = Sighting(SightingKind.ENTERED, "SY")
LEFT = Sighting(SightingKind.LEFT, "SY")
BOTH = frozenset({"", said_of(SEEN), said_of(LEFT)})
FR = handling("FR")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = make_store(tmp_path / "node")
    let_in(made, "claire", "FR")
    yield made
    made.close()


@pytest.fixture
def border(store: Store) -> RecordList:
    made = add_list(store)
    publish(store, made, [one(FR)], "first")
    return made


def one(held: Handling, left: Handling | None = None, name: str = "Zorbal") -> Staged:
    return staged(entry("A", name, sightings=(SEEN, replace(LEFT, handling=left))), held)


def steady(store: Store, member: str = "FR") -> frozenset[str]:
    record = ids(store)["A"]
    with store.transaction() as connection:
        return unbroken(connection, member, [(record, 1)])[record]


def test_changes_that_are_none_for_the_member_break_nothing(store: Store, border: RecordList) -> None:
    assert steady(store) == BOTH
    publish(store, border, [one(FR, name="Vulneq")], "second")
    publish(store, border, [one(handling("FR", "BE"), name="Vulneq")], "third")
    assert steady(store) == BOTH


def test_another_handling_in_between_breaks_what_had_it(store: Store, border: RecordList) -> None:
    publish(store, border, [one(FR, handling())], "second")
    publish(store, border, [one(FR)], "third")
    assert steady(store) == BOTH - {said_of(LEFT)}
    publish(store, border, [one(handling())], "fourth")
    publish(store, border, [one(FR)], "fifth")
    assert steady(store) == frozenset()
    assert steady(store, "DE") == BOTH  # who was never told anything


def test_a_sighting_that_was_not_told_for_a_while_is_broken(store: Store, border: RecordList) -> None:
    publish(store, border, [staged(entry("A", sightings=(SEEN,)), FR)], "second")
    publish(store, border, [one(FR)], "third")
    assert steady(store) == {"", said_of(SEEN)}


def test_not_being_listed_for_a_while_breaks_all(store: Store, border: RecordList) -> None:
    publish(store, border, [], "second")
    publish(store, border, [one(FR)], "third")
    assert steady(store) == frozenset()
