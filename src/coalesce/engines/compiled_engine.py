"""Batch linking in compiled code: stored bytes in, links out, and nothing on disk.

Invariant: whether a pair is a candidate, and its weight, depend on its two records and the model alone: taking any
other record away changes nothing about it. Nothing is trained or sampled. Memory grows with the records and with the
links, not with the candidates: a pair is met, compared and forgotten.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from queue import SimpleQueue

import numpy as np
from numpy.typing import NDArray

from coalesce.engines import kernel
from coalesce.engines.batch import LinkBatch
from coalesce.engines.gathering import Gathered, gather
from coalesce.engines.meeting import meeting_of
from coalesce.engines.options import LinkOptions
from coalesce.engines.tables import Tables, hear, tables_of
from coalesce.handling import sealed_function
from coalesce.linking.agreement import NameMatch
from coalesce.linking.coding import Encoder
from coalesce.linking.comparisons import Comparison
from coalesce.linking.model import Model
from coalesce.linking.ordering import ranking
from coalesce.linking.prepared import Stored
from coalesce.records import Link

PIECES = 64
"""The records are taken in so many pieces, so that threads share the work and progress is told."""

LEAST_ROOM = 4_096


@sealed_function
def link_stored(rows: Iterable[Stored], options: LinkOptions) -> LinkBatch:
    """All links of these rows whose probability is at least ``options.least``. Raises BadField for unreadable rows."""
    tell = options.progress
    tell("loading records", 0.0)
    gathered = gather(rows, Encoder(options.model))
    count = len(gathered.records)
    if not count:
        return _batch(gathered, [], np.zeros(0, np.int64), options.model)
    tell("finding candidates", 0.5)
    order = ranking(gathered.records)
    meeting = meeting_of(gathered, order)
    tell("hearing names in two scripts", 0.6)
    tables = hear(meeting, tables_of(gathered, options))
    pieces = []
    for done, piece in enumerate(_compared(meeting, tables, count, options.threads), start=1):
        pieces.append(piece)
        tell("comparing", 0.65 + 0.3 * min(done / PIECES, 1))
    batch = _batch(gathered, pieces, order, options.model)
    tell("done", 1.0)
    return batch


@sealed_function
def link_arrived(rows: Iterable[Stored], arrived: frozenset[str], options: LinkOptions) -> list[Link]:
    """The links of the arrived records among these rows: what ``linking.arriving.propose`` gives, for many at once.

    The rows must hold every record that shares a blocking key with one that arrived. Raises BadField.
    """
    return [link for link in link_stored(rows, options) if link.left in arrived or link.right in arrived]


@dataclass(frozen=True, slots=True)
class _Piece:
    pairs: NDArray[np.int32]
    levels: NDArray[np.int8]
    matches: NDArray[np.int32]
    compared: int


def _compared(meeting: kernel.Meeting, tables: Tables, count: int, threads: int) -> Iterator[_Piece]:
    """The links of each piece of the records."""
    idle: SimpleQueue[_Desk] = SimpleQueue()
    for _ in range(threads):
        idle.put(_Desk(count))

    def work(span: tuple[int, int]) -> list[_Piece]:
        desk = idle.get()
        try:
            return list(desk.links(span, meeting, tables))
        finally:
            idle.put(desk)

    edges = np.linspace(0, count, PIECES + 1, dtype=np.int64).tolist()
    with ThreadPoolExecutor(threads) as pool:
        for found in pool.map(work, pairwise(edges)):
            yield from found


class _Desk:
    """One thread's room."""

    def __init__(self, count: int) -> None:
        # One record has fewer links than there are records, so that a record always fits into an empty room.
        room = max(count, LEAST_ROOM)
        self._met = np.full(count, -1, np.int32)
        self._found = kernel.Found(
            np.empty((room, 2), np.int32),
            np.empty((room, len(Comparison)), np.int8),
            np.empty((room, len(NameMatch._fields)), np.int32),
        )

    def links(self, span: tuple[int, int], meeting: kernel.Meeting, tables: Tables) -> Iterator[_Piece]:
        """The links of these records with those behind them."""
        at, last = span
        while at < last:
            work = (self._met, self._found)
            at, links, compared = kernel.link_range(
                (at, last), meeting, tables.names, tables.marks, tables.weights, work
            )
            pairs, levels, matches = (part[:links].copy() for part in self._found)
            yield _Piece(pairs, levels, matches, compared)


def _batch(gathered: Gathered, pieces: list[_Piece], order: NDArray[np.int64], model: Model) -> LinkBatch:
    """The links in the order of record ids."""
    pairs = np.concatenate([np.zeros((0, 2), np.int32), *(piece.pairs for piece in pieces)])
    levels = np.concatenate([np.zeros((0, len(Comparison)), np.int8), *(piece.levels for piece in pieces)])
    matches = np.concatenate([np.zeros((0, len(NameMatch._fields)), np.int32), *(piece.matches for piece in pieces)])
    inside = np.lexsort((pairs[:, 1], pairs[:, 0]))
    records = gathered.records
    return LinkBatch(
        [records[place] for place in order.tolist()],
        gathered.versions[order],
        pairs[inside],
        levels[inside],
        matches[inside],
        model,
        sum(piece.compared for piece in pieces),
    )
