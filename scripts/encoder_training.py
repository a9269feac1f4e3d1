"""The arithmetic of training the encoder: towers, their gradients, Adam, and the contrastive loss.

Invariant: the same seed, data and options give the same parameters on one machine (one thread, fixed order).

A tower takes the n-grams of a token to a unit vector: embeddings are summed ``BASES`` times, weighted by
cosines of the n-gram's place; a linear map and a hidden layer of rectified units bring the sums to the output.
The loss is InfoNCE in both directions (van den Oord, Li and Vinyals 2018, arXiv:1807.03748) over the pairs of one
batch; the optimiser is Adam (Kingma and Ba 2015, arXiv:1412.6980).
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from coalesce.names.encoder_file import BASES

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Ragged:
    """The known n-grams of many tokens: rows of the table, and their places."""

    rows: NDArray[np.int32]
    places: Floats
    starts: NDArray[np.int64]

    def take(self, chosen: NDArray[np.int64]) -> Ragged:
        """Those of the chosen tokens."""
        counts = self.starts[chosen + 1] - self.starts[chosen]
        starts = np.zeros(len(chosen) + 1, np.int64)
        np.cumsum(counts, out=starts[1:])
        at = np.repeat(self.starts[chosen] - starts[:-1], counts) + np.arange(starts[-1])
        return Ragged(self.rows[at], self.places[at], starts)

    def dropped(self, share: float, random: np.random.Generator) -> Ragged:
        """With a share of the n-grams left out."""
        kept = random.random(len(self.rows), np.float32) >= share
        sums = np.concatenate(([0], np.cumsum(kept)))
        return Ragged(self.rows[kept], self.places[kept], sums[self.starts])

    def matrix(self, width: int) -> csr_matrix:
        """Tokens times bases by table rows: row ``b * tokens + i`` holds the weights of base b for token i."""
        counts = np.diff(self.starts)
        even = np.repeat(1 / np.sqrt(np.maximum(counts, 1)).astype(np.float32), counts)
        data = np.concatenate([even * np.cos(np.float32(np.pi * base) * self.places) for base in range(BASES)])
        total = self.starts[-1]
        starts = np.concatenate([self.starts[:1], *(self.starts[1:] + base * total for base in range(BASES))])
        return csr_matrix((data, np.tile(self.rows, BASES), starts), shape=(BASES * len(counts), width))


@dataclass
class Tower:
    """The parameters of one script and their Adam moments."""

    parameters: dict[str, Floats]
    moments: dict[str, tuple[Floats, Floats]] = field(default_factory=dict)

    @classmethod
    def random(cls, shape: tuple[int, int, int, int], random: np.random.Generator) -> Tower:
        """``shape``: rows of the table, their length, hidden units, output dimensions."""
        rows, width, hidden, out = shape

        def normal(size: tuple[int, int], scale: float) -> Floats:
            return (random.standard_normal(size, np.float32) * np.float32(scale)).astype(np.float32)

        into = BASES * width
        return cls(
            {
                "table": normal((rows, width), 0.3),
                "inward": normal((into, hidden), (2 / into) ** 0.5),
                "bias": np.zeros(hidden, np.float32),
                "outward": normal((hidden, out), 0.5 * (1 / hidden) ** 0.5),
                "across": normal((into, out), (1 / into) ** 0.5),
            }
        )

    def forward(self, tokens: Ragged) -> Pass:
        """The unit vectors, with what the way back needs."""
        p = self.parameters
        matrix = tokens.matrix(len(p["table"]))
        count = len(tokens.starts) - 1
        pooled = (matrix @ p["table"]).reshape(BASES, count, -1).transpose(1, 0, 2).reshape(count, -1)
        hidden = np.maximum(pooled @ p["inward"] + p["bias"], 0)
        raw = pooled @ p["across"] + hidden @ p["outward"]
        norms = np.sqrt((raw * raw).sum(axis=1, keepdims=True)) + np.float32(1e-6)
        return Pass(matrix, pooled, hidden, norms, raw / norms)

    def backward(self, done: Pass, slope: Floats) -> dict[str, Floats]:
        """The gradients, given the slope of the loss along the unit vectors."""
        p = self.parameters
        unit = done.vectors
        raw = (slope - unit * (slope * unit).sum(axis=1, keepdims=True)) / done.norms
        hidden = (raw @ p["outward"].T) * (done.hidden > 0)
        pooled = raw @ p["across"].T + hidden @ p["inward"].T
        count = len(unit)
        stacked = np.ascontiguousarray(pooled.reshape(count, BASES, -1).transpose(1, 0, 2)).reshape(BASES * count, -1)
        return {
            "table": done.matrix.T @ stacked,
            "inward": done.pooled.T @ hidden,
            "bias": hidden.sum(axis=0),
            "outward": done.hidden.T @ raw,
            "across": done.pooled.T @ raw,
        }

    def step(self, gradients: dict[str, Floats], rate: float, at: int) -> None:
        """One step of Adam; ``at`` counts from 1. The table moves three times as fast as the layers."""
        for name, gradient in gradients.items():
            if name not in self.moments:
                self.moments[name] = (np.zeros_like(gradient), np.zeros_like(gradient))
            first, second = self.moments[name]
            first += np.float32(0.1) * (gradient - first)
            gradient *= gradient
            second += np.float32(0.01) * (gradient - second)
            speed = rate * (3 if name == "table" else 1) * (1 - 0.99**at) ** 0.5 / (1 - 0.9**at)
            self.parameters[name] -= np.float32(speed) * first / (np.sqrt(second) + np.float32(1e-8))


@dataclass(frozen=True)
class Pass:
    """What one way forward left behind."""

    matrix: csr_matrix
    pooled: Floats
    hidden: Floats
    norms: Floats
    vectors: Floats


def contrast(left: Floats, right: Floats, same: NDArray[np.bool_], sharpness: float) -> tuple[float, Floats, Floats]:
    """The mean loss and its slopes. ``same``: pairs off the diagonal that may be right too, and are left out."""
    scores = np.float32(sharpness) * (left @ right.T)
    scores[same] = -1e9
    grad = np.zeros_like(scores)
    loss = 0.0
    diagonal = np.arange(len(left))
    for axis in (0, 1):
        high = scores.max(axis=axis, keepdims=True)
        shares = np.exp(scores - high)
        sums = shares.sum(axis=axis, keepdims=True)
        loss -= float((scores[diagonal, diagonal] - high.ravel() - np.log(sums.ravel())).mean())
        shares /= sums
        grad += shares
    grad[diagonal, diagonal] -= 2
    grad *= np.float32(sharpness / (2 * len(left)))
    return loss / 2, grad @ right, grad.T @ left
