"""Words that letters bring near and custom keeps apart: حسن and حسين, Petrov and Petrovich.

Invariant: symmetric; says nothing of words in two scripts, nor of what is spelt in two ways by one name's bearers.

Two rules. In Arabic letters ي and و within a word are written where they are long vowels, and a name that has one is
another name than the one without it (Hasan and Husayn, Jamal and Jamil); alef is left out of account, which one name's bearers
write or not (رحمن and رحمان), and so is a letter written twice (داود and داوود). A patronymic is no form of the
family name that it begins with.
"""

from __future__ import annotations

import re
from itertools import groupby

from coalesce.names.words import Word

_LONG = frozenset("يوی")
_SILENT = frozenset("اآأإىءئؤةه")
_PATRONYMIC = re.compile("(?P<stem>.{2,}(?:[oe]v|in))(?:ich|ych|na)")


def kept_apart(one: Word, other: Word) -> bool:
    """Whether two words that may look alike are two names."""
    if one.script != other.script:
        return False
    if one.script == "Arab":
        return _other_vowels(one.source, other.source)
    return _fathered(one.plain, other.plain) or _fathered(other.plain, one.plain)


def _other_vowels(one: str, other: str) -> bool:
    """The same consonants, and a long vowel in only one of the words, or another one."""
    first, second = _written(one), _written(other)
    return first != second and _consonants(first) == _consonants(second)


def _written(word: str) -> str:
    return "".join(letter for letter, _ in groupby(word) if letter not in _SILENT)


def _consonants(word: str) -> str:
    """The word without long vowels; its first letter is a consonant whatever it is, and so is its last."""
    inner = "".join(letter for letter in word[1:-1] if letter not in _LONG)
    return word[:1] + inner + word[-1:] if len(word) > 1 else word


def _fathered(one: str, other: str) -> bool:
    match = _PATRONYMIC.fullmatch(one)
    return match is not None and other in (match["stem"], match["stem"] + "a")
