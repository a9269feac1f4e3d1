"""Numbers of what each list gives, of visible rows alone."""

from __future__ import annotations

from pathlib import Path

from coalesce.dates import PartialDate
from coalesce.records import Sighting, SightingKind
from coalesce.services.people import reading
from tests.builders import INVESTIGATION, add_list, entry, handling, let_in, make_node, owner, publish, staged

SEEN = (Sighting(SightingKind.PRESENT, "SY", PartialDate.of(2014, 3)), Sighting(SightingKind.PRESENT, "IQ"))


def test_numbers_are_of_visible_rows(tmp_path: Path) -> None:
    node = make_node(tmp_path / "node")
    claire = let_in(node.store, "claire", "FR")
    to = add_list(node.store)
    publish(node.store, to, [staged(entry(f"R{n}", sightings=SEEN), handling(*["FR"][:n])) for n in range(2)])
    with reading(node, owner(node.store), INVESTIGATION) as view:
        assert view.people_by_list() == {to.id: 2}
        assert view.people_by_member() == {"NL": 2}
        assert sorted(view.sightings_by_month(), key=str) == sorted(
            [(to.id, None, 2, None), (to.id, "2014-03", 2, "2014-03-31")], key=str
        )
        assert view.own_arrivals(9) == [(to.id, 1, "2014-03-31")] * 2
        assert len(view.own_arrivals(1)) == 1
    with reading(node, claire, INVESTIGATION) as view:
        assert view.people_by_list() == {to.id: 1}
        assert view.own_arrivals(9) == []
        assert {number for _, _, number, _ in view.sightings_by_month()} == {1}
    node.store.close()
