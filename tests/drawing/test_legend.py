"""The legend's widths are those of the map."""

import re

import pytest

from coalesce.drawing.frames import FRAMES
from coalesce.drawing.legend import LegendWords, legend, round_steps


@pytest.mark.parametrize(
    ("largest", "steps"),
    [(0, []), (1, [1]), (3, [1, 2]), (1790, [20, 200, 1000]), (50, [1, 10, 50]), (99, [1, 10, 50])],
)
def test_round_steps(largest: float, steps: list[int]) -> None:
    assert round_steps(largest) == steps


def test_widths_are_those_of_the_map() -> None:
    svg, height = legend(26 / 1790, FRAMES["wide"], 620)
    widths = [float(text) for text in re.findall(r'class="swatch-width"[^>]* height="([\d.]+)"', svg)]
    assert widths == pytest.approx([0.7, 200 * 26 / 1790, 1000 * 26 / 1790], abs=0.01)
    assert height < 60


def test_without_people_there_are_no_widths_and_a_note_is_a_cell() -> None:
    svg, _ = legend(0.0, FRAMES["narrow"], 347, LegendWords("3 smaller places are named in the table"))
    assert "swatch-width" not in svg
    assert "3 smaller places" in svg


def test_a_narrow_legend_takes_more_rows() -> None:
    assert legend(0.01, FRAMES["narrow"], 0)[1] > legend(0.01, FRAMES["wide"], 0)[1]


def test_an_estimate_has_a_line_with_two_pale_strips() -> None:
    plain, low = legend(26 / 1790, FRAMES["wide"], 620)
    told, high = legend(
        26 / 1790, FRAMES["wide"], 620, LegendWords(estimate="about 4,097; 95 %: 3,740 to 6,749", kind="iraq")
    )
    assert "about 4,097; 95 %: 3,740 to 6,749" in told
    assert told.count('fill-opacity="0.13"') == 2
    assert told.count("swatch-iraq") == plain.count("swatch-iraq") + 2
    assert high >= low
