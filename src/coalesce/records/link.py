"""A Link: the machine's proposal that two records are one person, with its evidence.

Invariant: ``left < right``; the weight is the sum of its parts and its prior; it depends on the
two versions and on the model alone. A link is never a decision.

Source: Fellegi and Sunter (1969), A theory for record linkage; weights are log2 Bayes factors.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WeightPart:
    """One comparison's share: which (``name``, ``birth_date``, ...), its log2 evidence, and why in words."""

    comparison: str
    weight: float
    reason: str


@dataclass(frozen=True, slots=True)
class MatchWeight:
    """log2 evidence for a pair, as a sum that can be drawn: ``prior`` + parts = ``total``."""

    prior: float
    parts: tuple[WeightPart, ...]

    @property
    def total(self) -> float:
        """The whole weight, log2 of the posterior odds before calibration."""
        return self.prior + sum(part.weight for part in self.parts)


@dataclass(frozen=True, slots=True)
class Link:
    """A proposal. ``probability`` is calibrated on the sample world's truth (0 to 1)."""

    left: str
    right: str
    left_version: int
    right_version: int
    model: str
    weight: MatchWeight
    probability: float
