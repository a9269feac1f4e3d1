"""Which periods lie in a window of months.

Invariant: what surely lies in it possibly does; without a window every period surely lies in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from coalesce.dates import Period

EVER = 10**7
"""Months: beyond any date."""


def windows(
    periods: Sequence[Period], since: date | None, until: date | None
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """For each period, whether it surely, and whether it possibly, lies in the whole months from ``since`` to ``until``.

    A year whose month is unknown surely lies in a window that holds the whole year.
    """
    first = -EVER if since is None else since.year * 12 + since.month
    last = EVER if until is None else until.year * 12 + until.month
    spans = np.array([_months(period) for period in periods], dtype=np.int64).reshape(-1, 2)
    begin, end = spans[:, 0], spans[:, 1]
    return (first <= begin) & (end <= last), (begin <= last) & (first <= end)


def _months(period: Period) -> tuple[int, int]:
    """First and last month of a period, counted from year 0; nearly all time where the year is unknown."""
    if period.year is None:
        return 1 - EVER, EVER - 1
    first, last = (1, 12) if period.month is None else (period.month, period.month)
    return period.year * 12 + first, period.year * 12 + last
