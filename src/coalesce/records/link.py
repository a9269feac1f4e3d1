"""A Link: the machine's proposal that two records are one person, with its evidence.

Invariant: ``left < right``; the weight is the sum of its parts and its prior; it depends on the
two versions and on the model alone. A link is never a decision.

Source: Fellegi and Sunter (1969), A theory for record linkage; weights are log2 Bayes factors.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


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


@dataclass(frozen=True, slots=True)
class LinkColumns:
    """Links by the hundred thousand: ``left`` and ``right`` are places in ``records``, which are sorted and lie beside their
    ``versions``; ``which`` is the place of each one's weight in ``weights``, beside the model that weighed. They come in the order of (left, right).
    """

    records: list[str]
    versions: list[int]
    left: NDArray[np.int64]
    right: NDArray[np.int64]
    probability: list[float]
    which: NDArray[np.int64]
    weights: list[tuple[str, MatchWeight]]

    @classmethod
    def of(cls, links: Iterable[Link]) -> LinkColumns:
        """The same links, told one by one and in any order."""
        ordered = sorted(links, key=lambda link: (link.left, link.right))
        versions = {link.left: link.left_version for link in ordered}
        versions |= {link.right: link.right_version for link in ordered}
        records = sorted(versions)
        place = {record: at for at, record in enumerate(records)}
        weights = list(dict.fromkeys((link.model, link.weight) for link in ordered))
        number = {weight: at for at, weight in enumerate(weights)}
        return cls(
            records,
            [versions[record] for record in records],
            np.array([place[link.left] for link in ordered], dtype=np.int64),
            np.array([place[link.right] for link in ordered], dtype=np.int64),
            [link.probability for link in ordered],
            np.array([number[link.model, link.weight] for link in ordered], dtype=np.int64),
            weights,
        )
