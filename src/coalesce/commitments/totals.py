"""Totals by line and kind, one for each measure, with a column for each state.

Invariant: each commitment counts once, in the column of its status, whatever the order of its events and however many
its members; a declaration stands in its own column and in no total; what gives no amount, or an amount of what is not
stated, is told by number and added to nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from coalesce.records import EventKind, LineOfEffort, Measure, Quantity
from coalesce.records.commitment import FIRM, STAGES

STALE, STALE_DECLARED = "stale", "stale declared"
"""The columns of what was not renewed, firm and declared apart: in no other one."""


@dataclass(frozen=True, slots=True)
class SumLot:
    """Contributions that are alike for totals: ``quantity`` is their sum (None: they give none), ``count`` how many; ``need`` is a
    reference in ``plan``."""

    line: LineOfEffort | None
    kind: str
    quantity: Quantity | None
    status: EventKind | None
    stale: bool | None
    count: int
    place: str = ""
    need: str = ""
    plan: str = ""

    @property
    def column(self) -> str | None:
        """Where it is told: its state, or stale; None where it is over."""
        if self.status not in STAGES[:4]:
            return None
        if self.stale:
            return STALE_DECLARED if self.status is EventKind.DECLARED else STALE
        return self.status


@dataclass(slots=True)
class TotalRow:
    """One line, kind and measure. ``measure`` None: what gives no quantity (``unstated`` False), or an amount whose unit or
    currency is not stated (True); such a row has counts and no amounts."""

    line: LineOfEffort | None
    kind: str
    measure: Measure | None
    unstated: bool = False
    amounts: dict[str, Decimal] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def firm(self) -> Decimal:
        """Confirmed, allocated and in place: the total. Of one measure, since a row has one."""
        return sum((self.amounts.get(state, Decimal(0)) for state in FIRM), Decimal(0))

    def take(self, column: str, lot: SumLot) -> None:
        """Count a lot of this row's measure in."""
        self.counts[column] = self.counts.get(column, 0) + lot.count
        if self.measure is not None and lot.quantity is not None:
            self.amounts[column] = self.amounts.get(column, Decimal(0)) + lot.quantity.amount


def totals(lots: Iterable[SumLot]) -> list[TotalRow]:
    """The rows, by line, kind and measure. A kind is one however its letters are written."""
    rows: dict[tuple[object, ...], TotalRow] = {}
    for lot in lots:
        if (column := lot.column) is None:
            continue
        measure = lot.quantity.measure if lot.quantity else None
        unstated = lot.quantity is not None and measure is None
        key = (lot.line, lot.kind.casefold(), measure, unstated)
        if key not in rows:
            rows[key] = TotalRow(lot.line, lot.kind, measure, unstated)
        rows[key].kind = max(rows[key].kind, lot.kind)
        rows[key].take(column, lot)
    return sorted(rows.values(), key=_order)


def _order(row: TotalRow) -> tuple[int, str, bool, bool, str]:
    order = list(LineOfEffort)
    line = len(order) if row.line is None else order.index(row.line)
    return line, row.kind, row.measure is None, row.unstated, row.measure.key if row.measure else ""
