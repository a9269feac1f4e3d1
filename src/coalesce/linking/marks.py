"""Marks: each side's values as numbers, so that one intersection gives a comparison's level.

Invariant: the level of a pair is the highest level among the marks that the one
side *asserts* and the other *accepts*, 0 where there is none, nothing where a side has no mark at
all; and it is the same whichever side is called left. Every engine does the same arithmetic, so
that all agree to the last bit.

A mark is ``level << 48 | value``; text values go in as 48 bits of BLAKE2b over level and text.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

from coalesce.linking.comparisons import NOTHING
from coalesce.linking.model import EIGHTHS, Frequencies

LEVEL_SHIFT = 48
_KIND_SHIFT = 40
_NEAR_DOCUMENT = 6
_LONGEST_DOCUMENT = 24
_LONGEST_RANGE = 12
_RARE = 7 * EIGHTHS
_MIDDLING = 4 * EIGHTHS
_ABOUT = 2


@dataclass(frozen=True, slots=True)
class Marks:
    """What one record asserts and accepts in one comparison, each sorted. Both empty: it says nothing."""

    asserts: tuple[int, ...] = ()
    accepts: tuple[int, ...] = ()


SILENT = Marks()


def level(left: Marks, right: Marks) -> int:
    """The level of a pair; ``NOTHING`` where one side is silent."""
    if not left.asserts or not right.asserts:
        return NOTHING
    return max((mark >> LEVEL_SHIFT for mark in set(left.asserts) & set(right.accepts)), default=0)


def _same(marks: list[int]) -> Marks:
    if not marks:
        return SILENT
    both = tuple(sorted(set(marks)))
    return Marks(both, both)


def _text(at: int, value: str) -> int:
    digest = blake2b(b"%d%s" % (at, value.encode()), digest_size=6).digest()
    return at << LEVEL_SHIFT | int.from_bytes(digest, "big")


def birth_marks(births: tuple[str, ...]) -> Marks:
    """Marks of partial birth dates (see ``comparisons.REASONS`` for the levels)."""
    if not births:
        return SILENT
    if len(births) == 1:
        return _birth(births[0])
    each = [_birth(birth) for birth in births]
    return Marks(
        tuple(sorted({mark for marks in each for mark in marks.asserts})),
        tuple(sorted({mark for marks in each for mark in marks.accepts})),
    )


@lru_cache(maxsize=100_000)
def _birth(birth: str) -> Marks:
    plain = birth.rstrip("~")
    if "/" in plain:
        first, last = map(int, plain.split("/"))
        return _near(range(first, last + 1) if last - first <= _LONGEST_RANGE else range(0))
    year = int(plain[:4])
    if plain != birth:
        return _near(range(year - _ABOUT, year + _ABOUT + 1))
    near = _near(range(year, year + 1))
    exact = {4: _year_only, 6: _month_only, 8: _whole_day}[len(plain)](plain)
    exact.append((2, 0, year, year))
    asserted = [at << LEVEL_SHIFT | kind << _KIND_SHIFT | value for at, kind, value, _ in exact if value]
    accepted = [at << LEVEL_SHIFT | kind << _KIND_SHIFT | value for at, kind, _, value in exact if value]
    return Marks(tuple(sorted((*near.asserts, *asserted))), tuple(sorted((*near.accepts, *accepted))))


_Row = tuple[int, int, int, int]
"""Level, kind within the level, the value asserted and the value accepted (0: none)."""


def _year_only(plain: str) -> list[_Row]:
    year = int(plain)
    return [(4, 0, year, year), (4, 1, year, 0), (4, 2, 0, year)]


def _month_only(plain: str) -> list[_Row]:
    year, month = int(plain[:4]), int(plain)
    return [(4, 1, 0, year), (4, 2, year, 0), (5, 0, month, month), (5, 1, month, 0), (5, 2, 0, month)]


def _whole_day(plain: str) -> list[_Row]:
    year, month, day = plain[:4], plain[4:6], plain[6:]
    rows = [(4, 1, 0, int(year)), (4, 2, int(year), 0), (5, 1, 0, int(year + month)), (5, 2, int(year + month), 0)]
    rows += [(3, kind, int(part), int(part)) for kind, part in enumerate((year + month, year + day, month + day))]
    rows.append((7, 0, int(plain), int(plain)))
    if int(day) <= 12 and day != month:
        rows.append((6, 0, int(plain), int(year + day + month)))
    return rows


def _near(years: range) -> Marks:
    span = set(years)
    wider = {year + step for year in span for step in (-1, 0, 1)}
    asserts = tuple(sorted(1 << LEVEL_SHIFT | year for year in span))
    return Marks(asserts or (0,), tuple(sorted(1 << LEVEL_SHIFT | year for year in wider)))


def document_marks(documents: tuple[str, ...]) -> Marks:
    """Marks of documents ``NUMBER|COUNTRY``: equal with country, equal, one character off."""
    marks: list[int] = []
    for document in documents:
        number, _, country = document.partition("|")
        marks.append(_text(2, number))
        if country:
            marks.append(_text(3, document))
        if _NEAR_DOCUMENT <= len(number) <= _LONGEST_DOCUMENT:
            shorter = {number[:i] + number[i + 1 :] for i in range(len(number))}
            marks.extend(_text(1, variant) for variant in (number, *shorter))
    return _same(marks)


def nationality_marks(nationalities: tuple[str, ...], shares: Frequencies) -> Marks:
    """Marks of nationalities: the rarer among travellers, the higher the level."""
    marks = []
    for code in nationalities:
        told = shares.eighths(code)
        marks.append(_text(3 if told >= _RARE else 2 if told >= _MIDDLING else 1, code))
    return _same(marks)


def sex_marks(sex: str | None) -> Marks:
    """Marks of the sex as written."""
    return _same([] if sex is None else [_text(1, sex)])


def place_marks(places: tuple[str, ...], countries: tuple[str, ...]) -> Marks:
    """Marks of birth places: a place's token, else its country."""
    return _same([_text(2, place) for place in places] + [_text(1, country) for country in countries])
