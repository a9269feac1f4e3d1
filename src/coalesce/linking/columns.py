"""Columns: what linking compares of an entry, prepared once at import.

Invariant: ``prepare`` is a pure function of the entry; all letters but those of ``sources`` are ASCII (engines
measure strings in bytes); nothing in it depends on another record.

A name form is the tuple of one name's tokens, without order or repetition. A birth date keeps
its precision: ``19890314``, ``198903``, ``1989``, ``1970/1975``, with ``~`` where it is
approximate. The first of January counts as its year alone: lists write it for "day unknown".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Any

import orjson

from coalesce.dates import PartialDate
from coalesce.errors import BadField
from coalesce.linking.near import Token
from coalesce.names import skeleton, tokens
from coalesce.names.countries import formal_names
from coalesce.names.normal import plain_digits
from coalesce.names.own_letters import kana_letters, own_letters, spelling
from coalesce.names.syllables import bones_with_vowels
from coalesce.names.titles import TITLES
from coalesce.names.words import Word, words
from coalesce.records import Entry, Name, Place

MAX_FORMS = 12
"""Names beyond this many distinct forms are left out: lists order the better-known ones first."""

MAX_TOKENS = 10
"""Tokens of one form beyond this many are left out, in alphabetical order."""

MAX_VALUES = 12
"""Dates, documents and places beyond this many are left out."""

LEARNED = frozenset(("Arab", "Cyrl", "Hebr"))
"""Scripts whose letters tell the encoder more than their romanised form does."""

Form = tuple[str, ...]
_NOT_ALPHANUMERIC = re.compile(r"[^A-Z0-9]")
_PLACE_WORDS = frozenset(
    "province governorate district region state county city town village area near suburb municipality department"
    " oblast muhafazah wilayat republic of the and".split()
)

_FUSED_ARTICLE = re.compile(r"^[ae]l(?=.{4})")
"""Alsalti for al-Salti: such a name is compared both with and without its first letters."""

TOGETHER = "+"
"""Between the words of a residence that stand together: both parts of a postcode, a street with its number."""

_STREET_WORDS = frozenset(
    "street st str road rd avenue ave lane drive house flat apartment apt building block floor room po box no number"
    " rue ulitsa ul dom kvartira kv shari sharia mahalla unknown previous former".split()
)

_MIN_DOCUMENT = 4
_UNREADABLE = "stored linking columns cannot be read: import the list again"


@dataclass(frozen=True, slots=True)
class Columns:
    """What linking compares. ``skeletons`` and ``sources`` run parallel to ``forms``, token by token.

    A source is the token in its own letters, where the encoder knows their script or they are Han, Hangul or kana; empty for Latin
    and others, and no tuple where all are.
    """

    forms: tuple[Form, ...] = ()
    skeletons: tuple[Form, ...] = ()
    births: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    nationalities: tuple[str, ...] = ()
    sex: str | None = None
    places: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    sources: tuple[Form, ...] = ()
    residences: tuple[str, ...] = ()
    residence_countries: tuple[str, ...] = ()

    def source_of(self, place: int) -> Form:
        """The sources of one form's tokens."""
        return self.sources[place] if self.sources else ("",) * len(self.forms[place])

    def to_json(self) -> bytes:
        """A compact form for storing: an array in the order of the fields. Without residences it ends before them: a
        record that has none has the bytes, and so the digest, that it had before they were compared.
        """
        told = _FIELDS if self.residences or self.residence_countries else _FIELDS[:_BEFORE_RESIDENCES]
        return orjson.dumps([getattr(self, name) for name in told])

    @classmethod
    def from_json(cls, stored: bytes | str) -> Columns:
        """Read what ``to_json`` wrote. Raises BadField where it is something else."""
        try:
            plain = orjson.loads(stored)
        except ValueError as fault:
            raise BadField(_UNREADABLE) from fault
        return cls.from_list(plain)

    @classmethod
    def from_list(cls, plain: Any) -> Columns:
        """The same from the array already read. Raises BadField."""
        try:
            forms, skeletons, births, documents, nationalities, sex, places, countries, *more = plain
            sources, residences, dwelt = [*more, (), (), ()][:3]
            return cls(
                tuple(map(tuple, forms)),
                tuple(map(tuple, skeletons)),
                tuple(births),
                tuple(documents),
                tuple(nationalities),
                sex,
                tuple(places),
                tuple(countries),
                tuple(map(tuple, sources)),
                tuple(residences),
                tuple(dwelt),
            )
        except (TypeError, ValueError) as fault:
            raise BadField(_UNREADABLE) from fault


_FIELDS = tuple(field.name for field in fields(Columns))
_BEFORE_RESIDENCES = _FIELDS.index("residences")


