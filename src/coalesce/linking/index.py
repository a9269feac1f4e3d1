"""The keys that one record is found by among millions: for a searched name, and for linking what has just arrived.

Invariant: ``kept`` is a function of one record's names, numbers and blocking keys, bounded in number; ``Asked`` is one
of the asked text alone. Nothing here depends on what a store holds, so that what a reader finds cannot tell of
records that the reader does not see.

A key is a whole number: a plain digest of what it stands for. A name is kept under each of its words (by consonant
skeleton), each pair of them, and all of them together; no order. A pair's key is the sum of its words', so that the
few hundred spellings that one letter sets apart are asked for at little cost, and nothing is stored for them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from heapq import nsmallest
from itertools import combinations, product

from coalesce.linking.columns import Columns
from coalesce.names import bones as skeletons
from coalesce.names.rarity import rarity
from coalesce.names.words import Word, words

MAKE = "4"
"""Of these keys: a node whose keys are of another make is migrated before it opens."""

MOST_WORDS = 8
"""Of a name of more words the rarest make keys, so that the same words in another order are found."""

MOST_NAMES = 200
"""Names of one record that make keys: as many as intake lets in; a published list has a person of 47."""

MOST_KEPT = 400
"""Keys of one record's names; those of whole names come first, then those of its first names."""

KEPT_BONES, ASKED_BONES = 3, 6
"""How many skeletons one word may have: few where they are stored, more where they are asked for."""

MOST_EDITED = 512
"""Asked spellings that are a letter off."""

LONGEST_EDITED = 40
"""A skeleton of more letters, which no word of a name has, is asked for as it is: the work grows with its square."""

LETTERS = "bdfghjklmnrstz"
"""What a skeleton is made of (``names.skeleton`` folds the other consonants into these)."""

_RANGE = (1 << 63) - 1

_DOUBLED = re.compile(r"(.)\1")

_WORDS = blake2b(digest_size=8, person=b"w")


def bones_of(word: Word) -> tuple[str, ...]:
    """The skeletons that a word may have, its own first."""
    return skeletons.bones(word.plain, "" if word.script == "Latn" else word.source)


@lru_cache(maxsize=262_144)
def value(kind: str, text: str) -> int:
    """The key of one fact: 63 bits of BLAKE2b. ``kind``: w word, n number, r reference, l blocking key."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8, person=kind.encode()).digest(), "big") & _RANGE


def kept(reference: str, names: Iterable[str], columns: Columns, blocking: Iterable[str]) -> tuple[int, ...]:
    """Every key that a record is kept under, each once."""
    numbers = {number.partition("|")[0] for number in columns.documents}
    made = dict.fromkeys([value("r", reference.casefold()), *(value("n", number) for number in sorted(numbers))])
    made.update(dict.fromkeys(linking_values(blocking)))
    return (*made, *_name_values(names))


def linking_values(blocking: Iterable[str]) -> tuple[int, ...]:
    """The keys of blocking keys: what arrivals are linked by."""
    return tuple(value("l", key) for key in blocking)


def _name_values(names: Iterable[str]) -> list[int]:
    spellings = [
        [bones_of(word)[:KEPT_BONES] for word in _telling(name)] for name in list(dict.fromkeys(names))[:MOST_NAMES]
    ]
    made = dict.fromkeys(one.value for spelt in spellings for one in _all(spelt))
    for spelt in spellings:
        made.update(dict.fromkeys(one.value for one in (*_pairs(spelt), *_singles(spelt))))
    return list(made)[:MOST_KEPT]


def _telling(name: str) -> list[Word]:
    """The distinct words of a name that make keys, in its order."""
    distinct = list({word.source: word for word in words(name)}.values())
    if len(distinct) <= MOST_WORDS:
        return distinct
    rarest = {word.source for word in nsmallest(MOST_WORDS, distinct, key=lambda one: (-rarity(one.bone), one.source))}
    return [word for word in distinct if word.source in rarest]


@dataclass(frozen=True, slots=True)
class Key:
    """One asked key: which words of the name (by place) a record under it shares."""

    value: int
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Nearly:
    """Many asked keys at once: one word as it is and another a letter off."""

    values: tuple[int, ...]
    places: tuple[int, ...]


Spelt = list[tuple[str, ...]]


def _sum(bones: Iterable[str]) -> int:
    return sum(value("w", bone) for bone in bones) & _RANGE


def _singles(spelt: Spelt) -> Iterator[Key]:
    for place, bones in enumerate(spelt):
        for bone in bones:
            yield Key(value("w", bone), (place,))


def _pairs(spelt: Spelt) -> Iterator[Key]:
    for (left, ones), (right, others) in combinations(enumerate(spelt), 2):
        for one, other in product(ones, others):
            if one != other:
                yield Key(_sum((one, other)), (left, right))


def _all(spelt: Spelt) -> Iterator[Key]:
    """The whole name at once, by each word's own skeleton; of a name of one word, so that no longer ones crowd it out."""
    own = {bones[0] for bones in spelt}
    if own:
        yield Key((_sum(own) * 3 + 1) & _RANGE, tuple(range(len(spelt))))


