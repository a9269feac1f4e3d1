"""Commitments in nouns and passives: each rule with what it takes and what it leaves."""

from __future__ import annotations

import pytest

from coalesce.commitments.extraction.candidates import marks_of
from coalesce.commitments.extraction.marks import Label
from coalesce.commitments.extraction.pledging import pledging
from coalesce.commitments.extraction.verb import Verb
from tests.commitments.extraction.reading import marked, one, parsed


def told(text: str) -> list[Verb]:
    """What the rules find in one sentence, with the sums and numbers that it has."""
    return list(pledging(parsed(text), marks_of(text)))


@pytest.mark.parametrize(
    ("text", "act", "why", "members"),
    [
        ("Kuwait's pledge of $200 million is the largest", "declared", "noun of committing", ["KW"]),
        ("A $50 million donation from Qatar pays for food", "declared", "noun of committing", ["QA"]),
        ("She was moved by an offer from Sri Lanka", "declared", "noun of committing", ["LK"]),
        ("They welcomed the contributions announced by Italy", "declared", "noun of committing", ["IT"]),
        ("The speaker thanked Kuwait and Qatar for their contributions", "declared", "noun of committing", ["KW", "QA"]),
        ("Finland's decision to send trainers came late", "decided", "noun of committing", ["FI"]),
        ("The readiness of Japan to help is known", "ready", "noun of committing", ["JP"]),
        ("The package includes 40 tents", "declared", "what a contribution is made of", []),
        ("Norway's contribution would include two surgical teams", "declared", "what a contribution is made of", ["NO"]),
        ("This includes $70 million in aid", "declared", "what a contribution is made of", []),
        ("Our package will make a total of $1 million available", "declared", "what a contribution is made of", []),
        ("The remaining $3 million is for food", "declared", "what a sum is for", []),
        ("The remaining funding is to be used for ammunition", "declared", "what a sum is for", []),
        ("The tents will be flown to Erbil", "declared", "said of what is given", []),
        ("Some 40 tents have been delivered", "delivered", "said of what is given", []),
        ("The helicopters loaned to the fund by Canada and Singapore flew", "delivered", "said of what is given", ["CA", "SG"]),
        ("New Zealand has up to 50 personnel stationed in the Sinai", "delivered", "posted there", ["NZ"]),
    ],
)  # fmt: skip
def test_what_is_taken_and_whose_it_is(text: str, act: str, why: str, members: list[str]) -> None:
    (found,) = told(text)
    assert (found.act, [one.code for one in found.subject if one.code]) == (act, members)
    assert why in found.rule


@pytest.mark.parametrize(
    "text",
    [
        "No pledge of $200 million came from Kuwait",  # denied
        "Kuwait might make a pledge of $200 million",  # imagined
        "If Kuwait's pledge of $200 million is paid, food can be bought",  # on a condition
        "Will the package include 40 tents?",
        "Critics of Kuwait's pledge of $200 million spoke",
        "The militants have 50 personnel stationed in the Sinai",
        "The group includes 40 members",  # no contribution
        "The company's package includes 40 tents",
        "The package could include 40 tents",
        "Kuwait's pledge was praised in the press",  # of what, nobody says
        "The commitment of NATO to supporting its partners is known",
        "The tents were shown to the press",
        "Tents may be flown to Erbil",
        "The wounded were flown to Erbil",
    ],
)
def test_what_is_left(text: str) -> None:
    assert told(text) == []


def test_a_verb_of_its_own_comes_first() -> None:
    found = one("Kuwait promised a donation of $200 million.")
    assert "is a verb of declaring" in found.rule


def test_nobody_is_named_whose_this_is() -> None:
    found = marked("Saudi Arabia has donated $170 million. This includes $70 million in aid.", Label.MEMBER)
    assert [mark.text for mark in found] == ["Saudi Arabia"], (
        "that “this” is theirs, a human reads in the sentence before"
    )
