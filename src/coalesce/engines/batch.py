"""LinkBatch: the links that an engine found, held compactly and told one at a time.

Invariant: links come in the order of (left, right), each pair once, ``left < right``, and iterating
again gives the same links again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coalesce.linking.agreement import NameMatch, explain
from coalesce.linking.comparisons import Comparison
from coalesce.linking.model import Model
from coalesce.records import Link


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
        probabilities = self.probabilities()
        comparisons = tuple(Comparison)
        for place, (left, right) in enumerate(self.pairs.tolist()):
            match = self.matches[place].tolist()
            found = dict(zip(comparisons, self.levels[place].tolist(), strict=True))
            yield Link(
                self.records[left],
                self.records[right],
                int(self.versions[left]),
                int(self.versions[right]),
                self.model.name,
                explain(found, NameMatch(*match) if match[1] >= 0 else None, self.model),
                float(probabilities[place]),
            )

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
