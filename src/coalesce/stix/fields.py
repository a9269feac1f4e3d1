"""Reading an object field by field: each is what it must be, or the fault names it by its path.

Invariant: nothing is turned into something else on the way (a number is no text, a text no number); a fault never repeats
the value, which may be a person's name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, TypeVar

from coalesce.dates import MAX_YEAR, MIN_YEAR, PartialDate
from coalesce.errors import BadField, Where
from coalesce.handling import check_code
from coalesce.stix.faults import BadObject
from coalesce.stix.ids import type_of

E = TypeVar("E", bound=StrEnum)
_COUNTRY = re.compile(r"[A-Z]{2}")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_TOP = 1 << 53
"""RFC 8785: larger integers are not exact everywhere."""


def moment_text(moment: datetime) -> str:
    """A time in UTC as we write it: always six decimals, so that one time has one form."""
    return moment.isoformat(timespec="microseconds")[:-6] + "Z"


class Fields:
    """One mapping inside an object; ``path`` says where it stands, for faults."""

    __slots__ = ("held", "path")

    def __init__(self, held: Mapping[str, Any], path: str = "") -> None:
        self.held = held
        self.path = path

    def fault(self, name: str, reason: str) -> BadObject:
        """The error that names a field of this mapping."""
        return BadObject(reason, Where(field=f"{self.path}.{name}" if self.path else name))

    def text(self, name: str, default: str | None = None) -> str:
        """A text; ``default`` where it is absent. Raises BadObject, also where there is no default."""
        value = self.held.get(name, default)
        if not isinstance(value, str):
            raise self.fault(name, "is missing" if value is None else "must be a text")
        return value

    def maybe(self, name: str) -> str | None:
        """A text, or None where it is absent."""
        return self.text(name) if name in self.held else None

    def whole(self, name: str) -> int:
        """An integer from 0. Raises BadObject."""
        value = self.held.get(name)
        if type(value) is not int or not 0 <= value < _TOP:
            raise self.fault(name, "must be a whole number from 0")
        return value

    def maybe_whole(self, name: str) -> int | None:
        """An integer from 0, or None where it is absent."""
        return self.whole(name) if name in self.held else None

    def flag(self, name: str) -> bool:
        """True or False; False where it is absent. Raises BadObject."""
        value = self.held.get(name, False)
        if not isinstance(value, bool):
            raise self.fault(name, "must be true or false")
        return value

    def one_of(self, name: str, scale: type[E], default: E | None = None) -> E:
        """A word of a scale. Raises BadObject."""
        value = self.text(name, default)
        try:
            return scale(value)
        except ValueError:
            raise self.fault(name, f"must be one of: {', '.join(scale)}") from None

    def maybe_of(self, name: str, scale: type[E]) -> E | None:
        """A word of a scale, or None where it is absent."""
        return self.one_of(name, scale) if name in self.held else None

    def texts(self, name: str, most: int | None = None) -> tuple[str, ...]:
        """A list of texts; empty where it is absent. Raises BadObject, also above ``most``."""
        values = self._list(name, most)
        if not all(isinstance(value, str) for value in values):
            raise self.fault(name, "must be a list of texts")
        return tuple(values)

    def scales(self, name: str, scale: type[E]) -> frozenset[E]:
        """Words of a scale. Raises BadObject."""
        try:
            return frozenset(scale(value) for value in self.texts(name))
        except ValueError:
            raise self.fault(name, f"must be of: {', '.join(scale)}") from None

    def moment(self, name: str) -> datetime:
        """A time in UTC with six decimals. Raises BadObject."""
        value = self.text(name)
        try:
            if _MOMENT.fullmatch(value):
                return datetime.fromisoformat(value[:-1]).replace(tzinfo=UTC)
        except ValueError:
            pass
        raise self.fault(name, "must be a time in UTC like 2014-11-01T12:00:00.000000Z")

    def day(self, name: str) -> date:
        """A day. Raises BadObject."""
        value = self.text(name)
        try:
            if _DAY.fullmatch(value):
                return date.fromisoformat(value)
        except ValueError:
            pass
        raise self.fault(name, "must be a day like 2014-11-01")

    def country(self, name: str) -> str:
        """A country's two letters. Raises BadObject."""
        return self._country(name, self.text(name))

    def maybe_country(self, name: str) -> str | None:
        """A country's two letters, or None where it is absent."""
        return self.country(name) if name in self.held else None

    def countries(self, name: str, most: int | None = None) -> tuple[str, ...]:
        """Countries, each two letters. Raises BadObject, also above ``most``."""
        return tuple(self._country(name, value) for value in self.texts(name, most))

    def member(self, name: str) -> str:
        """A member's code. Raises BadObject."""
        return self._member(name, self.text(name))

    def members(self, name: str) -> tuple[str, ...]:
        """Members' codes."""
        return tuple(self._member(name, value) for value in self.texts(name))

    def reference(self, name: str, kind: str | None = None) -> str:
        """An id of STIX, of the type ``kind`` where that is said. Raises BadObject."""
        return self._reference(name, self.text(name), kind)

    def references(self, name: str) -> tuple[str, ...]:
        """Ids of STIX."""
        return tuple(self._reference(name, value, None) for value in self.texts(name))

    def inner(self, name: str) -> Fields:
        """The mapping that stands there. Raises BadObject."""
        return self._inner(name, self.held.get(name))

    def maybe_inner(self, name: str) -> Fields | None:
        """The mapping that stands there, or None where it is absent."""
        return self.inner(name) if name in self.held else None

    def each(self, name: str, most: int | None = None) -> Iterator[Fields]:
        """The mappings of a list. Raises BadObject, also above ``most``."""
        return (self._inner(f"{name}[{place}]", value) for place, value in enumerate(self._list(name, most)))

    def partial(self, name: str) -> PartialDate | None:
        """A partial date, or None where it is absent."""
        inner = self.maybe_inner(name)
        return None if inner is None else read_partial(inner)

    def _list(self, name: str, most: int | None = None) -> list[Any]:
        value = self.held.get(name, [])
        if not isinstance(value, list):
            raise self.fault(name, "must be a list")
        if most is not None and len(value) > most:
            raise self.fault(name, f"has {len(value)} values, more than the {most} allowed")
        return value

    def _inner(self, name: str, value: object) -> Fields:
        if not isinstance(value, dict):
            raise self.fault(name, "is missing" if value is None else "must be a mapping")
        return Fields(value, f"{self.path}.{name}" if self.path else name)

    def _country(self, name: str, value: str) -> str:
        if not _COUNTRY.fullmatch(value):
            raise self.fault(name, "must be the two letters of a country (ISO 3166)")
        return value

    def _member(self, name: str, value: str) -> str:
        try:
            return check_code(value)
        except BadField as error:
            raise self.fault(name, error.reason) from None

    def _reference(self, name: str, value: str, kind: str | None) -> str:
        found = type_of(value)
        if found is None or (kind is not None and found != kind):
            raise self.fault(name, f"must be an id of STIX{f' of type {kind}' if kind else ''}")
        return value


