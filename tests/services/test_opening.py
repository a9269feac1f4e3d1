"""A list opened whatever its format: what looks like STIX is read as STIX, and imported as any other list."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from coalesce import intake
from coalesce.errors import BadFile, BadUsage
from coalesce.handling import TLP
from coalesce.intake import Limits, Mapping, Read
from coalesce.services.importing import ImportOrder, import_file
from coalesce.services.node import Node
from coalesce.services.opening import READERS, is_stix, open_list
from coalesce.services.previewing import preview
from tests.builders import INVESTIGATION, add_list, ids, make_node, owner, tables

TIMES = {"spec_version": "2.1", "created": "2014-07-01T00:00:00Z", "modified": "2014-08-01T00:00:00Z"}
PERSON = "identity--00000000-0000-4000-8000-00000000000{}"
PLACE = {
    "type": "location",
    "id": "location--00000000-0000-4000-8000-000000000001",
    **TIMES,
    "country": "SY",
    "name": "Raqqa",
}


def person(number: int, **fields: Any) -> dict[str, Any]:
    """An individual; the name is invented."""
    said = {"name": "Vulneq Shambir", "identity_class": "individual", **fields}
    return {"type": "identity", "id": PERSON.format(number), **TIMES, **said}


def sighting(number: int) -> dict[str, Any]:
    """That individual in Raqqa."""
    seen = {
        "sighting_of_ref": PERSON.format(number),
        "where_sighted_refs": [PLACE["id"]],
        "first_seen": "2014-07-09T00:00:00Z",
    }
    return {"type": "sighting", "id": f"sighting--00000000-0000-4000-8000-00000000000{number}", **TIMES, **seen}


def bundle(folder: Path, *objects: dict[str, Any], name: str = "theirs.json") -> Path:
    """A bundle of these objects on disk, in one line."""
    path = folder / name
    path.write_bytes(orjson.dumps({"type": "bundle", "id": "bundle--1", "objects": objects}))
    return path


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    made = make_node(tmp_path / "node")
    yield made
    made.store.close()


def test_stix_is_known_by_its_content_and_the_rest_is_as_before(tmp_path: Path) -> None:
    path = bundle(tmp_path, person(1))
    assert is_stix(path)
    source = open_list(path)
    assert (source.reader, [type(row) for row in source.rows()]) == ("stix", [Read])
    table = tmp_path / "list.csv"
    table.write_text("reference,name\nA1,Zorbal Kemtari\n", encoding="utf-8")
    assert open_list(table).reader == "csv"
    assert open_list(table, reader="csv", mapping=Mapping()).reader == "csv"
    assert not is_stix(tmp_path)
    assert (*intake.READERS, "stix") == READERS


def test_what_makes_no_sense_is_said(tmp_path: Path) -> None:
    path = bundle(tmp_path, person(1))
    with pytest.raises(BadUsage, match="auto, csv, un, ofac, eu, jsonl, ftm, xlsx, stix"):
        open_list(path, reader="xml")
    with pytest.raises(BadUsage, match="mapping"):
        open_list(path, mapping=Mapping())
    with pytest.raises(BadFile, match="more than the 10 allowed"):
        open_list(path, limits=Limits(max_stix_bytes=10))
    with pytest.raises(BadFile, match="cannot be read"):
        open_list(tmp_path / "absent.json", reader="stix")


def test_individuals_are_imported_with_where_they_were_seen(node: Node, tmp_path: Path) -> None:
    to = add_list(node.store)
    path = bundle(
        tmp_path, person(1), person(2, name="?"), person(3, identity_class="group"), PLACE, sighting(1), sighting(2)
    )
    report = import_file(node, owner(node.store), ImportOrder(path, to.name, "stix"))
    assert (report.accepted, report.rejected, report.left_out) == (1, 2, {"group": 1})
    known = ids(node.store)
    with node.store.read(owner(node.store), INVESTIGATION) as view:
        (record,) = view.records(list(known.values())).values()
    assert (record.entry.reference, record.name) == (PERSON.format(1), "Vulneq Shambir")
    assert [(seen.sighting.country, seen.sighting.place) for seen in record.sightings] == [("SY", "Raqqa")]
    assert record.handling.tlp is TLP.AMBER
    with (tmp_path / "theirs.json.rejected.csv").open(encoding="utf-8", newline="") as file:
        kept = list(csv.DictReader(file))
    assert [(row["line"], row["reason"].partition(":")[0]) for row in kept] == [("2", "name"), ("6", "sighting_of_ref")]
    again = import_file(node, owner(node.store), ImportOrder(bundle(tmp_path, person(1, name="Other")), to.name))
    assert (again.changed, again.delisted) == (1, 0)


def test_a_preview_shows_rows_and_proposes_no_columns(node: Node, tmp_path: Path) -> None:
    to = add_list(node.store)
    before = tables(node.store.folder)
    found = preview(node, to, ImportOrder(bundle(tmp_path, person(1), person(2, name="?")), to.name))
    assert (found.fault, found.reader, found.columns) == ("", "stix", ())
    assert (found.accepted, found.rejected) == (1, 1)
    assert tables(node.store.folder) == before


def test_a_bundle_of_which_nothing_can_be_read_changes_nothing(node: Node, tmp_path: Path) -> None:
    to = add_list(node.store)
    import_file(node, owner(node.store), ImportOrder(bundle(tmp_path, person(1)), to.name))
    before = tables(node.store.folder, "audit", "release_set", "reader", "grant")
    with pytest.raises(BadFile, match="no row can be accepted"):
        import_file(node, owner(node.store), ImportOrder(bundle(tmp_path, person(2, name="?")), to.name))
    assert tables(node.store.folder, "audit", "release_set", "reader", "grant") == before
