"""Blocks: all that a comparison reads of one record first, side by side in memory.

Invariant: records lie in the order of their ids; a block says nothing that ``Gathered`` and ``Meeting`` do not say.
Candidates are met in no order, and each line of memory that has to be fetched is dear: a block is one or two.

The numbers of a block: the list free of duplicates that the record is on, or -1; its value in each comparison of
``REASONS``, or -1; how many groups, forms and tokens it has; then the groups, rising; of each form four numbers: how many
tokens, how many distinct bones, what its tokens tell at most by being nearly others, and how many tokens the record has;
then the bones, the tokens and the words (-1: too short to be near another) of all its tokens.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from coalesce.compiling import compiled, inlined
from coalesce.engines.meeting import Meeting
from coalesce.linking.comparisons import REASONS

Array = NDArray[Any]

PART = 0
VALUES = 1
GROUPS = VALUES + len(REASONS)
FORMS = GROUPS + 1
TOKENS = FORMS + 1
HEAD = TOKENS + 1

LENGTH = 0
BONES = 1
NEAREST = 2
APART = 3
"""A token stands so far behind its bone, and a word so far behind its token."""

FORM = APART + 1


class Source(NamedTuple):
    """What the blocks are made of, by record as gathered: ``values`` has a row a record, the tokens run parallel;
    ``told`` is what each word tells.
    """

    part: Array
    values: Array
    forms: Array
    lengths: Array
    starts: Array
    bones: Array
    tokens: Array
    words: Array
    told: Array


class Blocks(NamedTuple):
    """Block i is ``said[starts[i]:starts[i + 1]]``."""

    starts: Array
    said: Array


def blocks_of(source: Source, meeting: Meeting, order: NDArray[np.int64], threads: int = 1) -> Blocks:
    """The blocks of all records; ``order`` is that of their ids."""
    count = len(order)
    lengths = np.bincount(meeting.members, minlength=count)
    starts = np.zeros(count + 1, dtype=np.int64)
    np.cumsum(HEAD + lengths + (FORM * np.diff(source.forms) + 3 * np.diff(source.starts))[order], out=starts[1:])
    said = np.empty(int(starts[-1]), dtype=np.int32)
    spans = pairwise(np.linspace(0, count, threads + 1, dtype=np.int64).tolist())
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(lambda span: laid(source, order, span, starts, said), spans))
    joined(meeting.ends, meeting.members, starts, said)
    return Blocks(starts, said)


@compiled
def laid(source: Source, order: Array, span: tuple[int, int], starts: Array, said: Array) -> None:
    """Write the blocks of a span of records, but for their groups."""
    for rank in range(span[0], span[1]):
        record, block = order[rank], starts[rank]
        f, t = source.forms[record], source.starts[record]
        forms, tokens = source.forms[record + 1] - f, source.starts[record + 1] - t
        said[block + PART] = source.part[record]
        for which in range(source.values.shape[1]):
            said[block + VALUES + which] = source.values[record, which]
        said[block + GROUPS], said[block + FORMS], said[block + TOKENS] = 0, forms, tokens
        at = starts[rank + 1] - 3 * tokens
        for i in range(tokens):
            said[at + i] = source.bones[t + i]
            said[at + tokens + i] = source.tokens[t + i]
            said[at + 2 * tokens + i] = source.words[t + i]
        bone = at
        for i in range(forms):
            length, form = source.lengths[f + i], at - FORM * (forms - i)
            said[form + LENGTH], said[form + APART] = length, tokens
            said[form + BONES] = distinct(said, bone, length)
            said[form + NEAREST] = nearest(source.told, said, bone + 2 * tokens, length)
            bone += length


@inlined
def distinct(said: Array, first: int, count: int) -> int:
    """How many different numbers there are in a run."""
    found = 0
    for i in range(first, first + count):
        new = 1
        for j in range(first, i):
            if said[j] == said[i]:
                new = 0
        found += new
    return found


@inlined
def nearest(told: Array, said: Array, first: int, count: int) -> int:
    """What the words of a run tell."""
    found = 0
    for i in range(first, first + count):
        if said[i] >= 0:
            found += told[said[i]]
    return found


@compiled
def joined(ends: Array, members: Array, starts: Array, said: Array) -> None:
    """Write into each block the groups that the record is in."""
    for group in range(len(ends) - 1):
        for at in range(ends[group], ends[group + 1]):
            block = starts[members[at]]
            said[block + HEAD + said[block + GROUPS]] = group
            said[block + GROUPS] += 1
