"""Disclosure control: the only way out of what is sealed, with noise, and how a noised number is shown.

Promises each closed cell a whole number with discrete Gaussian noise (Canonne, Kamath and Steinke 2020), made by
``opendp`` from the system's generator, and for a person's part in all cells of a kind the ``rho`` that its share says.
Invariant: what is shown is a function of the definition and the noised number alone: never of a count, of draws of the
links, or of how many people the bounds left out.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coalesce.errors import BadUsage
from coalesce.flows.bounding import Bounded
from coalesce.handling import Sealed, sealed_function
from coalesce.records.series import FigureCell, GridCell, Kind, Series, Share

if TYPE_CHECKING:
    from opendp.mod import Measurement

SURE = 0.95
"""19 times in 20."""

_NORMAL = 1.96
"""Standard deviations of a normal distribution that hold 19 in 20."""

_ROUNDING = 1e-9
"""What a sum of floating-point numbers may be off."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A closing on its way to the ledger: the noised number of each cell, and what records spent, still sealed."""

    values: Mapping[str, int]
    charges: Sealed[Mapping[str, tuple[str, ...]]]


@sealed_function
def _charges(found: Bounded) -> Mapping[str, tuple[str, ...]]:
    return found.charges


def draw(sealed: Sealed[Bounded], series: Series, closing: Sequence[GridCell]) -> Drawn:
    """Noise for every cell of the closing, whatever it holds. The caller sees that no cell is closed twice."""
    counts = sealed.open_for(__name__).counts
    values: dict[str, int] = {}
    for kind in Kind:
        keys = [cell.key for cell in closing if cell.kind is kind]
        if keys:
            values |= zip(keys, noised([counts[key] for key in keys], series.share(kind)), strict=True)
    return Drawn(values, sealed.map(_charges))


def noised(counts: Sequence[int], share: Share) -> list[int]:
    """The counts, each with its own discrete Gaussian noise of the share's standard deviation."""
    return [int(value) for value in _gaussian(share.deviation)(list(counts))]


def spends(share: Share) -> float:
    """The rho that a person's part costs, as ``opendp`` works it out for the mechanism that is used."""
    return float(_gaussian(share.deviation).map(math.sqrt(share.most)))  # type: ignore[no-untyped-call]  # opendp leaves it so


def check_budget(series: Series, most: float) -> None:
    """Raises BadUsage where the series would spend more than ``most``, or more than it says."""
    if series.rho > most + _ROUNDING:
        raise BadUsage(f"the budget for life is rho {most:g} and the series asks for {series.rho:g}: ask for less")
    for kind in Kind:
        share = series.share(kind)
        if share.rho and spends(share) > share.rho + _ROUNDING:
            raise BadUsage(f"the noise for {kind} would spend more than rho {share.rho:g}: ask for another share")


def moved_by(share: Share) -> int:
    """The smallest number that noise moves a cell by at most, 19 times in 20."""
    deviation = share.deviation
    reach = math.ceil(12 * deviation) + 1
    chances = [math.exp(-(step**2) / (2 * deviation**2)) for step in range(reach)]
    whole, within, most = 2 * sum(chances) - chances[0], chances[0], 0
    while within < SURE * whole:
        most += 1
        within += 2 * chances[most]
    return most


def shown(series: Series, cell: GridCell, value: int) -> FigureCell:
    """A noised number as it is published: not below the threshold, rounded, with bounds rounded outwards.

    Bounds are the reach of the noise (19 in 20) and, beside it, the series' one linking-error factor.
    """
    told = _told(series, value, moved_by(series.share(cell.kind))) or (None, None, None)
    return FigureCell(cell.kind, cell.leg, cell.group, cell.period, *told)


def shown_together(series: Series, cells: Sequence[GridCell], values: Mapping[str, int]) -> tuple[int, int, int] | None:
    """Low, count and high of cells of one kind together, made from their noised numbers; None where it is not shown.

    A person counts once in each of the cells. The noise of n cells reaches the square root of n times as far as one's.
    """
    share = series.share(cells[0].kind)
    reach = moved_by(share) if len(cells) == 1 else math.ceil(_NORMAL * share.deviation * math.sqrt(len(cells)))
    return _told(series, sum(values[cell.key] for cell in cells), reach)


def changed(series: Series, now: int, before: int) -> tuple[int, int, int] | None:
    """Low, count and high of the difference of two noised leg-months; None where one of them is not shown.

    The noise of both reaches the square root of two times as far as one's; linking may have moved each by its share.
    """
    if min(now, before) < series.shown_from:
        return None
    reach = _NORMAL * series.leg_months.deviation * math.sqrt(2) + series.linking_error * (now + before)
    return _by(series, now - before, reach)


def changed_together(
    series: Series, now: Sequence[GridCell], before: Sequence[GridCell], values: Mapping[str, int]
) -> tuple[int, int, int] | None:
    """The same of cells of one kind together, such as the months of two windows; None where one of the two is not shown.

    The noise of all of them reaches the square root of their number as far as one's.
    """
    sums = [sum(values[cell.key] for cell in cells) for cells in (now, before)]
    if not now or not before or min(sums) < series.shown_from:
        return None
    deviation, cells = series.share(now[0].kind).deviation, len(now) + len(before)
    reach = _NORMAL * deviation * math.sqrt(cells) + series.linking_error * sum(sums)
    return _by(series, sums[0] - sums[1], reach)


def _by(series: Series, by: int, reach: float) -> tuple[int, int, int]:
    step = series.rounded_to
    count = math.floor((by + step / 2) / step) * step
    low, high = math.floor((by - reach) / step) * step, math.ceil((by + reach) / step) * step
    return min(low, count), count, max(high, count)


def _told(series: Series, value: int, noise: int) -> tuple[int, int, int] | None:
    if value < series.shown_from:
        return None
    step = series.rounded_to
    reach = noise + series.linking_error * value
    low = max(0, math.floor((value - reach) / step) * step)
    high = math.ceil((value + reach) / step) * step
    count = (value + step // 2) // step * step
    return min(low, count), count, max(high, count)


@functools.cache
def _gaussian(deviation: float) -> Measurement:
    """The mechanism of ``opendp`` on vectors of whole numbers, under zero-concentrated differential privacy."""
    import opendp.prelude as dp  # here, since most commands publish nothing and would wait for it

    dp.enable_features("contrib")  # not yet vetted by the authors in every part; the sampler's proof is published
    space = dp.vector_domain(dp.atom_domain(T="i64")), dp.l2_distance(T="f64")
    return dp.m.make_gaussian(*space, scale=deviation)
