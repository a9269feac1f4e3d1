"""Batch linking in compiled code: stored bytes in, links out, and nothing on disk.

Invariant: whether a pair is a candidate, and its weight, depend on its two records and the model alone: taking any
other record away changes nothing about it. Nothing is trained or sampled. Memory grows with the records and with the
links, not with the candidates: a pair is met, compared and forgotten.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import pairwise
from queue import SimpleQueue

import numpy as np
from numpy.typing import NDArray

from coalesce.engines import kernel, pairing
from coalesce.engines.batch import LinkBatch
from coalesce.engines.blocks import Blocks, blocks_of
from coalesce.engines.gathering import Ragged, gather
from coalesce.engines.meeting import Meeting, meeting_of
from coalesce.engines.options import LinkOptions
from coalesce.engines.tables import hear, tables_of
from coalesce.handling import sealed_function
from coalesce.linking.agreement import NameMatch
from coalesce.linking.coding import Encoder
from coalesce.linking.comparisons import Comparison
from coalesce.linking.model import Model
from coalesce.linking.ordering import ranking
from coalesce.linking.prepared import Stored
from coalesce.records import Link

PIECES = 64
"""The groups are taken in so many pieces, so that threads share the work and progress is told."""

LEAST_ROOM = 65_536


@sealed_function
def link_stored(rows: Iterable[Stored], options: LinkOptions) -> LinkBatch:
    """All links of these rows whose probability is at least ``options.least``. Raises BadField for unreadable rows."""
    tell, threads = options.progress, options.threads
    tell("loading records", 0.0)
    gathered = gather(rows, Encoder(options.model))
    tell("finding candidates", 0.5)
    order = ranking(gathered.records)
    meeting = meeting_of(gathered.keys, order, threads)
    gathered = replace(gathered, keys=Ragged(np.zeros(0, np.int64), np.zeros(0, np.int64)))  # the meeting says it all
    looked = tables_of(gathered, options)
    blocks = blocks_of(looked.source, meeting, order, threads)
    records, versions, tables, words = gathered.records, gathered.versions, looked.tables, looked.words
    del gathered, looked  # from here on the blocks say it all
    tell("hearing names in two scripts", 0.6)
    tables = hear(meeting, blocks, tables, words)
    pieces = []
    for done, piece in enumerate(_compared(meeting, blocks, tables, threads), start=1):
        pieces.append(piece)
        tell("comparing", 0.65 + 0.3 * min(done / PIECES, 1))
    batch = _batch([records[place] for place in order.tolist()], versions[order], pieces, options.model)
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


def _compared(meeting: Meeting, blocks: Blocks, tables: kernel.Tables, threads: int) -> Iterator[_Piece]:
    """The links of each piece of the groups."""
    sizes = np.diff(meeting.ends)
    idle: SimpleQueue[_Desk] = SimpleQueue()
    for _ in range(threads):
        idle.put(_Desk(max(int(sizes.max(initial=0)), LEAST_ROOM)))

    def work(span: tuple[int, int]) -> list[_Piece]:
        desk = idle.get()
        try:
            return list(desk.links(span, meeting, blocks, tables))
        finally:
            idle.put(desk)

    pairs = np.cumsum(sizes * (sizes - 1))
    shares = np.linspace(0, int(pairs[-1]) if len(pairs) else 0, PIECES + 1)
    edges = [*np.searchsorted(pairs, shares[:-1]).tolist(), len(sizes)]
    with ThreadPoolExecutor(threads) as pool:
        for found in pool.map(work, pairwise(edges)):
            yield from found


class _Desk:
    """One thread's room. A group has no more members than that, so that a member's links always fit into an empty one."""

    def __init__(self, room: int) -> None:
        self._found = pairing.Found(
            np.empty((room, 2), np.int32),
            np.empty((room, len(Comparison)), np.int8),
            np.empty((room, len(NameMatch._fields)), np.int32),
        )

    def links(self, span: tuple[int, int], meeting: Meeting, blocks: Blocks, tables: kernel.Tables) -> Iterator[_Piece]:
        """The links within these groups."""
        (group, last), member = span, 0
        while group < last:
            group, member, links, compared = pairing.link_groups(
                (group, member, last), meeting, blocks, tables, self._found
            )
            pairs, levels, matches = (part[:links].copy() for part in self._found)
            yield _Piece(pairs, levels, matches, compared)


def _batch(records: list[str], versions: NDArray[np.int32], pieces: list[_Piece], model: Model) -> LinkBatch:
    """The links in the order of record ids."""
    pairs = np.concatenate([np.zeros((0, 2), np.int32), *(piece.pairs for piece in pieces)])
    inside = np.argsort(pairs[:, 0].astype(np.int64) << 32 | pairs[:, 1])
    levels = np.concatenate([np.zeros((0, len(Comparison)), np.int8), *(piece.levels for piece in pieces)])[inside]
    matches = np.concatenate([np.zeros((0, len(NameMatch._fields)), np.int32), *(piece.matches for piece in pieces)])
    compared = sum(piece.compared for piece in pieces)
    return LinkBatch(records, versions, pairs[inside], levels, matches[inside], model, compared)
