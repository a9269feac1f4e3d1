"""Dates as lists really give them, the periods that people are counted in, and the clock.

Invariant: a ``PartialDate`` is never more exact than its source. It is the
closed span of days that the source allows; nothing is filled in. A ``Period``
is a month only where the whole span lies inside that month.

Written forms follow ISO 8601-2 (EDTF): ``1989``, ``1989-03``, ``1989-03-14``,
``1970/1975``, and ``~`` behind a date that the source calls approximate.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Protocol

from coalesce.errors import BadDate

MIN_YEAR, MAX_YEAR = 1500, 2200
"""Below stand the years of the Hijri calendars (1402), which lists give beside ours: they are never taken for ours."""
_ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_DAY_NUMBER = re.compile(r"[1-9]\d{4}(?:\.\d+)?")
"""As a spreadsheet counts days: 32571 is 4 March 1989, or 5 March 1993 in a workbook that begins in 1904."""

_NUMERIC = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})")


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A span of days [earliest, latest], with ``circa`` where the source says "about"."""

    earliest: date
    latest: date
    circa: bool = False

    def __post_init__(self) -> None:
        if self.latest < self.earliest:
            raise BadDate(f"the range {self.earliest} to {self.latest} ends before it begins")

    @classmethod
    def of(cls, year: int, month: int | None = None, day: int | None = None, circa: bool = False) -> PartialDate:
        """From a year, a year and month, or a whole date. Raises BadDate for one that does not exist."""
        if not MIN_YEAR <= year <= MAX_YEAR:
            raise BadDate(f"the year {year} is outside {MIN_YEAR} to {MAX_YEAR}")
        if month is None:
            return cls(date(year, 1, 1), date(year, 12, 31), circa)
        if not 1 <= month <= 12:
            raise BadDate(f"there is no month {month}")
        last = calendar.monthrange(year, month)[1]
        if day is None:
            return cls(date(year, month, 1), date(year, month, last), circa)
        if not 1 <= day <= last:
            raise BadDate(f"there is no day {year}-{month:02}-{day:02}")
        exact = date(year, month, day)
        return cls(exact, exact, circa)

    @classmethod
    def span(cls, first: PartialDate, last: PartialDate) -> PartialDate:
        """From the beginning of ``first`` to the end of ``last``."""
        return cls(first.earliest, last.latest, first.circa or last.circa)

    @classmethod
    def parse(cls, text: str, *, day_first: bool | None = None) -> PartialDate:
        """Read an EDTF form, or ``14.03.1989`` and its like.

        A numeric date whose first two numbers are both 12 or less is ambiguous unless
        ``day_first`` says how the list writes them. Raises BadDate.
        """
        plain = text.strip()
        circa = plain.endswith("~")
        plain = plain.rstrip("~").strip()
        if plain.count("/") == 1:
            first, last = plain.split("/")
            whole = cls.span(cls.parse(first, day_first=day_first), cls.parse(last, day_first=day_first))
            return cls(whole.earliest, whole.latest, circa or whole.circa)
        if match := _ISO.fullmatch(plain):
            year, month, day = match.groups()
            return cls.of(int(year), int(month) if month else None, int(day) if day else None, circa)
        if match := _NUMERIC.fullmatch(plain):
            a, b, year_number = (int(part) for part in match.groups())
            return cls._numeric(a, b, year_number, day_first, circa)
        how = "write 1989, 1989-03, 1989-03-14 or 1970/1975"
        if _DAY_NUMBER.fullmatch(plain):
            raise BadDate(f"not a date but a spreadsheet's number of a day: give its column a date format, or {how}")
        raise BadDate(f"not a date: {how}")

    @classmethod
    def _numeric(cls, a: int, b: int, year: int, day_first: bool | None, circa: bool) -> PartialDate:
        if day_first is None:
            if a <= 12 and b <= 12 and a != b:
                raise BadDate("ambiguous: day or month first? declare 'day_first' in the mapping, or write 1989-03-14")
            day_first = a > 12 or a == b
        day, month = (a, b) if day_first else (b, a)
        return cls.of(year, month, day, circa)

    @property
    def precision(self) -> str:
        """``day``, ``month``, ``year`` or ``range``."""
        first, last = self.earliest, self.latest
        if first == last:
            return "day"
        if first.day == 1 and last == first.replace(day=calendar.monthrange(first.year, first.month)[1]):
            return "month"
        if (first.month, first.day) == (1, 1) and last == date(first.year, 12, 31):
            return "year"
        return "range"

    def overlaps(self, other: PartialDate) -> bool:
        """Whether one day can satisfy both."""
        return self.earliest <= other.latest and other.earliest <= self.latest

    def __str__(self) -> str:
        tail = "~" if self.circa else ""
        match self.precision:
            case "day":
                return self.earliest.isoformat() + tail
            case "month":
                return f"{self.earliest:%Y-%m}{tail}"
            case "year":
                return f"{self.earliest.year:04}{tail}"
        whole_years = (self.earliest.month, self.earliest.day, self.latest.month, self.latest.day) == (1, 1, 12, 31)
        if whole_years:
            return f"{self.earliest.year:04}/{self.latest.year:04}{tail}"
        return f"{self.earliest.isoformat()}/{self.latest.isoformat()}{tail}"


@dataclass(frozen=True, slots=True)
class Period:
    """A month; or a year whose month is unknown (``month`` None); or unknown altogether (both None).

    Written ``2014-07``, ``2014-XX`` and ``XXXX`` (EDTF's unspecified digits).
    """

    year: int | None
    month: int | None = None

    @classmethod
    def of(cls, when: PartialDate) -> Period:
        """The period that a date counts in: never spread over several."""
        first, last = when.earliest, when.latest
        if first.year != last.year:
            return cls(None)
        return cls(first.year, first.month if first.month == last.month else None)

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read ``2014-07``, ``2014-XX``, ``2014`` or ``XXXX``. Raises BadDate."""
        if text == "XXXX":
            return cls(None)
        if re.fullmatch(r"\d{4}(-XX)?", text):
            return cls(int(text[:4]))
        if match := re.fullmatch(r"(\d{4})-(\d{2})", text):
            year, month = int(match[1]), int(match[2])
            if 1 <= month <= 12:
                return cls(year, month)
        raise BadDate("not a period: write 2014-07, or 2014-XX for an unknown month")

    def sort_key(self) -> tuple[int, int]:
        """Months in order, then the year's unknown month, then what has no year."""
        return (9999 if self.year is None else self.year, 99 if self.month is None else self.month)

    def __str__(self) -> str:
        if self.year is None:
            return "XXXX"
        return f"{self.year:04}-XX" if self.month is None else f"{self.year:04}-{self.month:02}"


class Clock(Protocol):
    """Where the time comes in. Nothing else in Coalesce asks the system for it."""

    def now(self) -> datetime:
        """The present moment, in UTC."""

    def today(self) -> date:
        """The present day, in UTC."""


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """See Clock."""
        return datetime.now(UTC)

    def today(self) -> date:
        """See Clock."""
        return self.now().date()


@dataclass(slots=True)
class FixedClock:
    """A clock that stands where it is put: for the sample world and for tests."""

    moment: datetime

    def now(self) -> datetime:
        """See Clock."""
        return self.moment

    def today(self) -> date:
        """See Clock."""
        return self.moment.date()
