"""Phrases: the longer one stands, plurals, and what a token is."""

from __future__ import annotations

from coalesce.commitments.extraction.phrases import Phrases, tokens, words_of


def test_tokens_keep_what_belongs_together() -> None:
    text = "The U.S. won't send 1,000 F-16s; it's €3.5m."
    assert [token.text for token in tokens(text)] == [
        "The", "U.S.", "won't", "send", "1,000", "F", "-", "16", "s", ";", "it", "'s", "€", "3.5", "m", ".",
    ]  # fmt: skip
    assert all(text[token.start : token.end] == token.text for token in tokens(text))
    assert [token.text for token in tokens(text) if token.glued] == ["-", "16", "s", ";", "'s", "3.5", "m", "."]


def test_the_longer_phrase_stands() -> None:
    phrases = Phrases([("kind", "jet", "fighter jet*"), ("kind", "any", "fighter*"), ("line", "air", "jet*")])
    found = phrases.find(tokens("two fighter jets, one fighter"))
    assert [(hit.value, hit.first, hit.past) for hit in found["kind"]] == [("jet", 1, 3), ("any", 5, 6)]
    assert [hit.value for hit in found["line"]] == ["air"]


def test_the_plural_of_a_number_is_its_own_token() -> None:
    phrases = Phrases([("kind", "jet", "f-16*")])
    assert [hit.past for hit in phrases.find(tokens("an F-16"))["kind"]] == [4]
    assert [hit.past for hit in phrases.find(tokens("six F-16s"))["kind"]] == [5]
    assert words_of("F-16") == ("f", "-", "16")


def test_an_abbreviation_without_its_last_point_is_the_same_word() -> None:
    assert [token.low for token in tokens("the U.S pledged 3.9")] == ["the", "u.s.", "pledged", "3.9"]
