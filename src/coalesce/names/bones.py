"""The consonant skeletons that a word may have: its own, and those under which other spellings of it would stand.

Invariant: a function of the word alone; its own skeleton is the first; there are at most ``MOST``.

Custom: a nickname stands under the first name of its line too. Cyrillic: г is g or h to Latin spellers (Ukrainian and
Belarusian h), and a last в is v, or a vowel where a Belarusian spells -аў; Arabic letters that the
regions say differently have a skeleton for either way. All this is put on the side of the other script alone, so that
names in Latin letters have no more skeletons than before.
"""

from __future__ import annotations

from functools import lru_cache

from coalesce.names.nicknames import heads
from coalesce.names.skeleton import skeleton
from coalesce.names.tokens import tokens

MOST = 5

_HEARD_OTHERWISE = {"ض": "ز", "ظ": "د", "ذ": "ز", "ث": "س", "ق": "گ", "ج": "گ"}
"""Fazl for Fadl, Gasmi for Qasmi, Gamal for Jamal: how Persian, Maghrebi and Egyptian speakers say the letter."""


@lru_cache(maxsize=262_144)
def bones(plain: str, source: str = "") -> tuple[str, ...]:
    """The skeletons of a romanised token whose own letters, where these are not Latin, are ``source``."""
    found = dict.fromkeys((skeleton(plain), *map(skeleton, heads(plain))))
    if "г" in source:
        found |= dict.fromkeys([skeleton(plain.replace("gh", "h").replace("g", "h"))])
    if len(source) > 4 and source[-1] == "в" and plain[-1] == "v":
        found |= dict.fromkeys([skeleton(plain[:-1])])
    for letter, other in _HEARD_OTHERWISE.items():
        if letter in source:
            found |= dict.fromkeys([skeleton("".join(tokens(source.replace(letter, other))))])
    return tuple(filter(None, found))[:MOST]
