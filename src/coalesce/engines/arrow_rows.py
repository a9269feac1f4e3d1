"""Rows for an engine as Arrow tables: flat columns, and nothing but numbers where a number will do.

Invariant: the tables hold what ``linking.agreement.code`` gives of each row, in the order of the rows; words stand
once in a chunk, apart from the records that bear them.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain, islice

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from coalesce.linking.agreement import Coded, Coder
from coalesce.linking.comparisons import REASONS
from coalesce.linking.marks import LEVEL_SHIFT
from coalesce.linking.model import Model
from coalesce.linking.rows import LinkRow

LEVELS = 10
"""No comparison by marks has more; level l of comparison c is bit ``10 c + l`` of a pair's mask, of 63 in all."""

CHUNK = 20_000
"""Records at a time: about 25 MB."""


def arrow_chunks(rows: Iterable[LinkRow], model: Model) -> Iterator[dict[str, pa.Table]]:
    """Tables ``records``, ``forms``, ``words`` and ``keys`` of every chunk; at least one chunk, which may be empty."""
    stream = iter(rows)
    coder = Coder(model)
    first = 0
    more = True
    while more:
        with _no_collecting():
            chunk = list(islice(stream, CHUNK))
            more = len(chunk) == CHUNK
            tables = _tables(chunk, first, coder) if chunk or not first else None
        if tables:
            yield tables
        first += len(chunk)


@contextmanager
def _no_collecting() -> Iterator[None]:
    """No cycle is made while rows become columns; the collector would walk their millions of tuples time and again,
    which takes as long as the work itself.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _tables(rows: list[LinkRow], first: int, coder: Coder) -> dict[str, pa.Table]:
    coded = [coder.code(row.columns) for row in rows]
    numbers = range(first, first + len(rows))
    return {
        "records": _records(rows, coded, numbers),
        "forms": _forms(coded, numbers),
        "words": _words(coded),
        "keys": _keys(rows, numbers),
    }


def _records(rows: list[LinkRow], coded: list[Coded], numbers: range) -> pa.Table:
    columns = {
        "row": pa.array(numbers, pa.int32()),
        "record": pa.array([row.record for row in rows], pa.string()),
        "version": pa.array([row.version for row in rows], pa.int32()),
        "closed": pa.array([row.list_id if row.deduplicated else None for row in rows], pa.string()),
    }
    columns["speaks"] = pa.array([_speaks(one) for one in coded], pa.int32())
    columns["asserts"] = _joined([[one.marks[each].asserts for one in coded] for each in REASONS])
    columns["accepts"] = _joined([[one.marks[each].accepts for one in coded] for each in REASONS])
    return pa.table(columns)


def _speaks(one: Coded) -> int:
    """One bit a comparison: whether this side says anything."""
    return sum(1 << place for place, each in enumerate(REASONS) if one.marks[each].asserts)


def _joined(comparisons: list[list[tuple[int, ...]]]) -> pa.Array:
    """One list a record: the marks of all comparisons, the levels of each put behind those of the ones before it."""
    lengths = np.array([[len(marks) for marks in each] for each in comparisons], dtype=np.int64)
    ends = np.cumsum(lengths.T.reshape(-1)).reshape(lengths.shape[1], lengths.shape[0]).T
    flat = np.empty(int(lengths.sum()), dtype=np.int64)
    for place, (each, size, end) in enumerate(zip(comparisons, lengths, ends, strict=True)):
        values = np.fromiter(chain.from_iterable(each), dtype=np.int64, count=int(size.sum()))
        inside = np.arange(len(values)) - np.repeat(np.cumsum(size) - size, size)
        flat[np.repeat(end - size, size) + inside] = values + (place * LEVELS << LEVEL_SHIFT)
    return _list_array(lengths.sum(axis=0), flat)


def _forms(coded: list[Coded], numbers: range) -> pa.Table:
    placed = [
        (number, place, form)
        for number, one in zip(numbers, coded, strict=True)
        for place, form in enumerate(one.forms)
    ]
    return pa.table(
        {
            "row": pa.array([number for number, _, _ in placed], pa.int32()),
            "place": pa.array([place for _, place, _ in placed], pa.int32()),
            "tokens": _lists([form.tokens for _, _, form in placed]),
            "bones": _lists([form.bones for _, _, form in placed]),
            "skeletons": _lists([form.skeletons for _, _, form in placed]),
            "nears": _lists([form.nears for _, _, form in placed]),
        }
    )


def _words(coded: list[Coded]) -> pa.Table:
    words = {
        near: word
        for one in coded
        for form in one.forms
        for near, word in zip(form.nears, form.words, strict=True)
        if near
    }
    return pa.table(
        {
            "near": pa.array(words, pa.int64()),
            "word": pa.array([word.plain for word in words.values()], pa.string()),
            "bone": pa.array([word.bone for word in words.values()], pa.string()),
            "source": pa.array([word.source for word in words.values()], pa.string()),
        }
    )


def _keys(rows: list[LinkRow], numbers: range) -> pa.Table:
    distinct = [dict.fromkeys(row.keys) for row in rows]
    return pa.table(
        {
            "row": pa.array(
                np.repeat(np.arange(numbers.start, numbers.stop), [len(keys) for keys in distinct]), pa.int32()
            ),
            "key": pa.array([key for keys in distinct for key in keys], pa.string()),
        }
    )


def _lists(values: Sequence[Sequence[int]]) -> pa.Array:
    lengths = np.array([len(each) for each in values], dtype=np.int64)
    flat = np.fromiter(chain.from_iterable(values), dtype=np.int64, count=int(lengths.sum()))
    return _list_array(lengths, flat)


def _list_array(lengths: NDArray[np.int64], flat: NDArray[np.int64]) -> pa.Array:
    offsets = np.zeros(len(lengths) + 1, dtype=np.int32)
    np.cumsum(lengths, out=offsets[1:])
    return pa.ListArray.from_arrays(pa.array(offsets), pa.array(flat))
