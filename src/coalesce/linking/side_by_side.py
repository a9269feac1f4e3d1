"""Two records' names laid word by word: the pair of names, one of each, that are most likely one name.

Invariant: it shows and decides nothing; the same two records give the same words, and turning the pair round turns
them round. Of each record the first ``MOST_NAMES`` names are compared. Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from coalesce.names.comparing import Aligned, NameComparison, compare_many
from coalesce.records import Entry, Name

MOST_NAMES = 8
"""Lists order the better-known names first; some give a person sixty."""

OFTEN, SELDOM = 6.0, 10.0
"""Bits: a word borne by more than one in 64 is frequent, by fewer than one in a thousand rare."""


@dataclass(frozen=True, slots=True)
class NamesLaid:
    """The two names that are most alike, and their comparison with its words in the order of the left name."""

    left: Name
    right: Name
    compared: NameComparison


def side_by_side(pairs: Sequence[tuple[Entry, Entry]]) -> list[NamesLaid | None]:
    """For each pair of records its names laid side by side; None where one has no name."""
    choices = [
        [(one, other) for one in left.names[:MOST_NAMES] for other in right.names[:MOST_NAMES]] for left, right in pairs
    ]
    found = iter(compare_many((one.full, other.full) for names in choices for one, other in names))
    laid: list[NamesLaid | None] = []
    for names in choices:
        compared = [NamesLaid(*both, next(found)) for both in names]
        best = max(compared, key=lambda each: each.compared.score, default=None)  # the first of equals
        laid.append(best and _in_order(best))
    return laid


def rareness(bits: float) -> str:
    """How often a word is borne, in a word: ``frequent``, ``less frequent``, ``rare``."""
    if bits < OFTEN:
        return "frequent"
    return "rare" if bits >= SELDOM else "less frequent"


def one_in(bits: float) -> int:
    """One person in how many bears it, to two digits: 12 bits give 4100."""
    return int(float(f"{2**bits:.1e}"))


def _in_order(laid: NamesLaid) -> NamesLaid:
    """The words in the order in which the left name has them."""

    def place(each: Aligned) -> int:
        return laid.left.full.find(each.left)

    one = laid.compared
    words = tuple(sorted(one.aligned, key=place))
    return NamesLaid(
        laid.left, laid.right, NameComparison(one.score, words, one.left_alone, one.right_alone, one.remarks)
    )
