"""East Asian words by their own letters: what tells 伟 from 薇, and 정은 from 중은, which sound or romanise alike.

Invariant: two words have one spelling if and only if they are the same letters (of one shape, for Han); a spelling is
ASCII, and none equals a romanised word. Two Hangul spellings differ by as many letters as the words do by jamo; two Han spellings
that are not equal differ by two letters or more.

Source: The Unicode Standard 15, section 3.12 (how a Hangul syllable is made of jamo).
"""

from __future__ import annotations

from functools import lru_cache

from coalesce.names.romanise import romanise_word
from coalesce.names.scripts import letter_script
from coalesce.names.variants import one_shape

_HANGUL = range(0xAC00, 0xD7A4)
_VOWELS, _FINALS = 21, 28
_FIRST = "gqndfrmbpszojlckvth"
_MIDDLE = "ABCDEFGHIJKLMNOPQRSTU"
_LAST = ("", *"gq0n12dr3456789mbwszojckvth")
"""A letter for each jamo, the same for one that begins and ends syllables; vowels are upper-case, as no romanised word is."""


@lru_cache(maxsize=65_536)
def own_letters(source: str) -> str:
    """The letters by which a word is known in its own script; empty unless it holds a Han or Hangul letter."""
    return one_shape(source) if any(letter_script(letter) in ("Hani", "Hang") for letter in source) else ""


@lru_cache(maxsize=65_536)
def kana_letters(source: str) -> str:
    """The letters of a word in kana alone, which is known by how it is romanised and can lose a letter; empty for others."""
    kana = any(letter_script(letter) == "Kana" for letter in source)
    return source if kana and not own_letters(source) else ""


@lru_cache(maxsize=65_536)
def spelling(letters: str) -> str:
    """These letters (of ``own_letters``) in ASCII."""
    return "".join(map(_spelt, letters))


@lru_cache(maxsize=65_536)
def sound(letters: str) -> str:
    """How these letters are romanised; Han as Mandarin."""
    return romanise_word(letters).replace(" ", "")


def _spelt(letter: str) -> str:
    code = ord(letter)
    if code not in _HANGUL:
        return 2 * f"H{code:X}"
    place = code - _HANGUL.start
    first, rest = divmod(place, _VOWELS * _FINALS)
    middle, last = divmod(rest, _FINALS)
    return f"{_FIRST[first]}{_MIDDLE[middle]}{_LAST[last]}"
