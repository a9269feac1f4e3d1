"""Whether two tokens of different skeletons are nearly one: by a letter, by custom, or as the encoder hears two scripts.

Invariant: symmetric; a function of the two tokens alone, the same one by one and in bulk.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from coalesce.names.likeness import likenesses
from coalesce.names.nicknames import lines, same_by_custom
from coalesce.names.own_letters import kana_letters, own_letters, sound
from coalesce.names.scripts import letter_script, script_of
from coalesce.names.syllables import is_syllable
from coalesce.names.words import Word

SHORTEST = 4
"""Letters of a token that may differ by one from another."""

SHORTEST_SOURCE = 2

SYLLABLE = 2
"""Letters of a Latin syllable (Li, Wei, Kim) that Han or Hangul letters may sound like."""

ENOUGH = 2
"""Skeletons that two forms must share for a lost letter to count. Of invented persons put together anew from Chinese, Japanese and
Korean names (``scripts/noisy_persons.py``, seeds 31 to 33), of whose candidates a left-over word was the other's less a letter,
210 with two words in common were one person and 35 were two; with one word in common it was 680 and 2,202."""

LIKELY = 0.6
"""Two tokens in two scripts that are one name with this probability are near."""


class Token(NamedTuple):
    """A token as ``columns`` has it; ``source`` is empty for Latin letters and others that are known by how they are romanised."""

    plain: str
    bone: str
    source: str


def has_near(token: Token) -> bool:
    """Whether a token can be near another at all: it is long enough."""
    if token.source:
        return len(token.source) >= SHORTEST_SOURCE or _by_syllables(token)
    return len(token.plain) >= SHORTEST or (len(token.plain) >= SYLLABLE and is_syllable(token.plain))


def near(one: Token, other: Token) -> bool:
    """Whether two tokens, both long enough, are nearly one."""
    if one.bone == other.bone:
        return False
    return by_letter(one.plain, other.plain) or _one_by_custom(one, other) or _heard(*_ordered(one, other))


def by_letter(one: str, other: str) -> bool:
    """Whether two tokens of four letters or more become equal when each loses at most one letter.

    So a letter more, less, another, or two neighbours swapped: what an edit distance of one allows, and a little more.
    """
    return min(len(one), len(other)) >= SHORTEST and not shorter(one).isdisjoint(shorter(other))


def letter_lost(one: Token, other: Token) -> bool:
    """Whether one of two words in Han, Hangul or kana is the other less exactly one letter. Another letter in its place is another name."""
    brief, full = sorted((one.source, other.source), key=len)
    return len(full) - len(brief) == 1 and _in_letters(one) and _in_letters(other) and brief in shorter(full)


def slipped(one: Token, other: Token, known: Container[str]) -> bool:
    """Whether a letter was lost of a word that is known as a name, and what is left is known as none: 志强 and 志, not 强.

    A slip seldom makes another name. Of the persons of ``bench.fairness`` (slips of the seeds 101 to 103) without a date on both sides, of whose
    two words one agreed and one had lost a letter, 107 of 118 such pairs were one person, and 41 of 69 where what was left is a name.
    """
    brief, full = sorted((one, other), key=lambda word: len(word.source))
    return letter_lost(one, other) and full.plain in known and brief.plain not in known


def two_names(one: Token, other: Token, known: Container[str]) -> bool:
    """Whether both are names in Hangul letters: a jamo in its place makes 지현 of 지연, and both are borne by many."""
    return in_jamo(one) and in_jamo(other) and one.plain in known and other.plain in known


@lru_cache(maxsize=262_144)
def in_jamo(token: Token) -> bool:
    """Whether a word has Hangul letters, of which each is two jamo or three."""
    return any(letter_script(letter) == "Hang" for letter in token.source)


@lru_cache(maxsize=1_000_000)
def shorter(word: str) -> frozenset[str]:
    """The word itself, and it without each one of its letters."""
    return frozenset({word, *(word[:at] + word[at + 1 :] for at in range(len(word)))})


def heard(pairs: Sequence[tuple[Token, Token]]) -> list[bool]:
    """For each pair whether its tokens stand in two scripts and the encoder hears one name."""
    two = [place for place, (one, other) in enumerate(pairs) if _in_two_scripts(one, other)]
    ordered = [_ordered(*pairs[place]) for place in two]
    found = likenesses([_word(one) for one, _ in ordered], [_word(other) for _, other in ordered])
    answers = [False] * len(pairs)
    for place, likely in zip(two, found.tolist(), strict=True):
        answers[place] = round(likely, 6) >= LIKELY
    return answers


@lru_cache(maxsize=262_144)
def _heard(one: Token, other: Token) -> bool:
    return heard([(one, other)])[0]


def _ordered(one: Token, other: Token) -> tuple[Token, Token]:
    return (one, other) if one <= other else (other, one)


def _in_two_scripts(one: Token, other: Token) -> bool:
    """And long enough for that to be heard: a short Latin word is one only beside Han or Hangul letters."""
    if heard_in(one) == heard_in(other):
        return False
    syllables = _by_syllables(one) or _by_syllables(other)
    return syllables or (_long(one) and _long(other))


@lru_cache(maxsize=262_144)
def _by_syllables(token: Token) -> bool:
    return bool(own_letters(token.source))


@lru_cache(maxsize=262_144)
def _in_letters(token: Token) -> bool:
    return bool(own_letters(token.source) or kana_letters(token.source))


@lru_cache(maxsize=262_144)
def _word(token: Token) -> Word:
    plain = sound(token.source) if _by_syllables(token) else token.plain
    written = _heard_as(token) or token.plain
    return Word(plain, written, heard_in(token), written)


def heard_in(token: Token) -> str:
    """The script in which a word is heard: kana is as it is romanised."""
    return script_of(_heard_as(token)) if _heard_as(token) else "Latn"


def _heard_as(token: Token) -> str:
    """The letters by which a word is heard, empty for how it is romanised: kana is."""
    return "" if kana_letters(token.source) else token.source


def by_loss(tokens: Iterable[Token]) -> list[tuple[Token, Token]]:
    """All pairs of these tokens of which ``letter_lost`` is true, one way round."""
    own = {token.source: token for token in tokens if _in_letters(token)}
    return [(own[full], own[brief]) for full in own for brief in shorter(full) if brief != full and brief in own]


def by_slip(tokens: Iterable[Token], known: Container[str]) -> list[tuple[Token, Token]]:
    """All pairs of these tokens of which ``slipped`` is true, one way round."""
    return [(full, brief) for full, brief in by_loss(tokens) if slipped(full, brief, known)]


def by_jamo(tokens: Iterable[Token], known: Container[str]) -> list[tuple[Token, Token]]:
    """All ordered pairs of these tokens in Hangul letters that a jamo sets apart and of which not both are known names."""
    beside: dict[str, list[Token]] = defaultdict(list)
    for token in filter(in_jamo, tokens):
        for brief in shorter(token.plain) if len(token.plain) >= SHORTEST else ():
            beside[brief].append(token)
    pairs = ((one, other) for alike in beside.values() for one in alike for other in alike if one.bone != other.bone)
    return [both for both in dict.fromkeys(pairs) if not two_names(*both, known)]


def by_custom(tokens: Iterable[Token]) -> list[tuple[Token, Token]]:
    """All ordered pairs of these tokens that custom takes for each other and that have two skeletons."""
    beside: dict[int, list[Token]] = defaultdict(list)
    for token in tokens:
        for line in lines(token.plain) if _long(token) else ():
            beside[line].append(token)
    pairs = ((one, other) for alike in beside.values() for one in alike for other in alike if one.bone != other.bone)
    return list(dict.fromkeys(pairs))


def _one_by_custom(one: Token, other: Token) -> bool:
    return _long(one) and _long(other) and same_by_custom(one.plain, other.plain)


def _long(token: Token) -> bool:
    """Whether more than a syllable, or in another script."""
    return bool(_heard_as(token)) or len(token.plain) >= SHORTEST
