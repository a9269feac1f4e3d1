"""The order of ids is that of Python's strings."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from coalesce.linking.ordering import packed, packed_lines, plain, ranked, ranking

words = st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",)), max_size=30)


@given(st.lists(words, max_size=20))
def test_it_is_the_order_of_strings_and_equal_ones_stay_as_they_come(texts: list[str]) -> None:
    assert ranking(texts).tolist() == sorted(range(len(texts)), key=texts.__getitem__)


@given(st.lists(words, max_size=20) | st.lists(st.text("abcé", min_size=4, max_size=4), max_size=20))
def test_packed_they_are_the_same_texts_in_the_same_order(texts: list[str]) -> None:
    side_by_side = packed(texts)
    assert plain(side_by_side) == [text.decode() for text in side_by_side.tolist()] == texts
    assert ranked(side_by_side).tolist() == ranking(texts).tolist()


@given(st.lists(st.text("abé", max_size=3) | st.text("ab", min_size=2, max_size=2), min_size=1, max_size=9))
def test_lines_are_packed_whatever_their_lengths(texts: list[str]) -> None:
    assert plain(packed_lines("\n".join(texts))) == texts


@given(st.text("ab\n", max_size=12))
def test_every_line_is_one(text: str) -> None:
    assert plain(packed_lines(text)) == text.split("\n")
