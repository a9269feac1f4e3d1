"""A block says of its record what was gathered of it, whoever laid it."""

from __future__ import annotations

import random

import numpy as np

from coalesce.engines.blocks import FORM, FORMS, GROUPS, HEAD, PART, TOKENS, VALUES, Source, blocks_of
from coalesce.engines.meeting import Meeting

COUNT = 40


def made() -> tuple[Source, list[list[int]]]:
    """Records with forms and tokens of random lengths."""
    rng = random.Random(2)
    forms = [[rng.randint(1, 3) for _ in range(rng.randint(0, 3))] for _ in range(COUNT)]
    total = sum(map(sum, forms))
    bones, tokens, words = (
        np.array([rng.randrange(low, 5) for _ in range(total)], dtype=np.int32) for low in (0, 0, -1)
    )
    return Source(
        np.arange(COUNT, dtype=np.int32) % 3 - 1,
        np.array([[rng.randrange(-1, 9) for _ in range(6)] for _ in range(COUNT)], dtype=np.int32),
        np.cumsum([0, *map(len, forms)]),
        np.array([length for each in forms for length in each], dtype=np.int64),
        np.cumsum([0, *map(sum, forms)]),
        bones,
        tokens,
        words,
        np.array([10, 20, 30, 40, 50], dtype=np.uint8),
    ), forms


def test_blocks_say_what_was_gathered() -> None:
    source, forms = made()
    order = np.array(random.Random(3).sample(range(COUNT), COUNT))
    met = Meeting(np.array([0, 2, 5]), np.array([3, 7, 0, 3, 9], dtype=np.int32))
    blocks = blocks_of(source, met, order, threads=2)
    for rank, record in enumerate(order.tolist()):
        block = blocks.said[blocks.starts[rank] : blocks.starts[rank + 1]].tolist()
        inside = slice(source.starts[record], source.starts[record + 1])
        bones, tokens, words = (part[inside].tolist() for part in (source.bones, source.tokens, source.words))
        groups = {3: [0, 1], 7: [0], 0: [1], 9: [1]}.get(rank, [])
        assert block[PART] == source.part[record]
        assert block[VALUES:GROUPS] == source.values[record].tolist()
        assert (block[GROUPS], block[FORMS], block[TOKENS]) == (len(groups), len(forms[record]), len(tokens))
        told, first = [], 0
        for length in forms[record]:
            form = slice(first, first + length)
            near = sum(10 + 10 * word for word in words[form] if word >= 0)
            told += [length, len(set(bones[form])), near, len(tokens)]
            first += length
        assert len(told) == FORM * len(forms[record])
        assert block[HEAD:] == [*groups, *told, *bones, *tokens, *words]


def test_threads_change_nothing() -> None:
    source, _ = made()
    met = Meeting(np.array([0, 2]), np.array([3, 7], dtype=np.int32))
    one, three = (blocks_of(source, met, np.arange(COUNT), threads).said.tolist() for threads in (1, 3))
    assert one == three
