"""A cursor serves the question that it was made for, again and again, and no other."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalesce.taxii.cursors import Question, read, sign

KEY = b"k" * 32
ASKED = Question("paris", "out", "objects/", "added_after=0&match[type]=identity")
numbers = st.integers(0, 2**63 - 1)


@given(numbers)
def test_it_leads_where_it_was_made(after: int) -> None:
    cursor = sign(KEY, ASKED, after)
    assert read(KEY, ASKED, cursor) == after
    assert read(KEY, ASKED, cursor) == after, "asking again gives the same page"


@pytest.mark.parametrize(
    "other",
    [
        replace(ASKED, peer="rome"),
        replace(ASKED, collection="in"),
        replace(ASKED, resource="manifest/"),
        replace(ASKED, filter="added_after=0"),
        Question("pariso", "ut", "objects/", ASKED.filter),
    ],
)
def test_it_is_of_no_use_elsewhere(other: Question) -> None:
    assert read(KEY, other, sign(KEY, ASKED, 7)) is None


def test_another_node_cannot_use_it() -> None:
    assert read(b"o" * 32, ASKED, sign(KEY, ASKED, 7)) is None


@given(st.integers(0, 31), st.integers(1, 255), numbers)
def test_no_changed_letter_goes_unseen(at: int, by: int, after: int) -> None:
    cursor = sign(KEY, ASKED, after)
    changed = cursor[:at] + chr((ord(cursor[at]) + by) % 256) + cursor[at + 1 :]
    assert read(KEY, ASKED, changed) is None or changed == cursor


@given(st.text(max_size=40))
def test_no_text_breaks_it(text: str) -> None:
    assert read(KEY, ASKED, text) is None
