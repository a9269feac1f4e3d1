"""A press text in pieces, in its order: its sentences, those among them that are candidates, and what stands between.

Invariant: pieces do not overlap, and every letter or digit of the text stands in one of them; so whatever the rules leave out
can be seen and picked by hand. Time is linear in the text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from coalesce.commitments.extraction.candidates import LONGEST_SENTENCE, find_candidates
from coalesce.commitments.extraction.folding import fold
from coalesce.commitments.extraction.marks import Candidate, Span
from coalesce.commitments.extraction.sentences import paragraphs
from coalesce.commitments.extraction.wording import wording

LANGUAGES = frozenset({"en"})
"""Languages that there are rules for."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text. ``sentence``: as the rules cut it; else it is of the page (a header, a byline). ``begins``: a line
    or paragraph begins with it."""

    span: Span
    sentence: bool
    begins: bool
    candidate: Candidate | None = None


def read_pieces(text: str, language: str = "en", longest: int = LONGEST_SENTENCE) -> Iterator[Piece]:
    """The pieces of a text. In a language without rules its sentences are cut as in English, and none is a candidate."""
    known = language.partition("-")[0].lower() in LANGUAGES
    found = {one.span: one for one in find_candidates(text, longest=longest)} if known else {}
    past, was_sentence = 0, True
    for span in _sentences(text):
        for rest in _lines(text, past, span.start):
            yield Piece(rest, False, True)
            past, was_sentence = rest.end, False
        begins = past == 0 or not was_sentence or _parted(text[past : span.start])
        yield Piece(span, True, begins, found.get(span))
        past, was_sentence = span.end, True
    for rest in _lines(text, past, len(text)):
        yield Piece(rest, False, True)


def _sentences(text: str) -> Iterator[Span]:
    folded = fold(text)
    for paragraph in paragraphs(folded, wording("en")):
        for sentence in paragraph.sentences:
            yield folded.original(sentence.start, sentence.end)


def _lines(text: str, start: int, end: int) -> Iterator[Span]:
    """The lines between two sentences that say anything, without the blanks around them."""
    for line in text[start:end].splitlines(keepends=True):
        if any(sign.isalnum() for sign in line):
            inner = start + len(line) - len(line.lstrip())
            yield Span(inner, inner + len(line.strip()))
        start += len(line)


def _parted(gap: str) -> bool:
    """Whether more than a wrapped line's end stands between two sentences: a blank line, or a bullet."""
    return len(gap.splitlines()) > 2 or (bool(gap.strip()) and len(gap.splitlines()) > 1)
