"""The day-N curve: what would be in place how many days after an activation.

Invariant: nothing counts before its notice and its time in transit, nor where one of them is not said; claimed and
verified readiness are two curves; each curve is one kind in one measure. A curve is exact at every day, and its sum over
any days (unit-days) is the same however they are cut.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

from coalesce.records import Measure, MeasureKind, Need, Readiness
from coalesce.records.quantity import THOUSANDTHS


@dataclass(slots=True)
class CurveLot:
    """Firm contributions of one kind at one place in one measure (None: they give no amount of a stated one).

    ``claimed`` and ``verified``: by how much, in thousandths, what is there changes on which day; ``endless``: that part of
    the claimed that has no end; ``not_ready`` of the ``entries`` do not say when they are there."""

    kind: str
    place: str
    measure: Measure | None
    claimed: dict[int, int] = field(default_factory=dict)
    verified: dict[int, int] = field(default_factory=dict)
    endless: dict[int, int] = field(default_factory=dict)
    entries: int = 0
    not_ready: int = 0

    def take(self, first: int | None, lasts: int | None, thousandths: int, entries: int = 1) -> None:
        """Add what is there from day ``first`` on (None: not said) for so many days (None: not said), by what is claimed."""
        self.entries += entries
        if first is None:
            self.not_ready += entries
            return
        self.claimed[first] = self.claimed.get(first, 0) + thousandths
        if lasts is None:
            self.endless[first] = self.endless.get(first, 0) + thousandths
        else:
            self.claimed[first + lasts] = self.claimed.get(first + lasts, 0) - thousandths

    def take_verified(self, first: int | None, lasts: int | None, thousandths: int) -> None:
        """The same by what somebody else verified of entries that ``take`` has counted."""
        if first is not None:
            self.verified[first] = self.verified.get(first, 0) + thousandths
            if lasts is not None:
                self.verified[first + lasts] = self.verified.get(first + lasts, 0) - thousandths


@dataclass(slots=True)
class Steps:
    """An amount over days: it changes at the days of ``changes`` by the amount there, and stays between them."""

    changes: dict[int, Decimal] = field(default_factory=dict)
    _days: list[int] | None = None
    _levels: list[Decimal] = field(default_factory=list)

    def add(self, first: int, end: int | None, amount: Decimal) -> None:
        """So much from the day ``first`` until before the day ``end`` (None: no end is said)."""
        for day, change in ((first, amount), (end, -amount)):
            if day is not None:
                self.changes[day] = self.changes.get(day, Decimal(0)) + change
        self._days = None

    @classmethod
    def of(cls, thousandths: Mapping[int, int]) -> Steps:
        """From changes in thousandths."""
        return cls({day: Decimal(change) / THOUSANDTHS for day, change in thousandths.items()})

    def at(self, day: int) -> Decimal:
        """What is there on a day."""
        days = self._settled()
        place = bisect_right(days, day)
        return self._levels[place - 1] if place else Decimal(0)

    def days(self) -> list[int]:
        """The days on which the amount changes."""
        return [day for day in self._settled() if self.changes[day]]

    def over(self, first: int, end: int) -> Decimal:
        """Unit-days from the day ``first`` until before the day ``end``."""
        within = [first, *(day for day in self._settled() if first < day < end), end]
        return sum((self.at(start) * (stop - start) for start, stop in pairwise(within)), Decimal(0))

    def cut(self, horizon: int, step: int) -> list[Decimal]:
        """The unit-days of the days 0 to ``horizon`` (counted), in pieces of ``step`` days, the last one what is left."""
        end = horizon + 1
        return [self.over(start, min(start + step, end)) for start in range(0, end, step)]

    def _settled(self) -> list[int]:
        if self._days is None:
            self._days, self._levels, level = sorted(self.changes), [], Decimal(0)
            for day in self._days:
                level += self.changes[day]
                self._levels.append(level)
        return self._days


@dataclass(frozen=True, slots=True)
class Lacking:
    """What is lacking from the day ``first`` to ``last`` (both counted), by what is claimed and by what is verified."""

    first: int
    last: int
    needed: Decimal
    claimed: Decimal
    verified: Decimal


@dataclass(slots=True)
class Curve:
    """One kind in one measure, at one place where places are kept apart (else ``place`` None).

    ``claimed`` and ``verified`` include what has no end; ``endless`` is that part of the claimed. ``not_ready`` counts
    commitments whose notice or transit is not said: they are on no day. ``needed`` is the sum of the needs, each from its
    day on (from day 0 where it names none); ``lacking`` says on which days how much of it is missing.
    """

    kind: str
    measure: Measure
    place: str | None
    claimed: Steps = field(default_factory=Steps)
    verified: Steps = field(default_factory=Steps)
    endless: Steps = field(default_factory=Steps)
    needed: Steps = field(default_factory=Steps)
    count: int = 0
    not_ready: int = 0
    lacking: list[Lacking] = field(default_factory=list)

    def named(self, kind: str, place: str) -> None:
        """Of several spellings that differ in their letters' case, one: whatever the order they come in."""
        self.kind = max(self.kind, kind)
        self.place = None if self.place is None else max(self.place, place)


