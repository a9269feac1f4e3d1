"""The smallest pieces: escaping, numbers, widths."""

from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalesce.drawing.svg import number, picture, spoken, tag, text_width, words
from coalesce.flows import Interval

TEXT = st.text(st.characters(blacklist_categories=("Cc", "Cs", "Cn"), blacklist_characters="\ufffe\uffff"))


@given(TEXT, TEXT)
def test_any_text_is_escaped(attribute: str, text: str) -> None:
    element = ET.fromstring(tag("text", {"data_name": attribute}, words(text)))
    assert element.attrib["data-name"] == attribute.replace("\u2028", "\u2028")
    assert (element.text or "") == text


@pytest.mark.parametrize(
    ("value", "text"), [(1.0, "1"), (1.256, "1.26"), (-0.001, "0"), (100.0, "100"), (7, "7"), ("a", "a")]
)
def test_numbers_are_short(value: object, text: str) -> None:
    assert number(value) == text


def test_attributes_of_none_are_left_out() -> None:
    assert tag("rect", {"x": 1, "fill": None, "stroke_width": 2.0}) == '<rect x="1" stroke-width="2"/>'


def test_widths_grow_with_text_size_and_weight() -> None:
    assert text_width("Gaziantep", 12) > text_width("Gazi", 12)
    assert text_width("Gaziantep", 24) == pytest.approx(2 * text_width("Gaziantep", 12))
    assert text_width("Gaziantep", 12, bold=True) > text_width("Gaziantep", 12)
    assert text_width("a\u0301", 10) == text_width("a", 10)
    assert text_width("حلب", 10) > 0


def test_spoken() -> None:
    assert spoken(None) == "not shown"
    assert spoken(Interval(1, 1, 1)) == "1 person"
    assert spoken(Interval(1200, 1300, 1400)) == "1,300 people (1,200 to 1,400)"


def test_a_picture_is_named() -> None:
    root = ET.fromstring(picture((10.0, 20.5), "map", "A < B", "why & how", ["<g/>"], "p"))
    assert root.attrib["viewBox"] == "0 0 10 20.5"
    assert root.attrib["class"] == "drawing map"
    assert [child.text for child in root][:2] == ["A < B", "why & how"]
