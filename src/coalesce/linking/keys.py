"""Blocking keys: two records are compared where they have one key in common.

Invariant: each key is a function of its record and of the model; a key that
the model calls common (it tells less than ``Model.least_bits``) is not emitted; their number is bounded.

A key is a set of facts that together tell enough, and no more facts than that: a document
number; two name tokens (by any consonant skeleton that they may have, without order), or three where two tell too little; all
consonants of a name, however its words are parted; one token with as much of a birth date
as it takes, or with a birth place or residence; a whole birth date with a nationality; a birth year with a residence.
How much a token tells comes from the model's term frequencies, so that a rare name needs less beside it than a frequent one.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import combinations

from coalesce.linking.columns import Columns
from coalesce.linking.model import EIGHTHS, Model
from coalesce.names.bones import bones

YEAR_BITS = 5.3
"""A birth year: about forty years are in use."""

MONTH_BITS = math.log2(12)
DAY_BITS = math.log2(30)
DOCUMENT_BITS = 60.0
"""More than any other key: never left out."""

MOST_YEARS = 3
"""A range of more years makes no key."""

MOST_PLACED = 24
"""Keys of a name with a place, beside the others: an address of many words must not crowd out what a name tells by itself."""

_PLACED = "gvy"
_PARTED = 4
"""Consonants of a single word that may be two written together."""

_NUMBER_LEAST = 5
_WHOLE_DAY = len("19890314")

Key = tuple[float, str]


def keys(columns: Columns, model: Model) -> tuple[str, ...]:
    """The blocking keys of one record, sorted; the most telling ones where there are too many."""
    least = model.least_bits
    found = {key: told for told, key in _all(columns, model) if told >= least}
    telling = sorted(found, key=lambda key: (-found[key], key))
    placed = [key for key in telling if key[0] in _PLACED]
    others = [key for key in telling if key[0] not in _PLACED]
    return tuple(sorted(others[: model.key_rules.most] + placed[:MOST_PLACED]))


def _all(columns: Columns, model: Model) -> Iterator[Key]:
    yield from _documents(columns)
    yield from _names(columns, model)
    for birth in columns.births:
        if len(birth) == _WHOLE_DAY:
            for nationality in columns.nationalities:
                share = model.nationalities.eighths(nationality) / EIGHTHS
                yield YEAR_BITS + MONTH_BITS + DAY_BITS + share, f"b:{birth}|{nationality}"
        for residence in columns.residences if model.residences.known else ():
            told = YEAR_BITS + model.residences.eighths(residence) / EIGHTHS
            yield from ((told, f"y:{year}|{residence}") for year in _years(birth))


def _documents(columns: Columns) -> Iterator[Key]:
    for document in columns.documents:
        number = document.partition("|")[0]
        if len(number) >= _NUMBER_LEAST:
            yield DOCUMENT_BITS, f"n:{number}"


def _names(columns: Columns, model: Model) -> Iterator[Key]:
    forms = [tuple(map(bones, form, columns.source_of(place))) for place, form in enumerate(columns.forms)]
    told = {bone: model.blocking.eighths(bone) / EIGHTHS for form in forms for each in form for bone in each}
    least = model.least_bits
    pairs = {
        tuple(sorted((one, other)))
        for form in forms
        for first, second in combinations(form, 2)
        for one in first
        for other in second
        if one != other
    }
    for one, other in pairs:
        both = told[one] + told[other]
        if both >= least:
            yield both, f"p:{one}|{other}"
        for bits, part in _date_parts(columns.births, least - both):
            yield both + bits, f"q:{one}|{other}|{part}"
    for bone, bits in told.items():
        if bits >= least:
            yield bits, f"s:{bone}"
        for more, part in _date_parts(columns.births, least - bits):
            yield bits + more, f"t:{bone}|{part}"
        for place in columns.places if model.places.known else ():
            yield bits + model.places.eighths(place) / EIGHTHS, f"g:{bone}|{place}"
        for residence in columns.residences if model.residences.known else ():
            yield bits + model.residences.eighths(residence) / EIGHTHS, f"v:{bone}|{residence}"
    for form in forms:
        yield from _wholes(tuple(each[0] for each in form), told, least)
        yield from _whole(tuple(each[1] if len(each) > 1 else each[0] for each in form), told)


def _wholes(form: tuple[str, ...], told: dict[str, float], least: float) -> Iterator[Key]:
    """The whole name, and three of its words where any two tell too little."""
    yield from _whole(form, told)
    distinct = sorted(set(form))
    for three in combinations(distinct, 3):
        bits = [told[bone] for bone in three]
        if sum(bits) - min(bits) < least:
            yield sum(bits), f"u:{'|'.join(three)}"


def _whole(form: tuple[str, ...], told: dict[str, float]) -> Iterator[Key]:
    """The whole name by its consonants, however its words are parted: Walijan and Wali Jan."""
    distinct = set(form)
    letters = "".join(sorted("".join(distinct)))
    if len(distinct) > 1 or len(letters) >= _PARTED:
        yield sum(told[bone] for bone in distinct), f"w:{letters}"


def _date_parts(births: tuple[str, ...], needed: float) -> Iterator[Key]:
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
