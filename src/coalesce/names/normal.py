"""One form of a name for all the ways in which the same letters are stored.

Invariant: ``normalise`` is idempotent and changes no letter into that of another script. It folds what is a
matter of typing (compatibility forms, invisible marks, case, blanks, Arabic letter variants), nothing of spelling.

Source: Unicode Standard Annex 15 (NFKC); the Arabic folds are those that typists exchange (hamza seats, the two
yehs and kafs of Arabic and Persian keyboards, the hehs of Urdu and Kurdish).
"""

from __future__ import annotations

import re
import unicodedata

_INVISIBLE = (0x00AD, 0x034F, 0x061C, 0x180E, 0x2060, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F))
_ISOLATES = tuple(range(0x2066, 0x206A))
UNSEEN: dict[int, None] = dict.fromkeys((*_INVISIBLE, *_ISOLATES))
"""Characters that nobody sees."""

_TATWEEL = (0x0640,)
_ARABIC_VOWELS = (
    *range(0x0610, 0x061B),
    *range(0x064B, 0x0660),
    0x0670,
    *range(0x06D6, 0x06DD),
    *range(0x06DF, 0x06E9),
)
_HEBREW_POINTS = (*range(0x0591, 0x05BE), 0x05BF, 0x05C1, 0x05C2, 0x05C4, 0x05C5, 0x05C7)

_FOLDS: dict[int, str | None] = {
    **dict.fromkeys((*_INVISIBLE, *_ISOLATES, *_TATWEEL, *_ARABIC_VOWELS, *_HEBREW_POINTS)),
    **str.maketrans(
        {
            **dict.fromkeys("أإآٱٲٳ", "ا"),
            **dict.fromkeys("ىیېےۍئێ", "ي"),
            **dict.fromkeys("ؤۆۇۈۋ", "و"),
            **dict.fromkeys("ہھەۀۂۃ", "ه"),
            **dict.fromkeys("کڪ", "ك"),
            "ة": "ه",
            "ء": None,
        }
    ),
}


_WIDEST = 18
"""Letters that one character becomes in NFKC at most."""

_NOISE = re.compile(r"[\W_]{5,}")
_MARKS_KEPT = 4


MOST_MARKS = 30
"""Marks on one letter that are looked at (the bound of UAX 15, Stream-Safe Text Format): to put n in order takes n * n steps."""

_MANY = re.compile(rf"[\W_]{{{MOST_MARKS + 1},}}")


def few_marks(text: str) -> str:
    """The text with at most ``MOST_MARKS`` marks on one letter, so that bringing it to a normal form takes time as its length."""
    return text if text.isascii() else _MANY.sub(_bounded, text)


def _bounded(found: re.Match[str]) -> str:
    kept, run = [], 0
    for sign in found[0]:
        run = run + 1 if unicodedata.combining(sign) else 0
        if run <= MOST_MARKS:
            kept.append(sign)
    return "".join(kept)


def tightened(name: str, most: int) -> str:
    """A name that may be cut behind ``most`` letters so that nothing before them was only there to fill the room.

    One that is no longer is given back as it is. In a longer one what nobody sees is left out, a run of signs and blanks is
    one blank, and of marks on one letter four stay. However letters are stored, the same is left.
    """
    if len(name) * _WIDEST <= most or (name.isascii() and len(name) <= most):
        return name
    plain = unicodedata.normalize("NFKC", few_marks(name)).translate(UNSEEN)
    return name if len(plain) <= most and len(name) <= most else _NOISE.sub(_shorter, plain).strip()


def _shorter(found: re.Match[str]) -> str:
    marks = all(unicodedata.category(sign).startswith("M") for sign in found[0])
    return found[0][:_MARKS_KEPT] if marks else " "


class _Digits(dict[int, int]):
    """What each character is with digits of any script put as 0 to 9. Filled as characters are met."""

    def __missing__(self, code: int) -> int:
        digit = unicodedata.decimal(chr(code), None)
        self[code] = found = code if digit is None else ord("0") + digit
        return found


_DIGITS = _Digits()


def plain_digits(text: str) -> str:
    """The text with the decimal digits of any script as 0 to 9: a number is the same in all of them.

    No part of ``normalise``, by which the content keys of what is held were made.
    """
    return text if text.isascii() else text.translate(_DIGITS)


def normalise(text: str) -> str:
    """The text in NFKC, without invisible marks, tatweel and vowel points, letter variants and case folded.

    Runs of white space become one blank; none stands at either end.
    """
    if text.isascii():
        return " ".join(text.lower().split())
    folded = _fold(text)
    again = _fold(folded)
    while again != folded:  # a dropped mark may let its neighbours compose; each pass only shortens or lowers
        folded, again = again, _fold(again)
    return folded


def _fold(text: str) -> str:
    plain = unicodedata.normalize("NFKC", few_marks(text)).translate(_FOLDS).casefold()
    return " ".join(unicodedata.normalize("NFKC", plain).split())
