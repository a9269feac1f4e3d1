"""An amount in its own unit or currency: what may be added to what is settled by the type, not by a check.

Invariant: two quantities have no sum; ``added`` alone adds, and gives one total for each measure. What has no measure
(a currency that the source does not say) is in no total. Amounts are exact: thousandths, never floats.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from coalesce.errors import BadField

MOST = Decimal(10) ** 12
"""The largest amount of one row; a larger one is a slip of the hand."""

THOUSANDTHS = 1000
"""What the store counts in."""


class MeasureKind(StrEnum):
    """What an amount is counted in: things of one unit, or money of one currency."""

    UNIT = "unit"
    CURRENCY = "currency"


@dataclass(frozen=True, slots=True, order=True)
class Measure:
    """A unit (``F-16``, ``persons``, ``tonnes``) or a currency (ISO 4217). Two measures are never one."""

    kind: MeasureKind
    name: str

    def __str__(self) -> str:
        return self.name

    @property
    def key(self) -> str:
        """``unit:persons``: one text for each measure; see ``measure_of``."""
        return f"{self.kind}:{self.name}"


def measure_of(key: str) -> Measure:
    """The measure that ``Measure.key`` wrote."""
    kind, _, name = key.partition(":")
    return Measure(MeasureKind(kind), name)


@dataclass(frozen=True, slots=True)
class Quantity:
    """So much of one measure. ``measure`` None: the source does not say of what, so it is added to nothing."""

    amount: Decimal
    measure: Measure | None

    def __str__(self) -> str:
        return f"{told(self.amount)} {self.measure or '(of what is not stated)'}"


def added(quantities: Iterable[Quantity]) -> Mapping[Measure, Decimal]:
    """The total for each measure that occurs; what has no measure is in none."""
    totals: dict[Measure, Decimal] = {}
    for one in quantities:
        if one.measure is not None:
            totals[one.measure] = totals.get(one.measure, Decimal(0)) + one.amount
    return totals


def read_amount(text: str) -> Decimal:
    """A number as plans write it: ``400``, ``15,000,000``, ``2.5``. Raises BadField; zero is no commitment."""
    plain = text.strip().replace("\u00a0", "").replace(" ", "")
    if "_" in plain or "e" in plain.casefold() or "," in plain.partition(".")[2]:
        raise BadField("not a number: write 1500 or 1,500, with a point before decimals")
    groups = plain.partition(".")[0].split(",")
    if len(groups) > 1:
        if not all(len(group) == 3 for group in groups[1:]) or not 1 <= len(groups[0]) <= 3:
            raise BadField("not a number: write 1500 or 1,500, with a point before decimals")
        plain = plain.replace(",", "")
    try:
        amount = Decimal(plain)
    except InvalidOperation:
        raise BadField("not a number: write 1500 or 1,500; leave it empty where it is not known") from None
    if not amount.is_finite() or not 0 < amount <= MOST:
        raise BadField("must be above 0 and at most 1,000,000,000,000; leave it empty where it is not known")
    if amount * THOUSANDTHS != (amount * THOUSANDTHS).to_integral_value():
        raise BadField("has more than three decimals")
    return amount


def told(amount: Decimal) -> str:
    """``15,000,000`` or ``2.5``: thousands parted, no zeros behind."""
    text = f"{amount:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
