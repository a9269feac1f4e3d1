"""Rows to records: the marks come back as the handling that was given."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalesce.dates import PartialDate
from coalesce.handling import TLP, Grant, Handling, HandlingCode, Onward, Purpose
from coalesce.records import Grade, Sighting, SightingKind
from coalesce.store import Store, read_rows
from tests.builders import INVESTIGATION, add_list, entry, ids, make_store, owner, publish, staged

handlings = st.builds(
    Handling,
    st.dates(date(2015, 1, 1), date(2030, 1, 1)),
    st.sampled_from(list(TLP)),
    st.frozensets(st.builds(Grant, st.sampled_from(list(Purpose)), st.sampled_from(["FR", "BE"]))),
    st.frozensets(st.sampled_from(["FR", "BE"])),
    st.sampled_from(list(HandlingCode)),
    st.sampled_from(list(Onward)),
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    made = make_store(tmp_path_factory.mktemp("rows") / "node")
    add_list(made)
    yield made
    made.close()


@given(held=handlings, seen=handlings)
def test_an_owner_reads_the_handling_as_given(store: Store, held: Handling, seen: Handling) -> None:
    to = store.write(owner(store), INVESTIGATION).find_list("border")
    own = Sighting(SightingKind.PRESENT, "SY", handling=seen)
    publish(store, to, [staged(entry("R", sightings=(own,)), held)], "another file each time")
    identity = ids(store)["R"]
    with store.read(owner(store), INVESTIGATION) as view:
        record = view.record(identity)
    assert record.handling == held
    assert [one.sighting.handling for one in record.sightings] == [seen]


def a_row(**fields: Any) -> Any:
    shown = {"id": "s", "kind": "entered", "country": "SY", "place": None, "from_country": None, "grade": "B"}
    return SimpleNamespace(**{**shown, "first": None, "last": None, "circa": 0, **fields})


def test_a_sighting_without_a_date_has_none() -> None:
    held = read_rows.sighting(a_row(), None)
    assert held.sighting == Sighting(SightingKind.ENTERED, "SY", grade=Grade.B)
    dated = read_rows.sighting(a_row(first="2014-03-01", last="2014-03-31", circa=1), None)
    assert dated.sighting.date == PartialDate.of(2014, 3, circa=True)


def test_grants_are_gathered_by_set() -> None:
    rows = [SimpleNamespace(set_id=n % 2, kind="border", member=member) for n, member in enumerate(["FR", "BE", "DE"])]
    found = read_rows.grants(rows)  # type: ignore[arg-type]  # rows of any make with these three names
    assert found == {0: [("border", "FR"), ("border", "DE")], 1: [("border", "BE")]}
