"""What an import would make of a file, with nothing written."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from coalesce.intake import Mapping
from coalesce.services.importing import ImportOrder
from coalesce.services.node import Node
from coalesce.services.previewing import LOOKED_AT, SHOWN, Preview, preview
from tests.builders import add_list, make_node, tables


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    made = make_node(tmp_path / "node")
    yield made
    made.store.close()


def looked(node: Node, folder: Path, text: str, mapping: Mapping | None = None, name: str = "list.csv") -> Preview:
    to = add_list(node.store, f"list {len(text)}{bool(mapping)}")
    path = folder / name
    path.write_text(text, encoding="utf-8")
    before = tables(node.store.folder)
    found = preview(node, to, ImportOrder(path, to.name, mapping=mapping))
    assert tables(node.store.folder) == before
    return found


def test_rows_are_told_as_an_import_would(node: Node, tmp_path: Path) -> None:
    text = (
        "reference,name,birth_date,release\nA1,Zorbal Kemtari,1986,\nA2,,1986,\nA3,Vulneq,soon,\nA4,Hedraq,2008,\n"
        "A5,Bartuk,,ZZ:border\n"
    )
    found = looked(node, tmp_path, text)
    assert (found.looked_at, found.accepted, found.rejected, found.minors, found.whole) == (5, 2, 3, 1, True)
    assert [(row.line, row.field, bool(row.entry)) for row in found.rows] == [
        (2, "", True), (3, "name", False), (4, "birth_date", False), (5, "", True), (6, "release", False),
    ]  # fmt: skip
    assert {reason.partition(":")[0] for reason, _ in found.reasons} == {"name", "birth_date", "release"}
    assert [(one.heading, one.field) for one in found.columns][:2] == [("reference", "reference"), ("name", "name")]
    assert found.columns[0].cells == ("A1", "A2", "A3")


def test_headings_of_another_list_are_proposed_and_may_be_said(node: Node, tmp_path: Path) -> None:
    text = "Full name,DOB,Extra\nZorbal Kemtari,1986,x\n"
    found = looked(node, tmp_path, text)
    assert (found.fault, found.accepted) == ("", 1)
    assert {one.heading: one.field for one in found.columns} == {"Full name": "name", "DOB": "birth_date", "Extra": ""}
    other = looked(node, tmp_path, text, Mapping({"name": ("Extra",)}))
    assert other.rows[0].entry is not None
    assert other.rows[0].entry.names[0].full == "x"


def test_a_file_that_is_refused_as_a_whole_says_why_and_shows_its_columns(node: Node, tmp_path: Path) -> None:
    found = looked(node, tmp_path, "a,b\n1,2\n")
    assert "name" in found.fault
    assert [one.heading for one in found.columns] == ["a", "b"]
    assert "XML" in looked(node, tmp_path, "<nothing/>", name="a.xml").fault


def test_of_many_rows_the_first_are_looked_at(node: Node, tmp_path: Path) -> None:
    rows = "".join(f"R{n},Zorbal Kemtari\n" for n in range(LOOKED_AT + 1))
    found = looked(node, tmp_path, "reference,name\n" + rows)
    assert (found.looked_at, found.whole, len(found.rows)) == (LOOKED_AT, False, SHOWN)
