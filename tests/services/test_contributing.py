"""What each list gives, as data."""

from __future__ import annotations

from pathlib import Path

from coalesce.dates import PartialDate
from coalesce.records import Sighting, SightingKind
from coalesce.services.contributing import contributions, document
from coalesce.services.people import reading
from tests.builders import INVESTIGATION, add_list, entry, make_node, owner, publish


def seen(*dates: str) -> tuple[Sighting, ...]:
    return tuple(Sighting(SightingKind.PRESENT, "SY", PartialDate.parse(text)) for text in dates)


def test_lag_months_and_completeness_of_a_list(tmp_path: Path) -> None:
    node = make_node(tmp_path / "node")
    to = add_list(node.store)
    rows = [entry("A", sightings=seen("2014-10-30", "2014")), entry("B", sightings=seen("2014-10-22")), entry("C")]
    publish(node.store, to, rows)
    add_list(node.store, "empty")
    with reading(node, owner(node.store), INVESTIGATION) as view:
        found = document(contributions(view, 2))
    node.store.close()
    empty, full = sorted(found["lists"], key=lambda row: row["records"])
    assert (empty["records"], empty["people"], empty["filled"], empty["newest_edition"]) == (0, 0, {}, None)
    assert (full["records"], full["people"], full["sightings"], full["looked_at"]) == (3, 3, 3, 2)
    assert full["months"] == {"2014-10": 2}, "a year is no month"
    assert full["newest_sighting"] == "2014-10-30"
    assert full["lag_days"] is not None
    assert full["filled"]["seen"] == 1.0
