"""Needs against what is confirmed, allocated and in place; what is lacking, in words.

Invariant: a commitment fills one need at most. It fills the need that it names; else that of its own line, kind and
measure, at its own place before one whose place is not said; where there is none in its measure, it is told beside one
of its kind and not added. Needs that are alike in all four are one, added up.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from coalesce.commitments.totals import STALE, STALE_DECLARED, SumLot
from coalesce.records import EventKind, LineOfEffort, Measure, Need
from coalesce.records.commitment import FIRM
from coalesce.records.quantity import told


@dataclass(slots=True)
class Gap:
    """What one need, or several that are alike, asks and has. ``needed`` None: how much is not said.

    ``amounts`` by state; ``unsaid`` commitments that give no quantity or an amount of what is not stated; ``otherwise``
    those for this need in another measure, which are not added.
    """

    line: LineOfEffort | None
    kind: str
    measure: Measure | None
    place: str
    references: list[str] = field(default_factory=list)
    needed: Decimal | None = None
    amounts: dict[str, Decimal] = field(default_factory=dict)
    unsaid: int = 0
    otherwise: int = 0

    def of(self, *states: str) -> Decimal:
        """The sum over states."""
        return sum((self.amounts.get(state, Decimal(0)) for state in states), Decimal(0))

    @property
    def lacking_in_place(self) -> Decimal | None:
        """What is needed and not in place."""
        return None if self.needed is None else max(self.needed - self.of(EventKind.IN_PLACE), Decimal(0))

    @property
    def lacking(self) -> Decimal | None:
        """What is needed and neither in place nor firmly promised."""
        return None if self.needed is None else max(self.needed - self.of(*FIRM), Decimal(0))


def gaps(needs: Sequence[Need], lots: Iterable[SumLot], plans: Sequence[str] = ()) -> list[Gap]:
    """One gap for each distinct need, in order of line, kind, measure and place.

    ``plans``: the plan of each need, where there are several: two plans may have a reference each for itself.
    """
    found: dict[tuple[object, ...], Gap] = {}
    by_reference: dict[tuple[str, str], Gap] = {}
    for plan, need in zip(plans or [""] * len(needs), needs, strict=True):
        measure = need.amount.measure if need.amount else None
        key = (need.line, need.kind.casefold(), measure, need.place.casefold(), need.amount is None)
        gap = found.setdefault(key, Gap(need.line, need.kind, measure, need.place))
        gap.references.append(need.reference)
        if need.amount is not None and measure is not None:
            gap.needed = (gap.needed or Decimal(0)) + need.amount.amount
        by_reference[plan, need.reference] = gap
    ordered = sorted(found.values(), key=_order)
    alike: dict[tuple[LineOfEffort | None, str], list[Gap]] = defaultdict(list)
    for gap in ordered:
        alike[gap.line, gap.kind.casefold()].append(gap)
    fitting: dict[tuple[object, ...], Gap | None] = {}
    for lot in lots:
        if (column := lot.column) is None:
            continue
        measure = lot.quantity.measure if lot.quantity else None
        if lot.need:
            gap_of_lot = by_reference.get((lot.plan, lot.need))
        else:
            sort = (lot.line, lot.kind, lot.place, measure)
            if sort not in fitting:
                near = alike.get((lot.line, lot.kind.casefold()), ())
                fitting[sort] = _fitting(near, lot.place.casefold(), measure)
            gap_of_lot = fitting[sort]
        if gap_of_lot is not None:
            _take(gap_of_lot, lot, column)
    return ordered


def _fitting(alike: Sequence[Gap], place: str, measure: Measure | None) -> Gap | None:
    """The need, of those for its line and kind, that a commitment which names none is for."""
    near = [gap for gap in alike if not gap.place or gap.place.casefold() == place]
    fits = [gap for gap in near if measure is None or gap.measure in (None, measure)] or near
    return max(fits, key=lambda gap: (bool(gap.place), gap.measure == measure), default=None)


def _take(gap: Gap, lot: SumLot, column: str) -> None:
    measure = lot.quantity.measure if lot.quantity else None
    if lot.quantity is None or measure is None:
        gap.unsaid += lot.count
    elif gap.measure in (None, measure) and gap.needed is not None:
        gap.amounts[column] = gap.amounts.get(column, Decimal(0)) + lot.quantity.amount
    else:
        gap.otherwise += lot.count


def gap_words(gap: Gap) -> str:
    """The gap in one or two sentences, in English."""
    what = f"{gap.kind or 'what is not said'}{f' in {gap.place}' if gap.place else ''}"
    if gap.needed is None:
        there = gap.unsaid + gap.otherwise
        return f"How much {what} is needed is not said; {there or 'no'} {_plural(there, 'commitment')} would be for it."
    unit = f" {gap.measure}"
    parts = [f"{told(gap.of(EventKind.IN_PLACE))} in place"]
    promised = gap.of(EventKind.CONFIRMED, EventKind.ALLOCATED)
    parts.append(f"{told(promised)} more confirmed or allocated")
    lacking = gap.lacking or Decimal(0)
    end = f"{told(lacking)}{unit} lacking" if lacking else "nothing lacking once all of it is in place"
    text = f"Needed: {told(gap.needed)}{unit} of {what}. {', '.join(parts)}; {end}."
    declared, stale = gap.of(EventKind.DECLARED, STALE_DECLARED), gap.of(STALE)
    notes = [f"{told(declared)} only declared"] if declared else []
    notes += [f"{told(stale)} not renewed"] if stale else []
    notes += [f"{gap.unsaid} {_plural(gap.unsaid, 'commitment')} without a quantity"] if gap.unsaid else []
    notes += [f"{gap.otherwise} {_plural(gap.otherwise, 'commitment')} in another unit"] if gap.otherwise else []
    return f"{text} Not counted: {', '.join(notes)}." if notes else text


def _plural(count: int, word: str) -> str:
    return word if count == 1 else f"{word}s"


def _order(gap: Gap) -> tuple[int, str, str, str, bool]:
    order = list(LineOfEffort)
    line = len(order) if gap.line is None else order.index(gap.line)
    return line, gap.kind, gap.measure.key if gap.measure else "", gap.place, gap.needed is None
