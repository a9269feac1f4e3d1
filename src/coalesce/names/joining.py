"""Words that one name writes apart and the other together: Jong Un and Jongun, van der Berg and Vanderberg.

Invariant: no word is joined unless what comes of it is nearly a word of the other name; the answer does not depend on
the order of words; what ``words`` gave is otherwise unchanged.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import permutations

from rapidfuzz.distance import OSA

from coalesce.names.likeness import unheard
from coalesce.names.words import Word

MOST_JOINS = 3
CLEAR = 0.85
"""A word that finds another as like as this is not looked at again. Of scripts that are romanised by
rule none is that clear: there the joined word must be nearer than either was."""

NEAR = 0.7
"""How like the joined word must be to the other name's."""

WORTH = 0.55
"""Romanised letters less like than this are not looked at: the likeness of a pair by itself is dear."""

ALL_BUT_ONE = 0.85
"""How like a word with its particles must be in romanised letters: one letter of seven may differ."""

SHORTEST = 4
MOST_APART = 3
"""Letters by which the joined word may be longer or shorter than the other name's."""

Words = tuple[Word, ...]
Likeness = Callable[[Word, Word], float]


def join(left: Words, right: Words, likeness: Likeness) -> tuple[Words, Words]:
    """Both names, with the words joined that the other writes together."""
    left, right = _with_particles(left, right, likeness), _with_particles(right, left, likeness)
    for _ in range(MOST_JOINS):
        if (joined := _best(left, right, likeness)) is not None:
            left = joined
        elif (joined := _best(right, left, likeness)) is not None:
            right = joined
        else:
            break
    return left, right


def _best(apart: Words, together: Words, likeness: Likeness) -> Words | None:
    """``apart`` with its best two words joined; None where no two are worth it."""
    if not any(_may_make(one, other, whole) for whole in together for one, other in permutations(apart, 2)):
        return None  # mostly, and much sooner found than who is like whom
    lonely = [one for one in apart if all(unheard(one, other) or likeness(one, other) < CLEAR for other in together)]
    found: list[tuple[float, str, Words]] = []
    for whole in together if len(lonely) > 1 else ():
        if len(whole.plain) < SHORTEST or not any(
            _may_make(one, other, whole) for one, other in permutations(lonely, 2)
        ):
            continue
        if any(not unheard(one, whole) and likeness(one, whole) >= CLEAR for one in apart):
            continue
        for one, other in permutations(lonely, 2):
            if not _may_make(one, other, whole):
                continue
            both = _both(one, other)
            alike = OSA.normalized_similarity(both.plain, whole.plain)
            if alike < WORTH or (unheard(both, whole) and alike <= _alike_alone(one, other, whole)):
                continue
            near = likeness(both, whole)
            if near >= NEAR:
                rest = tuple(both if word is one else word for word in apart if word is not other)
                found.append((near, both.plain, rest))
    return max(found, key=lambda choice: choice[:2])[2] if found else None


def _with_particles(apart: Words, together: Words, likeness: Likeness) -> Words:
    """``apart``, with those words that were left out before one of its words where the other name has them inside one."""
    return tuple(_most_like(word, together, likeness) if word.particles else word for word in apart)


def _most_like(word: Word, together: Words, likeness: Likeness) -> Word:
    """The word, or it with the particles before it where so it is the same letters as a word of the other name."""
    if any(likeness(word, other) >= CLEAR for other in together):
        return word
    for first in range(len(word.particles)):
        before = word.particles[first:]
        plain = "".join(part for part, _ in before) + word.plain
        if any(OSA.normalized_similarity(plain, other.plain) >= ALL_BUT_ONE for other in together):
            shown = " ".join((*(source or part for part, source in before), word.shown))
            return Word(plain, "".join(source for _, source in before) + word.source, word.script, shown)
    return word


def _alike_alone(one: Word, other: Word, whole: Word) -> float:
    return max(OSA.normalized_similarity(word.plain, whole.plain) for word in (one, other))


def _may_make(one: Word, other: Word, whole: Word) -> bool:
    return abs(len(one.plain) + len(other.plain) - len(whole.plain)) <= MOST_APART and one.plain[0] == whole.plain[0]


def _both(one: Word, other: Word) -> Word:
    script = one.script if one.script == other.script else "Zyyy"
    return Word(one.plain + other.plain, one.source + other.source, script, f"{one.shown} {other.shown}")
