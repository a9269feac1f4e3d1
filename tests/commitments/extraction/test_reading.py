"""A press text in pieces: nothing of it is lost, and its candidates are those of the rules."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalesce.commitments.extraction.candidates import find_candidates
from coalesce.commitments.extraction.reading import read_pieces
from tests.commitments.extraction.test_candidates import TEXTS

TEXT = """Page 1 of 2
By Anna Example

BRUSSELS, 5 September – France will send six F-16s to Iraq. Nobody else spoke.

1. Denmark pledged 40 tents.
2. It rained.
"""


@given(TEXTS)
def test_pieces_do_not_overlap_and_no_letter_is_lost(text: str) -> None:
    past, seen = 0, []
    for piece in read_pieces(text):
        assert past <= piece.span.start < piece.span.end <= len(text)
        seen.append(text[past : piece.span.start])
        past = piece.span.end
    seen.append(text[past:])
    assert not [gap for gap in seen if any(sign.isalnum() for sign in gap)]


@given(TEXTS)
def test_the_candidates_are_those_of_the_rules(text: str) -> None:
    assert [piece.candidate for piece in read_pieces(text) if piece.candidate] == list(find_candidates(text))


def test_what_is_of_the_page_is_told_apart() -> None:
    pieces = {TEXT[one.span.start : one.span.end]: one for one in read_pieces(TEXT)}
    assert not pieces["Page 1 of 2"].sentence
    assert not pieces["By Anna Example"].sentence
    assert pieces["France will send six F-16s to Iraq."].candidate
    assert pieces["Nobody else spoke."].sentence
    assert not pieces["Nobody else spoke."].begins
    assert pieces["It rained."].begins


@pytest.mark.parametrize("language", ["fr", "ar", "de-AT"])
def test_without_rules_for_a_language_nothing_is_a_candidate(language: str) -> None:
    pieces = list(read_pieces(TEXT, language))
    assert not [one for one in pieces if one.candidate]
    assert len(pieces) == len(list(read_pieces(TEXT)))


def test_a_variant_of_a_language_has_its_rules() -> None:
    assert [one for one in read_pieces(TEXT, "en-GB") if one.candidate]


def test_a_sentence_that_is_too_long_is_a_piece_and_no_candidate() -> None:
    assert [one.candidate for one in read_pieces("France will send six F-16s to Iraq.", longest=10)] == [None]


@given(st.sampled_from(sorted((Path(__file__).parent / "heldout").glob("*.txt"))))
def test_whole_texts(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    found = {one.text for one in find_candidates(text)}
    assert {one.candidate.text for one in read_pieces(text) if one.candidate} == found
