"""Words that letters bring near and custom keeps apart: حسن and حسين, محمد and احمد, Petrov and Petrovich.

Invariant: symmetric; says nothing of words in two scripts, nor of what is spelt in two ways by one name's bearers.

Three rules. In Arabic letters ي and و within a word are written where they are long vowels, and a name that has one is
another name than the one without it (Hasan and Husayn, Jamal and Jamil); alef is left out of account, which one name's bearers
write or not (رحمن and رحمان), and so is a letter written twice (داود and داوود). In short words of Arabic letters
the first consonant makes the name (كمال and جمال; محمد and احمد, where it is m and h), unless the two stand for each other in some
language or dialect (قاسم and جاسم). A patronymic is no form of the
family name that it begins with.
"""

from __future__ import annotations

import re
from itertools import groupby

from coalesce.names.words import Word

_LONG = frozenset("يوی")
_SILENT = frozenset("اآأإىءئؤةه")
_SHORT = 5
"""Letters behind an alef: of a longer word the first may well be a slip, or a prefix."""
_ONE_FOR_ANOTHER = tuple(
    map(frozenset, ("سصثز", "تطث", "تش", "دضذظز", "زژجچ", "قكکگغخ", "جچگقغ", "حهخ", "بپ", "فڤپ", "شچس"))
)
"""Consonants that are written or spoken for each other, from Morocco to Bengal."""
_ALEFS = "اآأإٱىءئؤ"
_WEAK = frozenset("عغويیىل")
"""First letters that some languages leave out or write as a vowel (عمر and اومر, يوسف and اوسف), or that may be the article."""
_PATRONYMIC = re.compile("(?P<stem>.{2,}(?:[oe]v|in))(?:ich|ych|na)")


def kept_apart(one: Word, other: Word) -> bool:
    """Whether two words that may look alike are two names."""
    if one.script != other.script:
        return False
    if one.script == "Arab":
        return _other_vowels(one.source, other.source) or _other_first(one.source, other.source)
    return _fathered(one.plain, other.plain) or _fathered(other.plain, one.plain)


def _other_vowels(one: str, other: str) -> bool:
    """The same consonants, and a long vowel in only one of the words, or another one."""
    first, second = _written(one), _written(other)
    return first != second and _consonants(first) == _consonants(second)


def _other_first(one: str, other: str) -> bool:
    """Two short words of which the first consonants are no variants of each other."""
    first, second = one.lstrip(_ALEFS), other.lstrip(_ALEFS)
    if not first or not second or max(len(first), len(second)) > _SHORT or first[0] == second[0]:
        return False
    if first[0] in _WEAK or second[0] in _WEAK:
        return False
    return not any(first[0] in group and second[0] in group for group in _ONE_FOR_ANOTHER)


def _written(word: str) -> str:
    return "".join(letter for letter, _ in groupby(word) if letter not in _SILENT)


def _consonants(word: str) -> str:
    """The word without long vowels; its first letter is a consonant whatever it is, and so is its last."""
    inner = "".join(letter for letter in word[1:-1] if letter not in _LONG)
    return word[:1] + inner + word[-1:] if len(word) > 1 else word


def _fathered(one: str, other: str) -> bool:
    match = _PATRONYMIC.fullmatch(one)
    return match is not None and other in (match["stem"], match["stem"] + "a")
