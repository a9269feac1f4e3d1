"""The consonant skeletons that a word may have: its own, and those under which other spellings of it would stand.

Invariant: a function of the word alone; its own skeleton is the first; there are at most ``MOST``.

Custom: a nickname stands under the first name of its line too. Cyrillic: г is g or h to Latin spellers (Ukrainian and
Belarusian h), and a last в is v, or a vowel where a Belarusian spells -аў; both are put on the Cyrillic side alone, so
that names in Latin letters have no more skeletons than before.
"""

from __future__ import annotations

from functools import lru_cache

from coalesce.names.nicknames import heads
from coalesce.names.skeleton import skeleton

MOST = 4


@lru_cache(maxsize=262_144)
def bones(plain: str, source: str = "") -> tuple[str, ...]:
    """The skeletons of a romanised token whose own letters, where these are not Latin, are ``source``."""
    found = dict.fromkeys((skeleton(plain), *map(skeleton, heads(plain))))
    if "г" in source:
        found |= dict.fromkeys([skeleton(plain.replace("gh", "h").replace("g", "h"))])
    if len(source) > 4 and source[-1] == "в" and plain[-1] == "v":
        found |= dict.fromkeys([skeleton(plain[:-1])])
    return tuple(found)[:MOST]
