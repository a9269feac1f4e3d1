"""Present records as they would be staged again: the same in all but their handling."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from coalesce.dates import PartialDate
from coalesce.handling import TLP, Purpose
from coalesce.records import Sighting, SightingKind
from coalesce.store.restaging import handlings, restaged, set_default
from tests.builders import add_list, entry, handling, make_store, owner, publish, staged

SEEN = Sighting(SightingKind.ENTERED, "SY", PartialDate.of(2014, 3))


def test_rows_are_those_that_were_staged(tmp_path: Path) -> None:
    store = make_store(tmp_path / "node")
    held = handling("FR", figures=["BE"])
    to = add_list(store, held=held)
    own = replace(SEEN, handling=handling())
    first = [staged(entry("A", sightings=(SEEN, own)), held), staged(entry("B"), handling())]
    publish(store, to, [*first, staged(entry("gone"), held)], "one")
    publish(store, to, first, "two")
    writer = store.write(owner(store), Purpose.PLANNING)
    now = writer.find_list("border")
    rows = {row.entry.reference: row for row in restaged(writer, now, lambda _, given: given)}
    assert rows.keys() == {"A", "B"}
    for before in first:
        after = rows[before.entry.reference]
        assert (after.handling, after.prepared, after.compared) == (before.handling, before.prepared, before.compared)
        assert set(after.search_keys) == set(before.search_keys)
        assert set(after.entry.sightings) == set(before.entry.sightings)
        assert replace(after.entry, sightings=()) == replace(before.entry, sightings=())
    assert sorted(number for _, number in handlings(writer, now)) == [1, 1]
    assert {one.releases for one, _ in handlings(writer, now)} == {held.releases, frozenset()}
    set_default(writer, now, replace(held, tlp=TLP.RED))
    assert writer.find_list("border").handling == replace(held, tlp=TLP.RED)
    store.close()