@dataclass(frozen=True, slots=True)
class Asked:
    """A name to be found: keys from the most telling to the least. ``told``: bits that each word tells."""

    text: str
    told: tuple[float, ...]
    whole: tuple[Key, ...]
    pairs: tuple[Key, ...]
    edited: tuple[Nearly, ...]
    singles: tuple[Key, ...]

    def values(self) -> list[int]:
        """Every asked key."""
        plain = [key.value for key in (*self.whole, *self.pairs, *self.singles)]
        return plain + [value for key in self.edited for value in key.values]

    @classmethod
    def of(cls, text: str, rarity: Callable[[str], float]) -> Asked:
        """What to ask for a text. ``rarity`` gives the bits of a skeleton."""
        spelt = [bones_of(word)[:ASKED_BONES] for word in _telling(text)]
        told = tuple(rarity(bones[0]) for bones in spelt)
        pairs = sorted(_distinct(_pairs(spelt)), key=lambda key: (-sum(told[place] for place in key.places), key.value))
        singles = sorted(_distinct(_singles(spelt)), key=lambda key: (-told[key.places[0]], key.value))
        return cls(text, told, tuple(_all(spelt)), tuple(pairs), tuple(_edited(spelt, told)), tuple(singles))


def _distinct(keys: Iterable[Key]) -> list[Key]:
    found: dict[int, Key] = {}
    for key in keys:
        found.setdefault(key.value, key)
    return list(found.values())


def _edited(spelt: Spelt, told: tuple[float, ...]) -> Iterator[Nearly]:
    """One word as it is and another a letter off, for the pairs that tell most; a single word, a letter off."""
    if len(spelt) == 1:
        yield Nearly(near_values(spelt[0][0])[:MOST_EDITED], (0,))
        return
    order = sorted(combinations(range(len(spelt)), 2), key=lambda two: (-sum(told[place] for place in two), two))
    left = MOST_EDITED
    for one, other in order:
        for sure, off in ((one, other), (other, one)):
            firm = value("w", spelt[sure][0])
            values = tuple((firm + near) & _RANGE for near in near_values(spelt[off][0])[:left])
            left -= len(values)
            if values:
                yield Nearly(values, (sure, off))


@lru_cache(maxsize=65_536)
def near_values(bone: str) -> tuple[int, ...]:
    """The keys of the skeletons that one letter sets apart."""
    keys = []
    for near in near_bones(bone):  # as ``value`` makes them, without remembering each of hundreds that stand nowhere
        digest = _WORDS.copy()
        digest.update(near.encode())
        keys.append(int.from_bytes(digest.digest(), "big") & _RANGE)
    return tuple(keys)


def near_bones(bone: str) -> tuple[str, ...]:
    """The skeletons that one letter sets apart: less, more, another, or two neighbours swapped. Sorted."""
    if len(bone) > LONGEST_EDITED:
        return ()
    found: set[str] = set()
    for at in range(len(bone) + 1):
        head, tail = bone[:at], bone[at:]
        found.update(head + letter + tail for letter in LETTERS)
        if tail:
            found.add(head + tail[1:])
            found.update(head + letter + tail[1:] for letter in LETTERS)
        if len(tail) > 1:
            found.add(head + tail[1] + tail[0] + tail[2:])
    return tuple(sorted(near for near in found - {bone, ""} if not _DOUBLED.search(near)))
