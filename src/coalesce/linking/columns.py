"""Columns: what linking compares of an entry, prepared once at import.

Invariant: ``prepare`` is a pure function of the entry; all letters are ASCII (engines
measure strings in bytes); nothing in it depends on another record.

A name form is the tuple of one name's tokens, without order or repetition. A birth date keeps
its precision: ``19890314``, ``198903``, ``1989``, ``1970/1975``, with ``~`` where it is
approximate. The first of January counts as its year alone: lists write it for "day unknown".
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any

import orjson

from coalesce.dates import PartialDate
from coalesce.errors import BadField
from coalesce.names import skeleton, tokens
from coalesce.records import Entry, Place

MAX_FORMS = 12
"""Names beyond this many distinct forms are left out: lists order the better-known ones first."""

MAX_TOKENS = 10
"""Tokens of one form beyond this many are left out, in alphabetical order."""

MAX_VALUES = 12
"""Dates, documents and places beyond this many are left out."""

Form = tuple[str, ...]
_NOT_ALPHANUMERIC = re.compile(r"[^A-Z0-9]")
_MIN_DOCUMENT = 4
_UNREADABLE = "stored linking columns cannot be read: import the list again"


@dataclass(frozen=True, slots=True)
class Columns:
    """What linking compares. ``skeletons`` runs parallel to ``forms``, token by token."""

    forms: tuple[Form, ...] = ()
    skeletons: tuple[Form, ...] = ()
    births: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    nationalities: tuple[str, ...] = ()
    sex: str | None = None
    places: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()

    def to_json(self) -> bytes:
        """A compact form for storing: an array in the order of the fields."""
        return orjson.dumps([getattr(self, name) for name in _FIELDS])

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
            forms, skeletons, births, documents, nationalities, sex, places, countries = plain
            return cls(
                tuple(map(tuple, forms)),
                tuple(map(tuple, skeletons)),
                tuple(births),
                tuple(documents),
                tuple(nationalities),
                sex,
                tuple(places),
                tuple(countries),
            )
        except (TypeError, ValueError) as fault:
            raise BadField(_UNREADABLE) from fault


_FIELDS = tuple(field.name for field in fields(Columns))


def prepare(entry: Entry) -> Columns:
    """The columns of one entry. Fields that the entry leaves empty stay empty."""
    forms = _forms(entry)
    return Columns(
        forms,
        tuple(tuple(map(skeleton, form)) for form in forms),
        _first(map(_birth, entry.birth_dates)),
        _first(_document(doc.number, doc.country) for doc in entry.documents),
        _first(entry.nationalities),
        str(entry.sex) if entry.sex else None,
        _first(_place_skeletons(entry.birth_places)),
        _first(place.country for place in entry.birth_places if place.country),
    )


def _first(values: Iterable[str | None]) -> tuple[str, ...]:
    distinct = dict.fromkeys(value for value in values if value)
    return tuple(sorted(list(distinct)[:MAX_VALUES]))


def _forms(entry: Entry) -> tuple[Form, ...]:
    forms: dict[Form, None] = {}
    for name in entry.names:
        distinct = sorted(set(tokens(name.full)))[:MAX_TOKENS]
        if distinct:
            forms.setdefault(tuple(distinct))
        if len(forms) == MAX_FORMS:
            break
    return tuple(forms)


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
    plain = _NOT_ALPHANUMERIC.sub("", number.upper())
    if len(plain) < _MIN_DOCUMENT or not any(letter.isdigit() for letter in plain):
        return ""
    return f"{plain}|{country or ''}"


def _place_skeletons(places: tuple[Place, ...]) -> list[str]:
    return [skeleton(token) for place in places for token in tokens(place.text)]
