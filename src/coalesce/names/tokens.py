"""A name as a row of comparable words.

Invariant: order is kept, at least one token is left of a name that has any letter or digit, and the rules
below look at the romanised words alone, so that every script meets the same rules.

What is done with particles, in this order:

1. ``abd`` (Abd, Abdul, Abdel, Abdur, ...) joins the word behind it, the article between them is dropped:
   Abdul Latif, Abd al-Latif, Abdullatif and عبد اللطيف all give ``abdlatif``. Abdullah stays ``abdallah``.
2. ``abu`` and ``umm`` join the word behind them: Abu al-Hasan gives ``abuhasan``.
3. ``din`` and ``allah`` join the word before them: Nur al-Din, Nur ad Din and Nureddin come to ``nurdin`` or near it.
4. The article (al, el, ul; as, ad, ar, ... only before a word that begins with the same sound) is dropped.
5. Words of descent (bin, ibn, ben, bint, ould, oglu, ...) and European particles (von, van, de, ...) are dropped.
   A word that would be dropped is kept where it stands first and is also a given name (Ben), or last.
"""

from __future__ import annotations

import re
from functools import lru_cache

from coalesce.names.romanise import romanise

_SERVANT = frozenset("abd abdu abdou abdul abdel abdal abdoul abdol abdil abdur abder abdus abdes abdun abdud".split())
_KUNYA = {
    **dict.fromkeys(("abu", "abou", "aboo", "abo"), "abu"),
    **dict.fromkeys(("umm", "um", "oum", "oumm", "om"), "umm"),
}
_ARTICLE = frozenset(("al", "el", "ul", "oul", "il"))
_ASSIMILATED = frozenset("as es us ad ed ud ar er ur an en un at et ut az ez uz ash esh ush ach ech ath adh".split())
_DESCENT = frozenset(
    "bin ibn ben bint binti bent benti ibnu bn bnt ould uld wuld ogly oglu ogli oglou qizi kyzy uulu".split()
)
_EUROPEAN = frozenset("von van de der den del della di da do dos das du la le les zu zur ter ten af av".split())
_GIVEN_TOO = frozenset(("ben",))
_FUSED_SERVANT = re.compile(r"abd(?:ou|[aeiu])(?:l|(?P<sun>[rsnzdt])h?(?=(?P=sun)))(?P<rest>.{3,})")
_FUSED_FAITH = re.compile(r"(?P<name>.{2,}?[^aeiou])(?:[aeou]+l|[aeou]+d)d[ie]+ne?")
_GOD = frozenset(("allah", "alla", "ullah", "ulla", "ilah"))
_FAITH = frozenset(("din", "deen", "eddin", "uddin", "addin", "eddine", "uddeen", "dine"))


def tokens(name: str) -> tuple[str, ...]:
    """The romanised tokens of a name in its order, particles joined or dropped. Empty where nothing is left."""
    return tuple(token for token, _, _ in fold(romanise(name)))


@lru_cache(maxsize=65_536)
def fold(plain: str) -> tuple[tuple[str, int, int], ...]:
    """The tokens of a romanised name, each with the place of its first word and the place after its last."""
    words = plain.split(" ") if plain else []
    out: list[tuple[str, int, int]] = []
    place = 0
    while place < len(words):
        first = place
        word, place = _join_forward(words, place)
        is_last = place >= len(words)
        if out and (joined := _join_back(out[-1][0], word)):
            out[-1] = joined, out[-1][1], place
        elif is_last or not _dropped(word, words[place], first=not out):
            out.append((_fused(word), first, place))
    return tuple(out)


def _join_forward(words: list[str], place: int) -> tuple[str, int]:
    """The word at ``place``, with what it claims behind it, and the place after that."""
    before = ""
    while True:
        word, following = words[place], place + 1
        kunya = _KUNYA.get(word)
        if word not in _SERVANT and kunya is None:
            return before + word, following
        while following < len(words) - 1 and _is_article(words[following], words[following + 1]):
            following += 1
        if following >= len(words):
            return before + word, following
        if kunya is None:
            rest = words[following]
            return before + ("abdallah" if rest in _GOD else "abd" + rest), following + 1
        before, place = before + kunya, following  # Abu Abd al-Rahman


def _join_back(before: str, word: str) -> str | None:
    if word in _FAITH:
        return before + "din"
    return before + "allah" if word in _GOD else None


def _is_article(word: str, following: str) -> bool:
    if word in _ARTICLE:
        return True
    return word in _ASSIMILATED and following[0] == word[1] and len(following) > 2


def _dropped(word: str, following: str, *, first: bool) -> bool:
    if first and word in _GIVEN_TOO:
        return False
    return word in _DESCENT or word in _EUROPEAN or _is_article(word, following)


def _fused(word: str) -> str:
    """``abdullatif`` to ``abdlatif``, ``nuraldin`` to ``nurdin``: the article inside a word that was written as one."""
    if not word.startswith("abd"):
        match = _FUSED_FAITH.fullmatch(word)
        return match["name"] + "din" if match else word
    if word[3:] in ("allah", "alla", "ullah", "ulla", "ellah", "oullah", "ollah", "oulla"):
        return "abdallah"
    match = _FUSED_SERVANT.fullmatch(word)
    return "abd" + match["rest"] if match else word
