"""Blocking keys: two records are compared where they have one key in common.

Invariant: each key is a function of its record and of the model; a key that
the model calls common (it tells less than ``Model.least_bits``) is not emitted; their number is bounded.

A key is a set of facts that together tell enough, and no more facts than that: a document
number; two name tokens (by any consonant skeleton that they may have, without order), or three where two tell too little; all
consonants of a name, however its words are parted; a token in Han or Hangul letters less one of them, where that makes no name; one token with as much of a birth date
as it takes, or with a birth place or residence; a whole birth date with a nationality; a birth year with a residence.
How much a token tells comes from the model's term frequencies, so that a rare name needs less beside it than a frequent one.
A token in another script stands under the skeletons of its other spellings too, and of the frequent names that it is
learned to be nearest to (``nearest``): names in Latin letters have no more keys for it. A name that is all a record says
may be more frequent than other keys.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import combinations, product
from typing import NamedTuple

from coalesce.linking.columns import Columns
from coalesce.linking.model import EIGHTHS, Model
from coalesce.linking.near import Token, shorter
from coalesce.names import script_of, skeleton
from coalesce.names.bones import bones
from coalesce.names.own_letters import kana_letters, own_letters, sound, spelling
from coalesce.names.readings import readings

YEAR_BITS = 5.3
"""A birth year: about forty years are in use."""

MONTH_BITS = math.log2(12)
DAY_BITS = math.log2(30)
DOCUMENT_BITS = 60.0
"""More than any other key: never left out."""

ONE_WORD_BITS = 3.0
"""That a name is one word only: one in seven on the UN's list, its aliases among them, one in 170 of the first names."""

ALONE_BITS = 2.0
"""What a whole name needs less where a record says nothing else: it may be four times as frequent as other keys. Such
records are few where a list gives dates; where none does, a name is all there is to go by."""

MOST_YEARS = 3
"""A range of more years makes no key."""

MOST_PLACED = 24
"""Keys of a name with a place, beside the others: an address of many words must not crowd out what a name tells by itself."""

_PLACED = "gvy"
_PARTED = 4
"""Consonants of a single word that may be two written together."""

_NUMBER_LEAST = 5
_WHOLE_DAY = len("19890314")


class Key(NamedTuple):
    """``told`` in bits; ``guessed``: how many of its words are other spellings than the first."""

    told: float
    text: str
    guessed: int = 0


Form = tuple[tuple[str, ...], ...]
"""A name's words, each by every skeleton that it may have, its own first."""


def keys(columns: Columns, model: Model) -> tuple[str, ...]:
    """The blocking keys of one record, sorted. Where there are too many, those of words as they are spelt go before those
    of other spellings, and then the most telling ones."""
    least = model.least_bits
    found: dict[str, tuple[int, float]] = {}
    for told, key, guessed in _all(columns, model):
        if told >= least:
            found[key] = min(found.get(key, (guessed, -told)), (guessed, -told))
    telling = sorted(found, key=lambda key: (found[key], key))
    placed = [key for key in telling if key[0] in _PLACED]
    others = [key for key in telling if key[0] not in _PLACED]
    return tuple(sorted(others[: model.key_rules.most] + placed[:MOST_PLACED]))


def blocking_bones(token: Token) -> tuple[str, ...]:
    """What a key may be made of, of how many bear it: a token's own skeleton; Han and Hangul are known by their letters,
    and by what they sound like.
    """
    letters = own_letters(token.source)
    return (token.plain, skeleton(sound(letters))) if letters else (skeleton(token.plain),)


def _all(columns: Columns, model: Model) -> Iterator[Key]:
    yield from _documents(columns)
    yield from _names(columns, model)
    for birth in columns.births:
        if len(birth) == _WHOLE_DAY:
            for nationality in columns.nationalities:
                share = model.nationalities.eighths(nationality) / EIGHTHS
                yield Key(YEAR_BITS + MONTH_BITS + DAY_BITS + share, f"b:{birth}|{nationality}")
        for residence in columns.residences if model.residences.known else ():
            told = YEAR_BITS + model.residences.eighths(residence) / EIGHTHS
            yield from (Key(told, f"y:{year}|{residence}") for year in _years(birth))


def _documents(columns: Columns) -> Iterator[Key]:
    for document in columns.documents:
        number = document.partition("|")[0]
        if len(number) >= _NUMBER_LEAST:
            yield Key(DOCUMENT_BITS, f"n:{number}")


def _names(columns: Columns, model: Model) -> Iterator[Key]:
    forms = [
        tuple(_spelt(plain, source, model) for plain, source in zip(form, columns.source_of(place), strict=True))
        for place, form in enumerate(columns.forms)
    ]
    told = {bone: model.blocking.eighths(bone) / EIGHTHS for form in forms for each in form for bone in each}
    sure = {each[0] for form in forms for each in form}
    pairs = {
        tuple(sorted((one, other)))
        for form in forms
        for first, second in combinations(form, 2)
        for one in first
        for other in second
        if one != other
    }
    for one, other in pairs:
        guessed = (one not in sure) + (other not in sure)
        both = told[one] + told[other]
        yield Key(both, f"p:{one}|{other}", guessed)
        for bits, part in _date_parts(columns.births, model.least_bits - both):
            yield Key(both + bits, f"q:{one}|{other}|{part}", guessed)
    yield from (Key(*found, 1) for found in set(_slips(columns, forms, told, model)))
    for bone, bits in told.items():
        yield from (Key(*found, bone not in sure) for found in _of_word(bone, bits, columns, model))
    alone = 0.0 if _says_more(columns) else ALONE_BITS
    for form in forms:
        yield from _of_form(form, told, model.least_bits, alone)


