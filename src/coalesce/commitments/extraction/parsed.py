"""One sentence taken apart: its tokens, the phrases found in it, and a way from tokens to marks.

Invariant: every mark of the room is made here, so that its text is always the letters of the given text at its span.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TypedDict, Unpack

from coalesce.commitments.extraction.actors import Actor, actors
from coalesce.commitments.extraction.folding import Folded
from coalesce.commitments.extraction.marks import Label, Mark, Span
from coalesce.commitments.extraction.phrases import Hit, Token, tokens
from coalesce.commitments.extraction.sentences import Sentence
from coalesce.commitments.extraction.wording import Wording


class Said(TypedDict, total=False):
    """What a mark says beside its span; see ``Mark``."""

    value: str | None
    number: Decimal | None
    unit: str | None
    currency: str | None
    qualifier: str | None
    event: bool
    basis: Span | None


@dataclass(frozen=True, slots=True)
class Parsed:
    """A sentence with what was found in it."""

    folded: Folded
    wording: Wording
    sentence: Sentence
    tokens: list[Token]
    hits: dict[str, list[Hit]]
    actors: list[Actor]

    def low(self, at: int) -> str:
        """The token in lower case; empty outside the sentence."""
        return self.tokens[at].low if 0 <= at < len(self.tokens) else ""

    def within(self, name: str, at: int) -> bool:
        """Whether the token is a word of the list ``name``."""
        return self.low(at) in self.wording.words[name]

    def within_word(self, name: str, word: str) -> bool:
        """Whether a word is one of the list ``name``."""
        return word in self.wording.words[name]

    def capital(self, at: int) -> bool:
        """Whether the token begins with a capital letter."""
        return 0 <= at < len(self.tokens) and self.tokens[at].text[:1].isupper()

    def of(self, kind: str) -> list[Hit]:
        """The hits of a class."""
        return self.hits.get(kind, [])

    def span(self, first: int, past: int) -> Span:
        """Where tokens [first, past) stand in the given text."""
        return self.folded.original(self.tokens[first].start, self.tokens[past - 1].end)

    def said(self, first: int, past: int) -> str:
        """The folded words of tokens [first, past), on one line."""
        return " ".join(self.folded.text[self.tokens[first].start : self.tokens[past - 1].end].split())

    def mark(self, label: Label, first: int, past: int, rule: str, **said: Unpack[Said]) -> Mark:
        """A mark on tokens [first, past), which are not none."""
        span = self.span(first, past)
        return Mark(label, span, self.folded.given[span.start : span.end], rule, **said)


def parse(folded: Folded, sentence: Sentence, wording: Wording) -> Parsed:
    """Take a sentence apart."""
    words = tokens(folded.text, sentence.start, sentence.end)
    hits = wording.phrases.find(words)
    return Parsed(folded, wording, sentence, words, hits, actors(words, hits, wording))
