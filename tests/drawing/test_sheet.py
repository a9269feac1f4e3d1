"""A sheet: its banner above and below, whole, and its drawings beside and under each other."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalesce.drawing import Banner, FlowMapData, MapOptions, flow_map, sheet
from coalesce.drawing.sheet import LABELS, lines_of
from coalesce.drawing.svg import text_width
from coalesce.handling import TLP

ONE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 50"><rect width="1"/></svg>'


def test_every_label_has_its_colour() -> None:
    assert set(LABELS) == {str(label) for label in TLP}
    for label, colour in LABELS.items():
        svg = sheet([[ONE]], Banner(label, "read as FR", "A & B"))
        assert svg.count(f"TLP:{label.upper()}") == 2
        assert svg.count(colour) >= 2


def test_drawings_of_a_row_are_equally_wide_and_rows_do_not_overlap() -> None:
    root = ET.fromstring(sheet([[ONE, ONE], [ONE]], Banner("amber", "read as FR", "T", ("a note",))))
    inner = [one.attrib for one in root if one.tag.endswith("svg")]
    assert len(inner) == 3
    assert inner[0]["width"] == inner[1]["width"]
    assert inner[0]["y"] == inner[1]["y"]
    assert float(inner[0]["x"]) + float(inner[0]["width"]) < float(inner[1]["x"])
    assert float(inner[0]["y"]) + float(inner[0]["height"]) < float(inner[2]["y"])
    height = float(root.attrib["viewBox"].split()[3])
    assert float(inner[2]["y"]) + float(inner[2]["height"]) < height


@given(st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=400))
def test_the_words_of_the_banner_are_whole_whatever_they_are(told: str) -> None:
    svg = sheet([[ONE]], Banner("red", told, "T"))
    root = ET.fromstring(svg)
    found = " ".join(text.text or "" for text in root.iter() if text.get("fill") == "#e8e8e8")
    assert found.split() == 2 * told.split()


@given(st.text("ab cd  ", max_size=300), st.floats(60, 400))
def test_lines_fit_and_lose_no_word(text: str, room: float) -> None:
    lines = lines_of(text, room)
    assert " ".join(lines).split() == text.split()
    assert all(text_width(line, 13.0) <= room for line in lines if " " in line)


def test_it_stands_alone_and_well_formed(crowded: FlowMapData) -> None:
    svg = sheet([[flow_map(crowded, MapOptions())]], Banner("amber+strict", "a", "b"))
    root = ET.fromstring(svg)
    idents = [one.attrib["id"] for one in root.iter() if "id" in one.attrib]
    assert len(idents) == len(set(idents))
    assert set(re.findall(r'(?:href="#|url\(#)([\w-]+)', svg)) <= set(idents)
    with pytest.raises(ValueError, match="view box"):
        sheet([["<svg></svg>"]], Banner("amber", "a", "b"))
