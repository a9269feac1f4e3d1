"""A search as plain data."""

from __future__ import annotations

from pathlib import Path

from coalesce.services.searching import Search, search
from coalesce.services.telling_records import found_document
from tests.builders import INVESTIGATION, add_list, make_node, owner, person_with_papers, publish


def test_each_hit_tells_why_and_each_facet_its_numbers(tmp_path: Path) -> None:
    node = make_node(tmp_path / "node")
    publish(node.store, add_list(node.store), [person_with_papers("R1", 1), person_with_papers("R2", 2)])
    with node.store.read(owner(node.store), INVESTIGATION) as view:
        named, numbered, all_of_them = (
            found_document(search(view, Search(text))) for text in ("Zorbal Kemtari", "X123451", "")
        )
    node.store.close()
    assert {row["reference"]: row["why"]["score"] > 0.9 for row in named["records"]} == {"R1": True, "R2": True}
    assert [(row["reference"], row["why"]) for row in numbered["records"]] == [("R1", {"document": "X123451"})]
    assert [row["why"] for row in all_of_them["records"]] == [None, None]
    assert (named["total"], named["complete"], named["gathered"]) == (2, True, 2)
    assert all_of_them["facets"]["nationality"] == {"TN": 2}
