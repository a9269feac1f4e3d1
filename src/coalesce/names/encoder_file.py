"""The file of a trained encoder: towers as eight-bit numbers with scales, behind a digest.

Invariant: ``unpack`` gives towers only for bytes that ``pack`` wrote and nobody changed; the same towers give the
same bytes.

The form: one line of magic, one line with the SHA-256 of all that follows, one line of JSON (the card's name, and
alphabet and shape of each tower), then the numbers of each tower, little-endian, in the order of ``_parts``. A
matrix is int8 with one float32 scale for each row of the table and for each column of a layer.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

_MAGIC = b"coalesce encoder 1\n"
_STEPS = 127
BASES = 3
"""How many weighted sums of the embeddings a tower makes: weights are cosines of 0, 1 and 2 half turns over the token."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What a tower of one script has learned. ``folds`` as ``Alphabet.of`` takes them; ``codes`` ascend."""

    letters: str
    folds: str
    codes: NDArray[np.int64]
    table: Floats
    inward: Floats
    bias: Floats
    outward: Floats
    across: Floats


def pack(towers: Mapping[str, Weights]) -> bytes:
    """The file of these towers, by ISO 15924 code. Weights are rounded to 255 steps a row or column."""
    shapes, body = {}, bytearray()
    for script, weights in sorted(towers.items()):
        rows, width = weights.table.shape
        hidden, out = weights.outward.shape
        shapes[script] = {"letters": weights.letters, "folds": weights.folds, "shape": [rows, width, hidden, out]}
        body += weights.codes.astype("<i4").tobytes()
        body += weights.bias.astype("<f4").tobytes()
        for matrix, axis in ((weights.table, 1), (weights.inward, 0), (weights.outward, 0), (weights.across, 0)):
            scales = (np.abs(matrix).max(axis=axis, keepdims=True) / _STEPS).astype("<f4")
            rounded = np.rint(matrix / np.maximum(scales, np.float32(1e-30))).astype(np.int8)
            body += scales.tobytes() + rounded.tobytes()
    head = json.dumps(shapes, ensure_ascii=True, sort_keys=True).encode() + b"\n"
    rest = head + bytes(body)
    return _MAGIC + digest(rest).encode() + b"\n" + rest


def digest(stored: bytes) -> str:
    """SHA-256 in hexadecimal digits."""
    return hashlib.sha256(stored).hexdigest()


def unpack(stored: bytes) -> dict[str, Weights]:
    """The towers of a file. Raises ValueError where the bytes are not those that ``pack`` wrote."""
    if not stored.startswith(_MAGIC):
        raise ValueError("it does not begin as an encoder's file does")
    stated, _, rest = stored[len(_MAGIC) :].partition(b"\n")
    if digest(rest).encode() != stated:
        raise ValueError("its digest does not agree with what it holds")
    head, _, body = rest.partition(b"\n")
    reader = _Reader(body)
    return {script: reader.tower(shape) for script, shape in sorted(json.loads(head).items())}


class _Reader:
    """Takes one array after the other."""

    def __init__(self, body: bytes) -> None:
        self._body = body
        self._at = 0

    def tower(self, described: dict[str, Any]) -> Weights:
        rows, width, hidden, out = described["shape"]
        codes = self._take("<i4", (rows,)).astype(np.int64)
        bias = self._take("<f4", (hidden,))
        table = self._matrix((rows, width), (rows, 1))
        inward = self._matrix((BASES * width, hidden), (1, hidden))
        outward = self._matrix((hidden, out), (1, out))
        across = self._matrix((BASES * width, out), (1, out))
        return Weights(described["letters"], described["folds"], codes, table, inward, bias, outward, across)

    def _matrix(self, shape: tuple[int, int], scales: tuple[int, int]) -> Floats:
        scale = self._take("<f4", scales)
        matrix: Floats = self._take("<i1", shape) * scale
        return matrix

    def _take(self, kind: str, shape: tuple[int, ...]) -> NDArray[Any]:
        count = int(np.prod(shape))
        found = np.frombuffer(self._body, kind, count, self._at)
        self._at += count * np.dtype(kind).itemsize
        return found.reshape(shape)
