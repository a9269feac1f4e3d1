"""Candidate sentences of a press text: what may be a row of the plan, marked for a human to confirm. Pure.

Invariant: nothing is invented and nothing is stored; every mark names its span and the rule that found it.
"""

from coalesce.commitments.extraction.candidates import LONGEST_SENTENCE, find_candidates, marks_of
from coalesce.commitments.extraction.marks import Act, Candidate, Label, Mark, Span
from coalesce.commitments.extraction.reading import LANGUAGES, Piece, read_pieces

__all__ = [
    "LANGUAGES",
    "LONGEST_SENTENCE",
    "Act",
    "Candidate",
    "Label",
    "Mark",
    "Piece",
    "Span",
    "find_candidates",
    "marks_of",
    "read_pieces",
]
