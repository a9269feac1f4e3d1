"""What the tests of this room share: a sentence taken apart."""

from __future__ import annotations

from coalesce.commitments.extraction.candidates import find_candidates
from coalesce.commitments.extraction.folding import fold
from coalesce.commitments.extraction.marks import Candidate, Label, Mark
from coalesce.commitments.extraction.parsed import Parsed, parse
from coalesce.commitments.extraction.sentences import Sentence
from coalesce.commitments.extraction.wording import wording


def parsed(text: str) -> Parsed:
    """The text as one sentence."""
    folded = fold(text)
    return parse(folded, Sentence(0, len(folded.text)), wording())


def acts(text: str) -> list[str]:
    """The acts of a text's candidates."""
    return [str(one.act) for one in find_candidates(text)]


def one(text: str) -> Candidate:
    """The only candidate of a text."""
    (found,) = find_candidates(text)
    return found


def marked(text: str, label: Label) -> list[Mark]:
    """The marks of one kind over all candidates of a text."""
    return [mark for found in find_candidates(text) for mark in found.of(label)]
