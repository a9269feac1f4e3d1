"""What the machine says of a pair, in French: whole sentences, sentences with parts, and what is not known."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from coalesce.linking.comparisons import REASONS, name_reason
from coalesce.linking.shortfall import IF_FULL, SPOKEN
from coalesce.services.reasons import USUAL
from coalesce.web import language
from coalesce.web.evidence_words import SENTENCES, evidence


@pytest.fixture
def french() -> Iterator[None]:
    language.speak("fr")
    yield
    language.speak(language.ENGLISH)


def test_every_sentence_of_linking_and_every_usual_reason_is_known() -> None:
    said = {reason for levels in REASONS.values() for reason in levels}
    assert said | set(SPOKEN.values()) | set(IF_FULL.values()) | USUAL <= SENTENCES


@pytest.mark.parametrize(
    "text",
    [
        name_reason(1, 1, 1, (3, 4)), name_reason(2, 0, 0, (2, 2)), name_reason(0, 0, 0, (2, 3)),
        "the birth date takes 4.2 bits away (birth places differ); without that", "romanised alike (0.93)",
        "the sex and the document cannot be compared: one side says nothing", "if the sexes agreed (same sex)",
        "the evidence counts saeed and saud as agreeing: the same consonants", "same identity document; note of mine",
        "a word of one's own; and another, too",
    ],
)  # fmt: skip
def test_english_stays_as_it_is(text: str) -> None:
    assert evidence(text) == text


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("same birth date", "même date de naissance"),
        (name_reason(1, 1, 0, (2, 4)), "2 mots du nom sur 2 concordent, 1 par les consonnes ; un nom en a 2 de plus"),
        (
            "the birth date takes 4.2 bits away (birth places differ); without that",
            "la date de naissance retire 4,2 bits (lieux de naissance différents) ; sans cela",
        ),
        (
            "the sex, the document and the residence cannot be compared: one side says nothing",
            "comparaison impossible pour le sexe, le document et le domicile : un côté n’en dit rien",
        ),
        ("romanised alike (0.93)", "même romanisation (0,93)"),
        ("same identity document; seen with A and B", "même document d’identité ; seen with A and B"),
        ("told by one, and by another", "told by one, and by another"),
    ],
)
def test_in_french(french: None, text: str, told: str) -> None:
    assert evidence(text) == told