def _slips(columns: Columns, forms: list[Form], told: dict[str, float], model: Model) -> Iterator[tuple[float, str]]:
    """Two words of which one may have lost a letter by a slip (``near.slipped``). As many bear the one and what is left of the
    other as bear both, or a few more.
    """
    names = model.tokens.known
    for place, words in enumerate(forms):
        first = [bones[0] for bones in words]
        for bone, plain, source in zip(first, columns.forms[place], columns.source_of(place), strict=True):
            letters = own_letters(source) or kana_letters(source)
            left = map(_left, shorter(letters) - {letters, ""} if plain in names else ())
            for brief, other in product({said for spelt, said in left if spelt not in names}, {*first} - {bone}):
                yield told[bone] + told[other], f"p:{'|'.join(sorted((brief, other)))}"


def _left(letters: str) -> tuple[str, str]:
    """How what is left of a word is spelt, and its own skeleton."""
    spelt = spelling(letters) if own_letters(letters) else sound(letters)
    return spelt, spelt if own_letters(letters) else skeleton(spelt)


def _of_word(bone: str, bits: float, columns: Columns, model: Model) -> Iterator[tuple[float, str]]:
    """One word, by itself and beside what else is said."""
    yield bits, f"s:{bone}"
    for more, part in _date_parts(columns.births, model.least_bits - bits):
        yield bits + more, f"t:{bone}|{part}"
    for place in columns.places if model.places.known else ():
        yield bits + model.places.eighths(place) / EIGHTHS, f"g:{bone}|{place}"
    for residence in columns.residences if model.residences.known else ():
        yield bits + model.residences.eighths(residence) / EIGHTHS, f"v:{bone}|{residence}"


def _of_form(form: Form, told: dict[str, float], least: float, alone: float) -> Iterator[Key]:
    """A name as a whole. ``alone``: bits that a name is worth more of which the record says nothing beside it."""
    if len(form) == 1:
        yield from (Key(told[bone] + ONE_WORD_BITS + alone, f"s:{bone}", at > 0) for at, bone in enumerate(form[0]))
    own = tuple(bones[0] for bones in form)
    second = tuple(bones[min(1, len(bones) - 1)] for bones in form)
    yield from (Key(*found) for found in _wholes(own, told, least))
    yield from (Key(*found, guessed=1) for found in _whole(second, told))
    if alone:
        spelt = {(*own[:at], bone, *own[at + 1 :]) for at, bones in enumerate(form) for bone in bones}
        yield from (Key(bits + alone, key, words != own) for words in spelt for bits, key in _whole(words, told))


def _spelt(plain: str, source: str, model: Model) -> tuple[str, ...]:
    """The skeletons under which other spellings of a word stand, its own first."""
    if own_letters(source):
        return blocking_bones(Token(plain, plain, source))
    own = bones(plain, source)
    if not source or kana_letters(source):
        return own
    heard = (skeleton(token) for token in model.nearest.of(source))
    return tuple(dict.fromkeys((*own, *readings(source, script_of(source)), *heard)))


def _says_more(columns: Columns) -> bool:
    """Whether the record says anything beside its names that could be compared."""
    said = (columns.births, columns.documents, columns.nationalities, columns.places, columns.countries)
    return any(map(bool, (*said, columns.residences, columns.residence_countries)))


def _wholes(form: tuple[str, ...], told: dict[str, float], least: float) -> Iterator[tuple[float, str]]:
    """The whole name, and three of its words where any two tell too little."""
    yield from _whole(form, told)
    distinct = sorted(set(form))
    for three in combinations(distinct, 3):
        bits = [told[bone] for bone in three]
        if sum(bits) - min(bits) < least:
            yield sum(bits), f"u:{'|'.join(three)}"


def _whole(form: tuple[str, ...], told: dict[str, float]) -> Iterator[tuple[float, str]]:
    """The whole name by its consonants, however its words are parted: Walijan and Wali Jan."""
    distinct = set(form)
    letters = "".join(sorted("".join(distinct)))
    bits = sum(told[bone] for bone in distinct)
    if len(distinct) > 1 or len(letters) >= _PARTED:
        yield bits, f"w:{letters}"


def _date_parts(births: tuple[str, ...], needed: float) -> Iterator[tuple[float, str]]:
    """The least exact parts of the birth dates that tell what is needed; day and month where the year may be off."""
    if needed <= 0:
        return
    for birth in births:
        year, month, day = birth[:4], birth[4:6], birth[6:]
        if needed <= YEAR_BITS:
            for possible in _years(birth):
                yield YEAR_BITS, f"{possible}"
        elif "/" in birth or birth.endswith("~"):
            continue
        elif month and needed <= YEAR_BITS + MONTH_BITS:
            yield YEAR_BITS + MONTH_BITS, f"{year}-{month}"
        elif day:
            yield YEAR_BITS + MONTH_BITS + DAY_BITS, birth
        if len(birth) == _WHOLE_DAY and needed <= MONTH_BITS + DAY_BITS:
            yield MONTH_BITS + DAY_BITS, f"{month}{day}"


def _years(birth: str) -> range:
    """The years that the date may mean; none where they are too many."""
    plain = birth.rstrip("~")
    first, last = (int(year[:4]) for year in (plain.split("/") * 2)[:2])
    about = int(plain != birth)
    years = range(first - about, last + about + 1)
    return years if len(years) <= MOST_YEARS else range(0)
