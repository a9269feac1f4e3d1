"""The order of a million ids, found as numbers.

Invariant: it is the order of Python's strings, which is that of their UTF-8 bytes and SQLite's own.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def ranking(texts: Sequence[str]) -> NDArray[np.int64]:
    """The places of the texts in their order, equal ones as they come; none holds a NUL."""
    if not len(texts):
        return np.zeros(0, dtype=np.int64)
    plain = np.array([text.encode() for text in texts])
    width = -(-max(plain.itemsize, 1) // 8) * 8
    parts = plain.astype(f"S{width}").view(">u8").reshape(len(texts), -1).astype(np.uint64)
    order = np.argsort(parts[:, 0], kind="stable")
    head = parts[order, 0]
    again = head[1:] == head[:-1]
    tied = np.flatnonzero(np.concatenate([again, [False]]) | np.concatenate([[False], again]))
    if len(tied):  # few of a million random ids begin alike: only these are looked at further
        among = order[tied]
        order[tied] = among[np.lexsort(tuple(parts[among, at] for at in reversed(range(parts.shape[1]))))]
    return order
