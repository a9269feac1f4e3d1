"""Cells of EU annexes: markers, quotes and brackets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalesce.intake.annex_text import annex_values, bracketed, numbered_parts, segments, split_outside

CELLS = {
    "": [],
    "one": ["one"],
    "one; two ;; three;": ["one", "two", "three"],
    '"one (x; y)"; two; "three; four (z)"': ["one (x; y)", "two", "three", "four (z)"],
    "one (x; y); two": ["one (x; y)", "two"],
    "(a) 3.3.1965, (b) 1.1.1965, (c) 11.1.1965": ["3.3.1965", "1.1.1965", "11.1.1965"],
    "a) 1975 b) 1970": ["1975", "1970"],
    "(i) 1963, (ii) 1960": ["1963", "1960"],
    '"(a) A 1 (x; y); (b) B 2 (z)"': ["A 1 (x; y)", "B 2 (z)"],
    "K9 (Tunisian), (b) 003 (other)": ["K9 (Tunisian)", "003 (other)"],
    "(i) A7 (issued in Dubai, (ii) G8 (lost)": ["A7 (issued in Dubai", "G8 (lost)"],
    "born (a) 1970 (b) 1971": ["born (a) 1970 (b) 1971"],
}


@pytest.mark.parametrize("cell", CELLS)
def test_the_values_of_a_cell(cell: str) -> None:
    assert annex_values(cell) == CELLS[cell]


def test_brackets_stay_whole() -> None:
    assert split_outside("a (b, c), d", ",") == ["a (b, c)", "d"]
    assert split_outside("a (b, c", ",") == ["a (b", "c"]
    assert bracketed("one (two (three)) four (five") == ("one four", ["two (three)", "five"])
    assert list(segments("a (b) c")) == [(False, "a"), (True, "b"), (False, "c")]
    assert numbered_parts("plain") == ["plain"]


@given(st.text(alphabet='ab(); ",)0', max_size=60))
def test_no_letter_or_digit_is_lost_but_those_of_markers(text: str) -> None:
    kept = "".join(annex_values(text))
    lost = len([sign for sign in text if sign.isalnum()]) - len([sign for sign in kept if sign.isalnum()])
    assert 0 <= lost <= text.count(")")
