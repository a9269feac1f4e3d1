"""Why something is no longer a peer's: one of four words, or none where it knows by itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from coalesce.records import RecordList, Sighting, SightingKind, TakenBack
from coalesce.services.node import Node
from coalesce.services.withdrawing import withdraw
from coalesce.store import Store, lost_rows
from coalesce.store.codec import said_of
from coalesce.store.offered_rows import Offered
from tests.builders import INVESTIGATION, add_list, entry, handling, ids, make_store, model, owner, publish

SEEN = Sighting(SightingKind.ENTERED, "SY")
TODAY = date(2014, 11, 1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = make_store(tmp_path / "node")
    yield made
    made.close()


@pytest.fixture
def border(store: Store) -> RecordList:
    made = add_list(store, held=handling("FR"))
    publish(store, made, [entry("A", sightings=(SEEN,)), entry("B")], "first")
    return made


def sighting_id(record: str, said: str, time: int) -> str:
    return f"sighting--{record}-{said}-{time}"


def why(store: Store, *lost: Offered) -> list[TakenBack | None]:
    with store.transaction() as connection:
        found = lost_rows.reasons(connection, lost, TODAY, sighting_id)
    return [found[one.stix_id] for one in lost]


def given(record: str, kind: str = "identity", stix_id: str = "identity--1", until: str = "2019-01-01") -> Offered:
    return Offered(stix_id, record, kind, 1, b"", "2014-11-01", until)


def test_each_reason_is_told_by_what_became_of_the_record(store: Store, border: RecordList) -> None:
    known = ids(store)
    lost = given(known["A"])
    assert why(store, lost) == [TakenBack.NARROWED]
    publish(store, border, [entry("B")], "second")
    assert why(store, lost) == [TakenBack.DELISTED]
    withdraw(Node(store, model()), owner(store), INVESTIGATION, known["A"], "they asked")
    assert why(store, lost) == [TakenBack.WITHDRAWN]
    assert why(store, replace(lost, keep_until="2014-10-31")) == [TakenBack.WITHDRAWN]
    assert why(store, given("erased")) == [TakenBack.EXPIRED]
    assert why(store, given("erased", until="2014-10-31"), given(known["B"], stix_id="identity--2")) == [
        None,
        TakenBack.NARROWED,
    ]


def test_a_sighting_that_is_told_still_was_narrowed_and_another_taken_back(store: Store, border: RecordList) -> None:
    record = ids(store)["A"]
    still = given(record, "sighting", sighting_id(record, said_of(SEEN), 1))
    gone = given(record, "sighting", sighting_id(record, said_of(SEEN), 2))
    assert why(store, still, gone) == [TakenBack.NARROWED, TakenBack.WITHDRAWN]
    assert why(store, replace(gone, keep_until="2014-10-31")) == [None]
