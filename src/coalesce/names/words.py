"""The words of a name that can be compared, each with the letters it was written in.

Invariant: ``words`` gives the tokens that ``tokens`` gives, in the same order; every word says which letters of the
name it stands for, and in which script those are.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache

from coalesce.names.lookalikes import one_script
from coalesce.names.normal import UNSEEN, few_marks, normalise, plain_digits
from coalesce.names.parting import parted
from coalesce.names.romanise import BREAKS, romanise_word
from coalesce.names.scripts import letter_script
from coalesce.names.skeleton import skeleton
from coalesce.names.tokens import fold

_PREFIXES = {"abd": "عبد", "abu": "ابو", "al": "ال"}
"""What one Arabic word may begin with that romanising makes a word of its own."""

_ALPHABETS = frozenset(("Latn", "Cyrl", "Arab", "Hebr", "Grek", "Armn", "Geor"))


@dataclass(frozen=True, slots=True)
class Word:
    """One comparable word of a name.

    ``plain``: in ASCII, particles joined or dropped. ``source``: its letters as ``normalise`` leaves them, digits as 0 to 9,
    without blanks; for Latin the same as ``plain``. ``script``: ISO 15924. ``shown``: as the name has it.
    """

    plain: str
    source: str
    script: str
    shown: str
    bone: str = field(init=False, compare=False)
    """The consonant skeleton."""

    particles: tuple[tuple[str, str], ...] = field(default=(), compare=False)
    """The words that were left out right before it, each as (``plain``, ``source``): van and der of van der Berg."""

    @property
    def initial(self) -> bool:
        """Whether it is one letter, which is no whole word in an alphabet."""
        return len(self.plain) == 1 and self.script in _ALPHABETS

    def __post_init__(self) -> None:
        object.__setattr__(self, "bone", skeleton(self.plain))


@lru_cache(maxsize=65_536)
def words(name: str) -> tuple[Word, ...]:
    """The words of a name in its order; empty where it has no letter or digit."""
    written = parted(plain_digits(normalise(name)).translate(BREAKS).split())
    shown = parted(unicodedata.normalize("NFKC", few_marks(name)).translate(UNSEEN).translate(BREAKS).split())
    if len(shown) != len(written):
        shown = written
    plain, sources, places = [], [], []
    for place, word in enumerate(written):
        for part, letters in _pieces(one_script(word)):
            plain.append(part)
            sources.append(letters)
            places.append(place)
    found, end = [], 0
    for token, first, last in fold(" ".join(plain)):
        here = " ".join(dict.fromkeys(shown[at] for at in places[first:last]))
        left_out = tuple(zip(plain[end:first], sources[end:first], strict=True))
        found.append(_word(token, "".join(sources[first:last]), here, left_out))
        end = last
    return tuple(found)


def _word(token: str, source: str, shown: str, particles: tuple[tuple[str, str], ...]) -> Word:
    if source.isascii():
        return Word(token, token, "Latn", shown, particles)
    scripts = {letter_script(letter) for letter in source if letter.isalpha()}
    if scripts == {"Latn"}:
        return Word(token, token, "Latn", shown, particles)
    return Word(token, source, scripts.pop() if len(scripts) == 1 else "Zyyy", shown, particles)


def _pieces(word: str) -> list[tuple[str, str]]:
    """A written word as romanised words, each with its own letters."""
    plain = romanise_word(word).split()
    pieces = []
    for part in plain[:-1]:
        prefix = _PREFIXES.get(part, "")
        letters = word[: len(prefix)] if word.startswith(prefix) else ""
        pieces.append((part, letters))
        word = word[len(letters) :]
    return [*pieces, (plain[-1], word)] if plain else []