def prepare(entry: Entry) -> Columns:
    """The columns of one entry. Fields that the entry leaves empty stay empty."""
    spelt = _forms(entry)
    forms = tuple(spelt)
    sources = tuple(tuple(source for source, _ in form.values()) for _, form in spelt.values())
    return Columns(
        forms,
        tuple(tuple(bone for _, bone in form.values()) for _, form in spelt.values()),
        _first(map(_birth, entry.birth_dates)),
        _first(_document(doc.number, doc.country) for doc in entry.documents),
        _first(entry.nationalities),
        str(entry.sex) if entry.sex else None,
        _first(bones for place in entry.birth_places for bones in place_skeletons(place)),
        _first(place.country for place in entry.birth_places if place.country),
        sources if any(map(any, sources)) else (),
        _first(_residence_words(entry.residences)),
        _first(place.country for place in entry.residences if place.country),
    )


def names_of_forms(entry: Entry) -> tuple[Name, ...]:
    """The name that gave each form of ``prepare(entry)``, in their order: the first, where several give the same."""
    return tuple(name for name, _ in _forms(entry).values())


def _first(values: Iterable[str | None]) -> tuple[str, ...]:
    distinct = dict.fromkeys(value for value in values if value)
    return tuple(sorted(list(distinct)[:MAX_VALUES]))


def _forms(entry: Entry) -> dict[Form, tuple[Name, dict[str, tuple[str, str]]]]:
    """Each form with the name that gave it, and its tokens in alphabetical order with their sources and bones."""
    forms: dict[Form, tuple[Name, dict[str, tuple[str, str]]]] = {}
    for name in entry.names:
        told = _telling(name.full)
        for spelt in (told, _unfused(told)):
            distinct = {plain: spelt[plain] for plain in sorted(spelt)[:MAX_TOKENS]}
            if distinct and len(forms) < MAX_FORMS:
                forms.setdefault(tuple(distinct), (name, distinct))
    return forms


@lru_cache(maxsize=65_536)
def _telling(name: str) -> dict[str, tuple[str, str]]:
    """The words of a name that are no titles, each with its source and its bone. Not to be changed."""
    found = {token.plain: (token.source, token.bone) for token in reversed(tokens_of(name))}
    return {plain: both for plain, both in found.items() if plain not in TITLES} or found


def tokens_of(name: str) -> tuple[Token, ...]:
    """The tokens of one name in its order. Chinese, Japanese and Korean words are spelt by their own letters, and have no other
    bone: that two sound alike is weak evidence, which ``near`` gives to words in two scripts.
    """
    said = words(name)
    return tuple(map(_token, said, bones_with_vowels(said)))


def _token(word: Word, bone: str) -> Token:
    letters = own_letters(word.source)
    if letters:
        return Token(spelling(letters), spelling(letters), letters)
    return Token(word.plain, bone, word.source if word.script in LEARNED else kana_letters(word.source))


def _unfused(told: dict[str, tuple[str, str]]) -> dict[str, tuple[str, str]]:
    """The same with Alsalti for al-Salti put right."""
    cut = {plain: _FUSED_ARTICLE.sub("", plain) for plain in told}
    return {
        cut[plain]: both if cut[plain] == plain else (both[0], skeleton(cut[plain])) for plain, both in told.items()
    }


def _birth(when: PartialDate) -> str:
    first, last = when.earliest, when.latest
    tail = "~" if when.circa else ""
    match when.precision:
        case "day":
            january_first = (first.month, first.day) == (1, 1)
            return (f"{first.year:04}" if january_first else f"{first:%Y%m%d}") + tail
        case "month":
            return f"{first:%Y%m}{tail}"
    return (f"{first.year:04}" if first.year == last.year else f"{first.year:04}/{last.year:04}") + tail


def _document(number: str, country: str | None) -> str:
    plain = _NOT_ALPHANUMERIC.sub("", plain_digits(number).upper())
    if len(plain) < _MIN_DOCUMENT or not any(letter.isdigit() for letter in plain):
        return ""
    return f"{plain}|{country or ''}"


def place_skeletons(place: Place) -> Iterator[str]:
    """The skeletons of what names the place itself: not its country, nor words like "province"."""
    for word in sorted({word for piece in _named(place) for word in piece}):
        yield skeleton(word)


def _named(place: Place) -> list[list[str]]:
    """The telling words of a place, piece by piece, its country left out."""
    pieces = place.text.split(",")
    if place.country and len(pieces) > 1:
        pieces = pieces[:-1]
    dull = _PLACE_WORDS | _country_words(place.country) if place.country else _PLACE_WORDS
    return [[word for word in tokens(piece) if word not in dull] for piece in pieces]


def _residence_words(places: tuple[Place, ...]) -> Iterator[str]:
    """The words of addresses, and those of one piece together. A number alone tells nothing; a word with a digit in it
    (half of a postcode) stays as it is.
    """
    for place in places:
        for piece in _named(place):
            telling = [word for word in piece if word not in _STREET_WORDS]
            spelt = [word if any(map(str.isdigit, word)) else skeleton(word) for word in telling]
            yield from (word for word in spelt if len(word) > 1 and not word.isdigit())
            if len(set(spelt)) > 1:
                yield TOGETHER.join(sorted(set(spelt)))


@lru_cache(maxsize=512)
def _country_words(code: str) -> frozenset[str]:
    return frozenset(word for name in formal_names(code.upper()) for word in tokens(name))
