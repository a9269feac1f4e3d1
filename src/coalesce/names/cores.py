"""What is left of two joined words without the part that both share: latif and karim of Abdul Latif and Abdul Karim.

Invariant: symmetric; a pair stays whole unless both words have the same joined part and both cores have letters enough.

Abd-, Abu-, -din and -allah are borne by many, and make two different names look alike.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from coalesce.names.words import Word

_FRONT = {"Latn": {"abd": "abd", "abu": "abu"}, "Arab": {"abd": "عبد", "abu": "ابو"}}
_BACK = {"Latn": {"din": "din", "allah": "allah"}, "Arab": {"din": "الدين", "allah": "الله"}}
_ARTICLE = "ال"
AFFIXES = ("abd", "abu", "din", "allah")
_LEAST = 2
_LEAST_PLAIN = 3


def core_pair(one: Word, other: Word) -> tuple[Word, Word]:
    """Both words without the joined part that they share, or both as they are."""
    for affix in AFFIXES:
        if affix not in one.plain or affix not in other.plain:
            continue
        first = _core(one, affix)
        second = _core(other, affix) if first else None
        if first and second:
            return first, second
    return one, other


@lru_cache(maxsize=65_536)
def _core(word: Word, affix: str) -> Word | None:
    front = affix in _FRONT["Latn"]
    letters = (_FRONT if front else _BACK).get(word.script, {}).get(affix)
    if letters is None or not _has(word.plain, affix, front=front) or not _has(word.source, letters, front=front):
        return None
    plain = _without(word.plain, affix, front=front)
    source = _without(word.source, letters, front=front)
    if front and source.startswith(_ARTICLE):
        source = source[len(_ARTICLE) :]
    if len(plain) < _LEAST_PLAIN or len(source) < _LEAST:
        return None
    return replace(word, plain=plain, source=source)


def _has(text: str, part: str, *, front: bool) -> bool:
    return text.startswith(part) if front else text.endswith(part)


def _without(text: str, part: str, *, front: bool) -> str:
    return text[len(part) :] if front else text[: -len(part)]
