"""The order of a million ids, found as numbers.

Invariant: it is the order of Python's strings, which is that of their UTF-8 bytes and SQLite's own.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Texts = NDArray[np.bytes_]
"""Texts as UTF-8, each filled up with NULs to the width of the longest."""


def packed(texts: Sequence[str]) -> Texts:
    """The texts side by side in memory; none holds a NUL. Ids of one length, as ours are, cost no loop."""
    whole, width = "".join(texts).encode(), max(len(texts[0]), 1) if len(texts) else 1
    if len(whole) == width * len(texts) and set(map(len, texts)) <= {width}:
        return np.frombuffer(whole, dtype=f"S{width}")
    return np.array([text.encode() for text in texts], dtype=np.bytes_)


def packed_lines(text: str) -> Texts:
    """The lines of a text, packed."""
    whole, width = np.frombuffer(f"{text}\n".encode(), dtype=np.uint8), text.find("\n")
    if width > 0 and len(whole) % (width + 1) == 0:
        ends = whole.reshape(-1, width + 1) == ord("\n")
        if ends[:, -1].all() and not ends[:, :-1].any():
            return np.ascontiguousarray(whole.reshape(-1, width + 1)[:, :-1]).view(f"S{width}").reshape(-1)
    return packed(text.split("\n"))


def plain(texts: Texts) -> list[str]:
    """The texts one by one."""
    whole, width = texts.tobytes(), texts.itemsize
    if whole.isascii() and b"\0" not in whole:
        text = whole.decode()
        return [text[at : at + width] for at in range(0, len(text), width)]
    return [text.decode() for text in texts.tolist()]


def ranking(texts: Sequence[str]) -> NDArray[np.int64]:
    """The places of the texts in their order, equal ones as they come; none holds a NUL."""
    return ranked(packed(texts))


def ranked(texts: Texts) -> NDArray[np.int64]:
    """The same of packed texts."""
    if not len(texts):
        return np.zeros(0, dtype=np.int64)
    width = -(-texts.itemsize // 8) * 8
    parts = texts.astype(f"S{width}").view(">u8").reshape(len(texts), -1)
    order = np.argsort(parts[:, 0].astype(np.uint64), kind="stable")
    head = parts[order, 0]
    again = head[1:] == head[:-1]
    tied = np.flatnonzero(np.concatenate([again, [False]]) | np.concatenate([[False], again]))
    if len(tied):  # few of a million random ids begin alike: only these are looked at further
        among = order[tied]
        order[tied] = among[np.lexsort(tuple(parts[among, at] for at in reversed(range(parts.shape[1]))))]
    return order