@dataclass(frozen=True, slots=True)
class Curves:
    """All curves; ``without_quantity`` counts commitments that are on none, since they give no amount of a stated measure."""

    activation: date
    horizon: int
    curves: list[Curve]
    without_quantity: int


def span_of(readiness: Readiness, available: date | None, activation: date) -> tuple[int, int | None] | None:
    """The days after ``activation`` from which on, and before which, it is there; None where notice or transit is not said.

    Never before both have passed, nor before ``available``, the last day on which it may become available at all, with
    the transit behind it. No end where no sustainment is said.
    """
    if readiness.notice is None or readiness.transit is None:
        return None
    waited = 0 if available is None else (available - activation).days
    first = max(readiness.notice, waited) + readiness.transit
    return first, None if readiness.sustain is None else first + readiness.sustain


def curves(
    lots: Iterable[CurveLot], needs: Sequence[Need], activation: date, horizon: int, by_place: bool = False
) -> Curves:
    """The curves of these lots, money aside, for the days 0 to ``horizon`` after ``activation``."""
    added: dict[_Key, list[CurveLot]] = defaultdict(list)
    without = 0
    for lot in lots:
        if lot.measure is None:
            without += lot.entries
        elif lot.measure.kind is MeasureKind.UNIT:
            added[_key(lot.kind, lot.measure, lot.place if by_place else None)].append(lot)
    found = {key: _curve(key, some) for key, some in added.items()}
    for need in needs:
        if need.amount and need.amount.measure and need.amount.measure.kind is MeasureKind.UNIT:
            key, place = _key(need.kind, need.amount.measure, need.place if by_place else None), need.place
            curve = found.setdefault(key, Curve(need.kind, need.amount.measure, place if by_place else None))
            curve.needed.add(need.day or 0, None, need.amount.amount)
            curve.named(need.kind, place)
    for curve in found.values():
        curve.lacking = _lacking(curve, horizon)
    ordered = sorted(found.values(), key=lambda one: (one.kind, one.measure, one.place or ""))
    return Curves(activation, horizon, ordered, without)


_Key = tuple[str, Measure, str | None]


def _key(kind: str, measure: Measure, place: str | None) -> _Key:
    """One curve for a kind at a place however their letters are written, as gaps have one need for it."""
    return kind.casefold(), measure, None if place is None else place.casefold()


def _curve(key: _Key, lots: Sequence[CurveLot]) -> Curve:
    """The curve of lots that are alike but for how their kind and place are written."""
    place = None if key[2] is None else max(lot.place for lot in lots)
    return Curve(
        max(lot.kind for lot in lots),
        key[1],
        place,
        claimed=_together([lot.claimed for lot in lots]),
        verified=_together([lot.verified for lot in lots]),
        endless=_together([lot.endless for lot in lots]),
        count=sum(lot.entries for lot in lots),
        not_ready=sum(lot.not_ready for lot in lots),
    )


def _together(changes: Sequence[Mapping[int, int]]) -> Steps:
    added: dict[int, int] = {}
    for some in changes:
        for day, change in some.items():
            added[day] = added.get(day, 0) + change
    return Steps.of(added)


def _lacking(curve: Curve, horizon: int) -> list[Lacking]:
    """Each span of days of the horizon with the same lack."""
    end = horizon + 1
    turns = {day for steps in (curve.needed, curve.claimed, curve.verified) for day in steps.days()}
    days = sorted({0, *(day for day in turns if 0 <= day < end)}) if curve.needed.changes else []
    spans = []
    for first, after in zip(days, [*days[1:], end], strict=True) if days else ():
        needed = curve.needed.at(first)
        claimed, verified = (max(needed - steps.at(first), Decimal(0)) for steps in (curve.claimed, curve.verified))
        if claimed or verified:
            spans.append(Lacking(first, after - 1, needed, claimed, verified))
    return _joined(spans)


def _joined(spans: list[Lacking]) -> list[Lacking]:
    joined: list[Lacking] = []
    for span in spans:
        last = joined[-1] if joined else None
        if last and (last.needed, last.claimed, last.verified, last.last + 1) == (
            span.needed,
            span.claimed,
            span.verified,
            span.first,
        ):
            joined[-1] = replace(last, last=span.last)
        else:
            joined.append(span)
    return joined
