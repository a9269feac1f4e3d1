"""The UpSet plot: each pattern once, the largest first, the rest in words."""

import re
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from coalesce.drawing import UpsetOptions, upset
from coalesce.drawing.upset import pattern_words
from coalesce.records import CaptureTable

TABLE = CaptureTable(("DE/a & b", "TR/c", "TN/d"), (0, 10, 20, 5, 30, 0, 7, 1))


def patterns(svg: str) -> list[int]:
    return [int(found) for found in re.findall(r'data-pattern="(\d+)"', svg)]


def test_the_largest_patterns_come_first_and_empty_ones_not_at_all() -> None:
    svg = upset(TABLE)
    assert patterns(svg) == [4, 2, 1, 6, 3, 7]
    ET.fromstring(svg)
    assert "TR/c and TN/d only: 7" in svg
    assert "73 people, 13 on two lists or more" in svg
    assert "not drawn" not in svg


def test_dots_stand_for_the_lists_of_the_pattern() -> None:
    root = ET.fromstring(upset(TABLE))
    for group in root.iter("{http://www.w3.org/2000/svg}g"):
        dots = [dot.get("class") for dot in group.iter("{http://www.w3.org/2000/svg}circle")]
        pattern = int(group.get("data-pattern", "0"))
        assert dots == ["mark" if pattern >> n & 1 else "off" for n in range(3)]


@given(st.lists(st.integers(0, 10**6), min_size=31, max_size=31), st.sampled_from([320.0, 640.0]))
def test_what_has_no_room_is_told_as_a_number(counts: list[int], width: float) -> None:
    table = CaptureTable(tuple("ABCDE"), (0, *counts))
    svg = upset(table, UpsetOptions(width=width, names=90.0))
    drawn = sum(table.counts[pattern] for pattern in patterns(svg))
    rest = re.search(r"smaller patterns? with ([\d,]+) people", svg)
    assert drawn + (int(rest[1].replace(",", "")) if rest else 0) == table.n_observed


def test_patterns_in_words() -> None:
    assert pattern_words(TABLE, 1) == "DE/a & b only"
    assert pattern_words(TABLE, 7) == "DE/a & b, TR/c and TN/d only"
    assert "Nobody is on any list." in upset(CaptureTable(("A",), (0, 0)))
