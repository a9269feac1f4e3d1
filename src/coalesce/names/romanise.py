"""A name in plain Latin letters, so that every later step compares like with like.

Invariant: the answer holds only a to z, 0 to 9 and single blanks; it is made token by token, in order, and
the same token always gives the same answer.

Arabic, Cyrillic, Hebrew, Devanagari and Greek go through tables of our own that know consonants from vowel letters; every
other script goes through ``anyascii``. Arabic writes no short vowels: an "a" is put in where a syllable needs one
(a syllable begins with one consonant and ends with at most one), which is a guess made for reading and for
string distances; ``skeleton`` takes the vowels out again.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from anyascii import anyascii

from coalesce.names.lookalikes import one_script
from coalesce.names.normal import normalise, plain_digits
from coalesce.names.parting import parted
from coalesce.names.scripts import letter_script
from coalesce.names.tables import (
    ARABIC,
    ARABIC_NO_ARTICLE,
    ARABIC_WORDS,
    CYRILLIC,
    DEVANAGARI_CONSONANTS,
    DEVANAGARI_VOWELS,
    GREEK,
    GREEK_INITIAL,
    GREEK_PAIRS,
    HEBREW,
    HEBREW_FINAL,
    HEBREW_INITIAL,
    NASALS,
    VIRAMA,
)

_APOSTROPHES = "'’‘`´ʼʻʿʾʹ׳״\"′ˈ"
_NOT_PLAIN = re.compile(r"[^a-z0-9]+")
_VOWELS = frozenset("aeiou")


def romanise(text: str) -> str:
    """The name in lower-case ASCII, words parted by one blank; empty where no letter or digit is left.

    Apostrophes vanish, other punctuation parts words; the Arabic article becomes a word of its own ("al").
    """
    words = parted(plain_digits(normalise(text)).translate(BREAKS).split())
    return " ".join(plain for word in words if (plain := romanise_word(word)))


class _Breaks(dict[int, str | None]):
    """What each character is to the splitter: itself, a blank, or nothing. Filled as characters are met."""

    def __missing__(self, code: int) -> str | None:
        letter = chr(code)
        found: str | None = " "
        if letter in _APOSTROPHES or 0x0300 <= code <= 0x036F:  # a lone accent is left over from folding case: İ
            found = None
        elif letter.isalnum() or unicodedata.category(letter)[0] == "M":  # the vowel signs of Indic scripts are marks
            found = letter
        self[code] = found
        return found


BREAKS = _Breaks()
"""Parts a normalised name into words."""


@lru_cache(maxsize=262_144)
def romanise_word(word: str) -> str:
    """One normalised word in lower-case ASCII, digits as they are. An Arabic word with an article gives two words."""
    word = one_script(word)
    if word.isascii():
        return word
    match letter_script(next(filter(str.isalpha, word), word[0])):
        case "Arab":
            plain = _arabic(word)
        case "Cyrl":
            plain = "".join(CYRILLIC.get(letter, letter) for letter in word)
        case "Hebr":
            plain = _hebrew(word)
        case "Deva":
            plain = _devanagari(word)
        case "Grek":
            plain = _greek(word)
        case _:
            plain = word
    if not plain.isascii():
        plain = anyascii(plain)
    return _NOT_PLAIN.sub(" " if " " in plain else "", plain.lower()).strip()


def _arabic(word: str) -> str:
    known = ARABIC_WORDS.get(word)
    if known is not None:
        return known
    if word.startswith("عبدال") and len(word) >= 8:
        return "abd " + _arabic(word[3:])
    if word.startswith("ابوال") and len(word) >= 8:
        return "abu " + _arabic(word[3:])
    if word.startswith("ال") and len(word) >= 5 and not word.startswith(ARABIC_NO_ARTICLE):
        rest = word[2:]
        return "al " + (ARABIC_WORDS.get(rest) or _arabic_letters(rest))
    return _arabic_letters(word)


def _arabic_letters(word: str) -> str:
    """Letter by letter; waw and yeh are consonants at the start and beside another vowel letter."""
    out: list[str] = []
    last = len(word) - 1
    for place, letter in enumerate(word):
        if letter in "وي":
            before_vowel = place < last and word[place + 1] in "اوي"
            after_alef = place > 0 and word[place - 1] == "ا"
            consonant, vowel = ("w", "u") if letter == "و" else ("y", "i")
            plain = consonant if place == 0 or before_vowel or (after_alef and place < last) else vowel
        elif letter == "ع":
            plain = "a" if place == 0 else ""
        else:
            plain = ARABIC.get(letter, letter)
        if plain and plain[0].isalpha() and plain[0] not in _VOWELS and _needs_vowel(out, place == last):
            out.append("a")
        if plain:
            out.append(plain)
    return "".join(out)


def _needs_vowel(out: list[str], at_end: bool) -> bool:
    """Whether a consonant that follows ``out`` would make a cluster that no syllable holds."""
    if not out or out[-1][-1] in _VOWELS or out[-1][-1].isdigit():
        return False
    return at_end or len(out) == 1 or out[-2][-1] not in _VOWELS


def _hebrew(word: str) -> str:
    out: list[str] = []
    last = len(word) - 1
    for place, letter in enumerate(word):
        if place == 0:
            out.append(HEBREW_INITIAL.get(letter) or HEBREW.get(letter, letter))
        elif place == last:
            out.append(HEBREW_FINAL[letter] if letter in HEBREW_FINAL else HEBREW.get(letter, letter))
        else:
            out.append(HEBREW.get(letter, letter))
    return "".join(out)


def _devanagari(word: str) -> str:
    """A consonant without a vowel sign has an a, but for the last one behind a vowel."""
    out: list[str] = []
    for place, letter in enumerate(word):
        consonant = DEVANAGARI_CONSONANTS.get(letter)
        if consonant is None:
            out.append(DEVANAGARI_VOWELS.get(letter, letter))
            continue
        out.append(consonant)
        following = word[place + 1 : place + 2]
        cluster = place > 0 and word[place - 1] == VIRAMA
        if following in DEVANAGARI_CONSONANTS or following in NASALS or (not following and cluster):
            out.append("a")
    return "".join(out)


def _greek(word: str) -> str:
    plain = "".join(letter for letter in unicodedata.normalize("NFD", word) if not unicodedata.combining(letter))
    for pair, latin in GREEK_INITIAL.items():
        plain = latin + plain[len(pair) :] if plain.startswith(pair) else plain
    for pair, latin in GREEK_PAIRS.items():
        plain = plain.replace(pair, latin)
    return "".join(GREEK.get(letter, letter) for letter in plain)
