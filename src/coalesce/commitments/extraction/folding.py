"""A text as the rules read it: one kind of quotation mark, hyphen, blank and line end; nothing that has no width.

Invariant: ``original(start, end)`` of a span of the folded text is the span of the given text that it was made of;
folding two texts with a blank line between gives their foldings with a blank line between.
"""

from __future__ import annotations

import re
from array import array
from dataclasses import dataclass

from coalesce.commitments.extraction.marks import Span

_BLANKS = "\t\x1f\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_LINE_ENDS = "\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
_SAME = str.maketrans(
    dict.fromkeys(_BLANKS, " ")
    | dict.fromkeys(_LINE_ENDS, "\n")
    | dict.fromkeys("‘’‛′ʼ`´", "'")
    | dict.fromkeys("“”„‟″", '"')
    | dict.fromkeys("‐‑", "-")
)
_NO_WIDTH = re.compile(
    "\u00ad(?:\n(?=[^\\W\\d_]))?"  # a soft hyphen joins the halves of a word, on one line or on two
    "|[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]"
)
_RETURN = re.compile("\r(?=\n)")


@dataclass(frozen=True, slots=True)
class Folded:
    """The folded text; ``at[i]`` is where its letter i stands in the given text (None: at i itself)."""

    text: str
    given: str
    at: array[int] | None

    def original(self, start: int, end: int) -> Span:
        """The span of the given text behind a span of this one that is not empty."""
        if self.at is None:
            return Span(start, end)
        return Span(self.at[start], self.at[end - 1] + 1)


def fold(given: str) -> Folded:
    """Fold a text; takes any, and time in its length."""
    same = _RETURN.sub(" ", given).replace("\r", "\n").translate(_SAME)  # each letter for one letter
    pieces: list[str] = []
    at: array[int] = array("q")
    last = 0
    for gone in _NO_WIDTH.finditer(same):
        pieces.append(same[last : gone.start()])
        at.extend(range(last, gone.start()))
        last = gone.end()
    if last == 0:
        return Folded(same, given, None)
    pieces.append(same[last:])
    at.extend(range(last, len(same)))
    return Folded("".join(pieces), given, at)