Written = dict[str, Any]


def write_partial(when: PartialDate) -> Written:
    """A partial date as its first and last possible day; ``circa`` where the source says "about"."""
    made: Written = {"earliest": when.earliest.isoformat(), "latest": when.latest.isoformat()}
    if when.circa:
        made["circa"] = True
    return made


def read_partial(fields: Fields) -> PartialDate:
    """The way back. Raises BadObject."""
    first, last = fields.day("earliest"), fields.day("latest")
    if last < first:
        raise fields.fault("latest", "ends before it begins")
    if not (first.year >= MIN_YEAR and last.year <= MAX_YEAR):
        raise fields.fault("earliest", f"is outside {MIN_YEAR} to {MAX_YEAR}, or 'latest' is")
    return PartialDate(first, last, fields.flag("circa"))


def told(**values: Any) -> Written:
    """The values that say something: None, False and an empty list are not written; 0 and an empty text are."""
    return {name: value for name, value in values.items() if value or type(value) in {int, str}}


def sorted_words(words: frozenset[Any]) -> list[str]:
    """A set in one order, as plain texts."""
    return sorted(str(word) for word in words)


def listed(values: tuple[Any, ...], write: Callable[[Any], Written]) -> list[Written]:
    """Each value as it is written."""
    return [write(value) for value in values]
