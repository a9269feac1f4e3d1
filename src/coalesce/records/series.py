"""A Series: one node, one ledger and one definition; a Figure is one publication of it.

Invariant: a definition never changes, since its digest is over all of it and is what contributors sign. The grid (the
cells that are published) follows from the definition alone, never from records: empty cells are published too.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, fields
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

import orjson

from coalesce.dates import Period
from coalesce.records.flow import Leg

OTHER = "other"
"""Of origin-quarters: everybody whose origin is unknown or is not among those that the definition names."""

MOST_SOURCES = 5
"""DESIGN.md, section 4, "What may be derived": patterns of at most five source groups."""


class Kind(StrEnum):
    """What is published: people by leg and month, by origin and quarter, and by which sources hold them."""

    LEG_MONTHS = "leg-months"
    ORIGIN_QUARTERS = "origin-quarters"
    PATTERNS = "patterns"


@dataclass(frozen=True, slots=True)
class Share:
    """One kind's part of the budget for life: ``rho`` of zero-concentrated differential privacy (Bun and Steinke 2016),
    and in how many cells a person counts at most. ``rho`` 0: the series does not have this kind."""

    rho: float
    most: int

    @property
    def deviation(self) -> float:
        """The standard deviation of the noise: one person moves the cells by at most sqrt(most) in the Euclidean norm,
        and a Gaussian of variance s^2 then spends most / (2 s^2)."""
        return float((self.most / (2 * self.rho)) ** 0.5)


@dataclass(frozen=True, slots=True)
class Source:
    """Lists that count as one when patterns are made: a name, and the lists as OWNER/NAME."""

    name: str
    lists: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GridCell:
    """One cell that will be published. ``closes``: the last day that belongs to it; ``key`` names it in the ledger."""

    kind: Kind
    leg: str | None
    group: str | None
    period: str
    closes: date

    @property
    def key(self) -> str:
        """Unique in the series."""
        return "|".join((self.kind, self.leg or "", self.group or "", self.period))


@dataclass(frozen=True, slots=True)
class Series:
    """The definition. ``lists`` are OWNER/NAME; ``since`` and ``until`` months, both counted; ``settling`` days after a
    period's last day before it closes; numbers are shown from ``shown_from`` on, rounded to ``rounded_to``;
    ``linking_error`` is the share by which linking may have moved any number, up or down."""

    node: str
    name: str
    legs: tuple[Leg, ...]
    since: Period
    until: Period
    audience: tuple[str, ...]
    contributors: tuple[str, ...]
    lists: tuple[str, ...]
    origins: tuple[str, ...]
    sources: tuple[Source, ...]
    leg_months: Share
    origin_quarters: Share
    patterns: Share
    settling: int
    shown_from: int
    rounded_to: int
    linking_error: float

    def share(self, kind: Kind) -> Share:
        """The kind's part of the budget."""
        found: Share = getattr(self, kind.value.replace("-", "_"))
        return found

    @property
    def rho(self) -> float:
        """The whole budget for life."""
        return sum(self.share(kind).rho for kind in Kind)

    @property
    def window(self) -> str:
        """``2014-01/2014-09``."""
        return f"{self.since}/{self.until}"

    def body(self) -> bytes:
        """The definition as bytes, the same for equal definitions: what is signed."""
        plain = {field.name: getattr(self, field.name) for field in fields(self)}
        plain |= {"legs": [str(leg) for leg in self.legs], "since": str(self.since), "until": str(self.until)}
        plain["sources"] = [asdict(source) for source in self.sources]
        plain |= {kind.value.replace("-", "_"): asdict(self.share(kind)) for kind in Kind}
        return orjson.dumps(plain, option=orjson.OPT_SORT_KEYS)

    @property
    def digest(self) -> str:
        """SHA-256 of the definition, in hexadecimal: what contributors sign."""
        return hashlib.sha256(self.body()).hexdigest()

    def months(self) -> tuple[Period, ...]:
        """Every month of the window."""
        first, last = (month_number(period) for period in (self.since, self.until))
        return tuple(Period(number // 12, number % 12 + 1) for number in range(first, last + 1))

    def unknown_months(self) -> tuple[Period, ...]:
        """A year whose month is unknown, for every year that lies in the window whole."""
        months = self.months()
        whole = {period.year for period in months if sum(1 for one in months if one.year == period.year) == 12}
        return tuple(Period(year) for year in sorted(year for year in whole if year is not None))

    def grid(self) -> tuple[GridCell, ...]:
        """Every cell that the series publishes, whatever the records say."""
        cells: list[GridCell] = []
        if self.leg_months.rho:
            periods = (*self.months(), *self.unknown_months())
            cells += [
                GridCell(Kind.LEG_MONTHS, str(leg), None, str(period), self._closes(period))
                for leg in self.legs
                for period in periods
            ]
        if self.origin_quarters.rho:
            last = {quarter(period): period for period in self.months()}
            cells += [
                GridCell(Kind.ORIGIN_QUARTERS, None, origin, name, self._closes(period))
                for origin in (*self.origins, OTHER)
                for name, period in last.items()
            ]
        if self.patterns.rho:
            end = self._closes(self.until)
            cells += [
                GridCell(Kind.PATTERNS, str(leg), str(mask), self.window, end)
                for leg in self.legs
                for mask in range(1, 2 ** len(self.sources))
            ]
        return tuple(cells)

    def _closes(self, period: Period) -> date:
        assert period.year is not None
        year, month = (period.year + 1, 1) if period.month in (None, 12) else (period.year, (period.month or 0) + 1)
        return date(year, month, 1) + timedelta(days=self.settling - 1)


def series_of(body: bytes) -> Series:
    """The definition that ``Series.body`` wrote."""
    plain: dict[str, Any] = orjson.loads(body)
    for name in ("audience", "contributors", "lists", "origins"):
        plain[name] = tuple(plain[name])
    plain["legs"] = tuple(Leg(*text.split(">")) for text in plain["legs"])
    plain |= {"since": Period.parse(plain["since"]), "until": Period.parse(plain["until"])}
    plain["sources"] = tuple(Source(one["name"], tuple(one["lists"])) for one in plain["sources"])
    for kind in Kind:
        name = kind.value.replace("-", "_")
        plain[name] = Share(**plain[name])
    return Series(**plain)


def quarter(month: Period) -> str:
    """The quarter that a month lies in, like ``2014-Q3``."""
    assert month.month is not None
    return f"{month.year}-Q{(month.month - 1) // 3 + 1}"


def month_number(month: Period) -> int:
    """Months since year 0, to count with."""
    assert month.year is not None
    assert month.month is not None
    return month.year * 12 + month.month - 1


@dataclass(frozen=True, slots=True)
class Signature:
    """A contributor's word that it agrees: ``by`` is the releasing officer who signed here, or who entered the digest
    that the contributor sent (``sent``)."""

    member: str
    by: str
    sent: bool
    digest: str
    at: str


@dataclass(frozen=True, slots=True)
class FigureCell:
    """One cell of a figure, made from the noised number alone. None in all three: not shown."""

    kind: Kind
    leg: str | None
    group: str | None
    period: str
    low: int | None
    count: int | None
    high: int | None

    @property
    def suppressed(self) -> bool:
        """Whether the numbers are not shown."""
        return self.count is None


@dataclass(frozen=True, slots=True)
class Figure:
    """One publication: every closed cell of a kind. ``waiting``: the cells that have not closed yet."""

    series: Series
    viewer: str
    kind: Kind
    cells: tuple[FigureCell, ...]
    waiting: int
    moved_by: int


@dataclass(frozen=True, slots=True)
class NoisedPatterns:
    """The capture patterns of one leg with their noise: ``counts[mask]``, bit i for ``sources[i]``; ``counts[0]`` is 0.

    Each count has noise of standard deviation ``deviation``; negative counts are kept as they were drawn."""

    leg: str
    sources: tuple[str, ...]
    counts: tuple[int, ...]
    deviation: float
