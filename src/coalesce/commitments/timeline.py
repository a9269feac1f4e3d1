"""The day-N curve: what would be in place how many days after an activation.

Invariant: nothing counts before its notice and its time in transit, nor where one of them is not said; claimed and
verified readiness are two curves; each curve is one kind in one measure. A curve is exact at every day, and its sum over
any days (unit-days) is the same however they are cut.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import pairwise

from coalesce.records import Measure, Need, Quantity, Readiness


@dataclass(frozen=True, slots=True)
class CurveLot:
    """Firm contributions that are alike for curves. ``available``: the last day on which they may become available at all,
    None where no such day is said; ``quantity`` their sum, None where they give none."""

    kind: str
    place: str
    quantity: Quantity | None
    claimed: Readiness
    verified: Readiness | None
    available: date | None
    count: int


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
    """What a need lacks from ``first`` to ``last`` (both counted), by what is claimed and by what is verified."""

    need: str
    first: int
    last: int
    claimed: Decimal
    verified: Decimal


@dataclass(slots=True)
class Curve:
    """One kind in one measure, at one place where places are kept apart (else ``place`` None).

    ``claimed`` and ``verified`` include what has no end; ``endless`` is that part of the claimed. ``not_ready`` counts
    commitments whose notice or transit is not said: they are on no day. ``lacking`` says on which days what is missing.
    """

    kind: str
    measure: Measure
    place: str | None
    claimed: Steps = field(default_factory=Steps)
    verified: Steps = field(default_factory=Steps)
    endless: Steps = field(default_factory=Steps)
    count: int = 0
    not_ready: int = 0
    lacking: list[Lacking] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Curves:
    """All curves; ``without_quantity`` counts commitments that are on none, since they give no amount of a stated measure."""

    activation: date
    horizon: int
    curves: list[Curve]
    without_quantity: int


def ready_on(readiness: Readiness, available: date | None, activation: date) -> int | None:
    """The first day on which it is there; None where notice or transit is not said. Never before both have passed."""
    if readiness.notice is None or readiness.transit is None:
        return None
    waited = 0 if available is None else (available - activation).days
    return max(readiness.notice, waited) + readiness.transit


def curves(
    lots: Iterable[CurveLot], needs: Sequence[Need], activation: date, horizon: int, by_place: bool = False
) -> Curves:
    """The curves of these lots for the days 0 to ``horizon`` after ``activation``."""
    found: dict[tuple[str, Measure, str | None], Curve] = {}
    without = 0
    for lot in lots:
        if lot.quantity is None or lot.quantity.measure is None:
            without += lot.count
            continue
        key = (lot.kind, lot.quantity.measure, lot.place if by_place else None)
        curve = found.setdefault(key, Curve(*key))
        _take(curve, lot, lot.quantity.amount, activation)
    for need in needs:
        if need.amount is not None and need.amount.measure is not None:
            place = need.place if by_place else None
            key = (need.kind, need.amount.measure, place)
            curve = found.setdefault(key, Curve(*key))
            curve.lacking += _lacking(curve, need, need.amount.amount, horizon)
    ordered = sorted(found.values(), key=lambda one: (one.kind, one.measure, one.place or ""))
    return Curves(activation, horizon, ordered, without)


def _take(curve: Curve, lot: CurveLot, amount: Decimal, activation: date) -> None:
    curve.count += lot.count
    first = ready_on(lot.claimed, lot.available, activation)
    if first is None:
        curve.not_ready += lot.count
    else:
        end = None if lot.claimed.sustain is None else first + lot.claimed.sustain
        curve.claimed.add(first, end, amount)
        if end is None:
            curve.endless.add(first, None, amount)
    if lot.verified is not None and (seen := ready_on(lot.verified, lot.available, activation)) is not None:
        curve.verified.add(seen, None if lot.verified.sustain is None else seen + lot.verified.sustain, amount)


def _lacking(curve: Curve, need: Need, needed: Decimal, horizon: int) -> list[Lacking]:
    """From the need's day on (every day, where it names none), each span of days with the same lack."""
    start, end = need.day or 0, horizon + 1
    turns = {start, *(day for steps in (curve.claimed, curve.verified) for day in steps.days())}
    days = sorted(day for day in turns if start <= day < end)
    spans = []
    for first, after in zip(days, [*days[1:], end], strict=True):
        claimed, verified = (max(needed - steps.at(first), Decimal(0)) for steps in (curve.claimed, curve.verified))
        if claimed or verified:
            spans.append(Lacking(need.reference, first, after - 1, claimed, verified))
    return _joined(spans)


def _joined(spans: list[Lacking]) -> list[Lacking]:
    joined: list[Lacking] = []
    for span in spans:
        last = joined[-1] if joined else None
        if last and (last.claimed, last.verified, last.last + 1) == (span.claimed, span.verified, span.first):
            joined[-1] = Lacking(span.need, last.first, span.last, span.claimed, span.verified)
        else:
            joined.append(span)
    return joined
