"""Windows beside the chosen one: a month earlier, a month later, and what to compare with.

Invariant: a step keeps the window's length and stays within the months that are drawn.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from coalesce.dates import Period

Months = tuple[str, str]
"""A window's first and last month, ``2014-01``, as the form and an address have it."""


@dataclass(frozen=True, slots=True)
class Steps:
    """Where the window may go. ``before`` and ``after``: by one month, None at an end; without a window ``after`` is the first
    month. ``ahead``: the months just before it, as many; ``year``: the same a year earlier; None without a window."""

    before: Months | None
    after: Months | None
    ahead: Months | None
    year: Months | None


def steps(window: tuple[Period, Period] | None, months: Iterable[Period]) -> Steps:
    """The steps of a window among the months that are drawn (periods without a month are passed over)."""
    numbers = [number_of(period) for period in months if period.month is not None]
    if not numbers:
        return Steps(None, None, None, None)
    if window is None:
        first = month_text(min(numbers))
        return Steps(None, (first, first), None, None)
    one, last = number_of(window[0]), number_of(window[1])
    length = last - one + 1
    return Steps(
        _text(one - 1, last - 1) if one > min(numbers) else None,
        _text(one + 1, last + 1) if last < max(numbers) else None,
        _text(one - length, one - 1),
        _text(one - 12, last - 12),
    )


def number_of(period: Period) -> int:
    """A month counted from year 0."""
    return (period.year or 0) * 12 + (period.month or 1) - 1


def month_text(number: int) -> str:
    """``2014-03``."""
    return f"{number // 12:04}-{number % 12 + 1:02}"


def _text(first: int, last: int) -> Months:
    return month_text(first), month_text(last)
