"""Letters of another script that only look right: Latin i typed in a Cyrillic word, Cyrillic а hidden in a Latin one.

Invariant: a word in one script stays as it is; a word of Latin and Cyrillic (or Greek) letters becomes one of the script
that has more of its letters, or else of the other, where every stranger in it looks like a letter of that script; idempotent.

Source: the idea, not the data, of Unicode Technical Standard 39 (confusables); the pairs are those that the shapes of
upright type show, in lower case and through their capitals.
"""

from __future__ import annotations

from functools import lru_cache

from coalesce.names.scripts import letter_script

_TO_LATIN = dict(zip("асеорхуіјѕһԁԛԝқүґкмтвнĸ", "aceopxyijshdqwkyrkmtbhk", strict=True))
_TO_CYRILLIC = dict(zip("aceopxyijskmtbhĸ", "асеорхуијскмтвнк", strict=True)) | {"i": "і", "j": "ј", "s": "ѕ"}
_GREEK_TO_LATIN = dict(zip("αορνικχυτεβηϲ", "aopvikxuteβnc".replace("β", "b"), strict=True))
_TABLES = {
    ("Latn", "Cyrl"): _TO_LATIN,
    ("Cyrl", "Latn"): _TO_CYRILLIC,
    ("Latn", "Grek"): _GREEK_TO_LATIN,
}


@lru_cache(maxsize=65_536)
def one_script(word: str) -> str:
    """A normalised word with its strangers put into the script of the rest."""
    if word.isascii():
        return word
    scripts = [letter_script(letter) for letter in word if letter.isalpha()]
    kinds = set(scripts)
    if len(kinds) < 2 or not kinds <= {"Latn", "Cyrl", "Grek"}:
        return word
    for home in sorted(sorted(kinds), key=scripts.count, reverse=True):
        made = "".join(_at_home(letter, home) for letter in word)
        if len({letter_script(letter) for letter in made if letter.isalpha()}) == 1:
            return made
    return word


def _at_home(letter: str, home: str) -> str:
    table = _TABLES.get((home, letter_script(letter)), {})
    return table.get(letter, letter)
