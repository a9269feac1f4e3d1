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

from coalesce.linking.columns import TOGETHER
from coalesce.linking.comparisons import NOTHING
from coalesce.linking.model import EIGHTHS, Frequencies

LEVEL_SHIFT = 48
_KIND_SHIFT = 40
_NEAR_DOCUMENT = 6
_LONGEST_DOCUMENT = 24
_LONGEST_RANGE = 12
"""A wider range of years says nothing."""

_RARE = 7 * EIGHTHS
_MIDDLING = 4 * EIGHTHS
_RARE_PLACE, _MIDDLING_PLACE = 9 * EIGHTHS, 5 * EIGHTHS
_ABOUT = 2
_FAR = 5


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
        return _marks(_years(range(first, last + 1) if last - first <= _LONGEST_RANGE else range(0), whole=False))
    year = int(plain[:4])
    if plain != birth:
        return _marks(_years(range(year - _ABOUT, year + _ABOUT + 1), whole=False))
    exact = {4: _year_only, 6: _month_only, 8: _whole_day}[len(plain)](plain)
    return _marks([*_years(range(year, year + 1), whole=len(plain) == len("19890314")), (4, 0, year, year), *exact])


_Row = tuple[int, int, int, int]
"""Level, kind within the level, the value asserted and the value accepted (0: none)."""


def _marks(rows: list[_Row]) -> Marks:
    asserted = {at << LEVEL_SHIFT | kind << _KIND_SHIFT | value for at, kind, value, _ in rows if value}
    accepted = {at << LEVEL_SHIFT | kind << _KIND_SHIFT | value for at, kind, _, value in rows if value}
    return Marks(tuple(sorted(asserted)), tuple(sorted(accepted)))


def _years(span: range, *, whole: bool) -> list[_Row]:
    """Years not far from each other; next to each other as far as told, where one side has no whole date."""
    rows = []
    for kind, (asserts, accepts) in enumerate(((True, not whole), (not whole, True))):
        rows += [(3, kind, year if asserts else 0, 0) for year in span]
        rows += [(3, kind, 0, near if accepts else 0) for year in span for near in range(year - 1, year + 2)]
    for at, reach in ((2, 1), (1, _FAR)):
        rows += [(at, 0, year, 0) for year in span]
        rows += [(at, 0, 0, near) for year in span for near in range(year - reach, year + reach + 1)]
    return rows


def _year_only(plain: str) -> list[_Row]:
    year = int(plain)
    return [(6, 0, year, year), (6, 1, year, 0), (6, 2, 0, year)]


def _month_only(plain: str) -> list[_Row]:
    year, month = int(plain[:4]), int(plain)
    return [(6, 1, 0, year), (6, 2, year, 0), (7, 0, month, month), (7, 1, month, 0), (7, 2, 0, month)]


def _whole_day(plain: str) -> list[_Row]:
    year, month, day = plain[:4], plain[4:6], plain[6:]
    rows = [(6, 1, 0, int(year)), (6, 2, int(year), 0), (7, 1, 0, int(year + month)), (7, 2, int(year + month), 0)]
    rows += [(5, kind, int(part), int(part)) for kind, part in enumerate((year + month, year + day, month + day))]
    rows.append((9, 0, int(plain), int(plain)))
    if int(day) <= 12 and day != month:
        rows.append((8, 0, int(plain), int(year + day + month)))
    return rows


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


def place_marks(places: tuple[str, ...], countries: tuple[str, ...], shares: Frequencies) -> Marks:
    """Marks of birth places: a place's token, the rarer the higher; else its country."""
    return _same([_text(_rarity(place, shares), place) for place in places] + [_text(1, code) for code in countries])


def residence_marks(residences: tuple[str, ...], countries: tuple[str, ...], shares: Frequencies) -> Marks:
    """Marks of residences: several words together, else a word, the rarer the higher; else the country."""
    together = [_text(5, value) for value in residences if TOGETHER in value]
    words = [_text(_rarity(value, shares), value) for value in residences if TOGETHER not in value]
    return _same(together + words + [_text(1, code) for code in countries])


def _rarity(place: str, shares: Frequencies) -> int:
    told = shares.eighths(place)
    return 4 if told >= _RARE_PLACE else 3 if told >= _MIDDLING_PLACE else 2
