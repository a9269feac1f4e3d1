"""An estimate of a figure: all people of one leg of a series, those too whom no source saw, from noised patterns alone.

Invariant: numbers are rounded as the series says, and told from the number on that it says; a refusal has no total and no
interval. What the own view shows beside an estimate (leaving a list out, overlaps, other models) is not part of it.
"""

from __future__ import annotations

from dataclasses import dataclass

from coalesce.records.estimate import Refusal


@dataclass(frozen=True, slots=True)
class FigureEstimate:
    """``seen`` None: too few to be shown. ``moved_by``: how far noise may have moved the total, 19 times in 20;
    ``seen_moved_by`` the same of the people seen. ``noise_share``: the share of the 95 % interval's squared width that is the
    noise's. ``model`` weighs most of those that the total is an average of.
    """

    leg: str
    period: str
    sources: tuple[str, ...]
    seen: int | None
    seen_moved_by: int
    total: int | None
    interval80: tuple[int, int] | None
    interval95: tuple[int, int] | None
    moved_by: int | None
    noise_share: float | None
    method: str
    model: str | None
    considered: int
    fitted: int
    refusals: tuple[Refusal, ...]
    warnings: tuple[str, ...]
