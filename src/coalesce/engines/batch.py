"""LinkBatch: the links that an engine found, held compactly and told one at a time.

Invariant: links come in the order of (left, right), each pair once, ``left < right``, and iterating
again gives the same links again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coalesce.linking.agreement import NameMatch, mark_part, name_part
from coalesce.linking.comparisons import NOTHING, REASONS, Comparison
from coalesce.linking.model import Model
from coalesce.records import Link, LinkColumns, MatchWeight, WeightPart

_MOST = 1 << 62
"""Of the numbers that stand for rows of evidence."""


@dataclass(frozen=True, slots=True)
class LinkBatch:
    """``pairs`` are places in ``records``; ``levels`` one column a comparison; ``matches`` the six numbers of the name
    match (-1 in the first count: none). ``candidates`` is how many pairs were compared.
    """

    records: list[str]
    versions: NDArray[np.int32]
    pairs: NDArray[np.int32]
    levels: NDArray[np.int8]
    matches: NDArray[np.int32]
    model: Model
    candidates: int

    def __len__(self) -> int:
        return len(self.pairs)

    def __iter__(self) -> Iterator[Link]:
        told = self.columns()
        records, versions = told.records, told.versions
        stated = zip(told.which.tolist(), told.probability, strict=True)
        pairs = zip(told.left.tolist(), told.right.tolist(), strict=True)
        for (one, other), (which, probability) in zip(pairs, stated, strict=True):
            model, weight = told.weights[which]
            yield Link(records[one], records[other], versions[one], versions[other], model, weight, probability)

    def columns(self) -> LinkColumns:
        """The same links as columns."""
        evidence = np.column_stack([self.levels, self.matches]).astype(np.int64)
        first, which = _distinct(evidence)
        told, parted = _Parts(self.model), len(Comparison)
        weights = [
            (self.model.name, MatchWeight(self.model.prior, told.of(row[:parted], row[parted:])))
            for row in evidence[first].tolist()
        ]
        left, right = self.pairs.astype(np.int64).T
        stated = self.probabilities().tolist()
        return LinkColumns(self.records, self.versions.tolist(), left, right, stated, which, weights)

    def weights(self) -> NDArray[np.float64]:
        """The whole weight of each link, in bits."""
        total = np.full(len(self.pairs), self.model.prior)
        for column, comparison in enumerate(Comparison):
            table = np.array([*self.model.weights[comparison], 0.0])
            total += table[self.levels[:, column]]
        return total

    def probabilities(self) -> NDArray[np.float64]:
        """The calibrated probability of each link."""
        return self.model.calibration.probabilities(self.weights())


def _distinct(rows: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where each distinct row first stands, and which of them each row is: each row as one number, as far as it fits."""
    code, span = np.zeros(len(rows), dtype=np.int64), 1
    for column in rows.T if len(rows) else ():
        least, width = int(column.min()), int(np.ptp(column)) + 1
        if span * width > _MOST:
            code = np.unique(code, return_inverse=True)[1].reshape(-1)
            span = int(code.max()) + 1
        code, span = code * width + (column - least), span * width
    _, first, which = np.unique(code, return_index=True, return_inverse=True)
    return first, which.reshape(-1)


class _Parts:
    """Parts are few and pairs are many: each part is made once."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._marks = [
            {at: mark_part(each, at, model) for at in range(NOTHING, len(REASONS[each]))} for each in REASONS
        ]
        self._names: dict[tuple[int, ...], WeightPart] = {}

    def of(self, levels: list[int], match: list[int]) -> tuple[WeightPart, ...]:
        """The parts of one pair."""
        known = (levels[0], *match)
        name = self._names.get(known)
        if name is None:
            name = name_part(levels[0], None if levels[0] == NOTHING else NameMatch(*match), self._model)
            self._names[known] = name
        return (name, *(made[at] for made, at in zip(self._marks, levels[1:], strict=True)))
