"""Each candidate is met once, in whatever pieces the groups are taken."""

from __future__ import annotations

import random
from itertools import combinations

import numpy as np

from coalesce.engines.blocks import FORM, HEAD, Blocks, Source, blocks_of
from coalesce.engines.meeting import Meeting
from coalesce.engines.pairing import decides, two_scripts

COUNT = 30


def world() -> tuple[Meeting, Blocks, list[list[int]]]:
    """Records of two words each, the words in two scripts, in random groups."""
    rng = random.Random(8)
    groups = [sorted(rng.sample(range(COUNT), rng.randint(2, 6))) for _ in range(40)]
    ends = np.cumsum([0, *map(len, groups)])
    met = Meeting(ends, np.array([member for group in groups for member in group], dtype=np.int32))
    words = np.array([rng.randrange(-1, 20) for _ in range(2 * COUNT)], dtype=np.int32)
    one = np.ones(COUNT, dtype=np.int32)
    starts = np.arange(COUNT + 1)
    values = np.full((COUNT, 6), -1, dtype=np.int32)
    source = Source(-one, values, starts, 2 * one, 2 * starts, words % 7, words, words, np.ones(20, dtype=np.uint8))
    return met, blocks_of(source, met, np.arange(COUNT)), groups


def test_of_several_groups_the_first_one_decides() -> None:
    _, blocks, groups = world()
    deciding: dict[tuple[int, int], list[int]] = {}
    for number, group in enumerate(groups):
        for pair in combinations(group, 2):
            one, other = blocks.starts[list(pair)].tolist()
            decided = decides(blocks.said, one, other, number)
            deciding.setdefault(pair, []).extend([number] * decided)
    both = {
        pair: [number for number, group in enumerate(groups) if set(pair) <= set(group)]
        for pair in combinations(range(COUNT), 2)
    }
    assert deciding == {pair: numbers[:1] for pair, numbers in both.items() if numbers}
    assert max(map(len, both.values())) > 1


def test_words_in_two_scripts_are_asked_whatever_the_room() -> None:
    met, blocks, groups = world()
    scripts = np.arange(20, dtype=np.int16) % 2
    expected = set()
    for one, other in (pair for group in groups for pair in combinations(group, 2)):
        mine, theirs = (blocks.said[blocks.starts[at] :][: HEAD + 40].tolist() for at in (one, other))
        for x in mine[HEAD + mine[7] + FORM * mine[8] + 4 :][:2]:
            for y in theirs[HEAD + theirs[7] + FORM * theirs[8] + 4 :][:2]:
                if min(x, y) >= 0 and (x - y) % 2 and x % 7 != y % 7:
                    expected.add(min(x, y) << 32 | max(x, y))
    for size in (4, 7, 10_000):
        room, at, found = np.empty(size, dtype=np.int64), (0, 0, 0), set()
        while at[0] < len(groups):
            at, count = two_scripts(at, met, blocks, scripts, room)
            found |= set(room[:count].tolist())
        assert found == expected
