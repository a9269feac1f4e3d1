"""Folding: one kind of sign, and the way back to the text as it was given."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from coalesce.commitments.extraction.folding import fold

SIGNS = st.text(st.sampled_from("ab \n\r\t“”’‑–\u00ad\u00a0\u200b\u2028\ufeffİ"), max_size=40)


@given(SIGNS)
def test_every_letter_stands_where_it_came_from(text: str) -> None:
    folded = fold(text)
    for at, sign in enumerate(folded.text):
        span = folded.original(at, at + 1)
        assert span.end == span.start + 1
        given_sign = text[span.start]
        assert sign == given_sign or (sign in "'\"- \n" and not given_sign.isalnum())


@given(SIGNS, SIGNS)
def test_a_blank_line_keeps_texts_apart(one: str, other: str) -> None:
    together = [line.strip() for line in fold(one + "\n\n" + other).text.split("\n")]
    first, second = ([line.strip() for line in fold(text).text.split("\n")] for text in (one, other))
    assert [line for line in together if line] == [line for line in first + second if line]
    last = max((at for at, line in enumerate(first) if line), default=None)
    if last is not None and any(second):
        assert together[last + 1] == ""


def test_a_soft_hyphen_joins_the_halves_of_a_word() -> None:
    text = "120 sol\u00ad\ndiers, 6 F\u201116s, 4 tro\u00adops"
    folded = fold(text)
    assert folded.text == "120 soldiers, 6 F-16s, 4 troops"
    span = folded.original(4, 12)
    assert text[span.start : span.end] == "sol\u00ad\ndiers"


def test_windows_line_ends_are_no_blank_lines() -> None:
    assert fold("one\r\ntwo\rthree\u2028four").text == "one \ntwo\nthree\nfour"
