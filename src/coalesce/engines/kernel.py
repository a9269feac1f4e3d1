"""The arithmetic of ``linking.agreement`` and ``linking.marks``, compiled.

Invariant: number for number what the reference gives (a test compares them on thousands of pairs). A pair is compared in
stages, the dear ones last, and left as soon as the best of what is not yet known could not make a link of it.

Compiled by numba when first used, and kept beside the package or in the user's cache.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from coalesce.compiling import inlined
from coalesce.engines.blocks import APART, BONES, FORM, FORMS, GROUPS, HEAD, LENGTH, NEAREST, VALUES
from coalesce.engines.own_script import HAN, HANGUL, own
from coalesce.linking.agreement import MOST_COUNT, MOST_PENALISED
from coalesce.linking.comparisons import NOTHING, REASONS
from coalesce.linking.marks import LEVEL_SHIFT
from coalesce.linking.near import ENOUGH, SHORTEST

Array = NDArray[Any]

ROUNDING = 1e-6
"""More than the order of a sum can change it."""

BEYOND = 1 << 40
"""More than any match is worth."""

MARKED = len(REASONS)


class Names(NamedTuple):
    """What bones, tokens and words tell, in eighths of a bit. Word w is spelt ``letters[spelt[w]:spelt[w + 1]]``, and is
    nearly each of ``others[more[w]:more[w + 1]]``, sorted, for another reason than a letter, or by a jamo; ``lost[less[w]:less[w + 1]]`` are
    those that it is less a letter, or that are it less one. ``own`` marks bones of Han and Hangul words.
    """

    bones: Array
    own: Array
    tokens: Array
    words: Array
    letters: Array
    spelt: Array
    more: Array
    others: Array
    less: Array
    lost: Array


class Marked(NamedTuple):
    """The values of all comparisons by marks: what value v asserts is ``marks[a:b]``, what it accepts ``marks[c:d]``,
    each sorted, where a, b, c, d is row v of ``spans``.
    """

    spans: Array
    marks: Array


class Weights(NamedTuple):
    """The model's numbers: a row of ``table`` for each comparison; ``floor`` is the least weight of a link, ``most`` what
    the best name match weighs.
    """

    prior: float
    floor: float
    most: float
    table: Array
    thresholds: Array
    contradiction: int
    extra: int
    extra_hangul: int
    extra_han: int


class Tables(NamedTuple):
    """All that a comparison reads."""

    names: Names
    marked: Marked
    weights: Weights


@inlined
def by_letter(names: Names, one: int, other: int) -> bool:
    """``linking.near.by_letter`` on two words."""
    a, b = names.spelt[one], names.spelt[other]
    m, n = names.spelt[one + 1] - a, names.spelt[other + 1] - b
    if min(m, n) < SHORTEST or abs(m - n) > 1:
        return False
    text = names.letters
    head = 0
    while head < min(m, n) and text[a + head] == text[b + head]:
        head += 1
    tail = 0
    while tail < min(m, n) - head and text[a + m - 1 - tail] == text[b + n - 1 - tail]:
        tail += 1
    if m != n:
        return bool(head + tail >= min(m, n))
    left, right = True, True  # the one loses its first differing letter and the other its last, or the other way round
    for at in range(head, m - tail - 1):
        left = left and text[a + at + 1] == text[b + at]
        right = right and text[a + at] == text[b + at + 1]
        if not (left or right):
            return False
    return True


@inlined
def stands(starts: Array, others: Array, x: int, y: int) -> bool:
    """Whether y is among the others of x."""
    low, high = starts[x], starts[x + 1]
    while low < high:
        middle = (low + high) // 2
        if others[middle] < y:
            low = middle + 1
        else:
            high = middle
    return bool(low < starts[x + 1] and others[low] == y)


@inlined
def nearly(names: Names, x: int, y: int, shared: int) -> bool:
    """Whether two words of different bones are nearly one, in forms that share so many bones."""
    if by_letter(names, x, y) or stands(names.more, names.others, x, y):
        return True
    return shared >= ENOUGH and stands(names.less, names.lost, x, y)


@inlined
def agreeing(
    names: Names, said: Array, left: tuple[int, int, int], right: tuple[int, int, int]
) -> tuple[int, int, int]:
    """How many distinct bones two forms share, how many tokens, and what all those tell."""
    f, m, t = left
    g, n, u = right
    shared, same, told = 0, 0, 0
    for i in range(f, f + m):
        bone, token = said[i], said[i + t]
        by_bone, by_token = False, False
        for j in range(g, g + n):  # to the end: a loop without a way out is quicker than one seldom left
            by_bone |= said[j] == bone
            by_token |= said[j + u] == token
        if by_token:
            same += 1
            told += names.tokens[token]
        if by_bone:
            for k in range(f, i):
                by_bone &= said[k] != bone
            shared += by_bone
            told += by_bone * names.bones[bone]
    return shared, same, told


@inlined
def agrees(names: Names, said: Array, bone: int, first: int, count: int) -> bool:
    """Whether a bone is one of a form's and of a Han or Hangul word, which then is nearly no other."""
    found = False
    if names.own[bone]:
        for at in range(first, first + count):
            found |= said[at] == bone
    return found


@inlined
def close(
    names: Names, said: Array, left: tuple[int, int, int], right: tuple[int, int, int], shared: int
) -> tuple[int, int]:
    """How many tokens of a form are nearly one of the other's, and what they tell."""
    f, m, mine = left
    g, n, theirs = right
    count, told = 0, 0
    for i in range(f, f + m):
        x = said[i + 2 * mine]
        if x < 0:
            continue
        for j in range(g, g + n):
            y = said[j + 2 * theirs]
            if y < 0 or said[i] == said[j] or not nearly(names, x, y, shared):
                continue
            if not (agrees(names, said, said[i], g, n) or agrees(names, said, said[j], f, m)):  # asked of few
                count += 1
                told += names.words[x]
                break
    return count, told


@inlined
def match_forms(tables: Tables, said: Array, left: tuple[int, int], right: tuple[int, int], least: int, out: Array) -> bool:  # fmt: skip
    """``agreement._match`` of two forms into ``out[1]``; each is told by where its numbers begin and where its bones do.

    False where the least value that counts cannot be reached: which words are nearly others is dear to find out, and
    seldom matters.
    """
    names, rules = tables.names, tables.weights
    (one, f), (other, g) = left, right
    m, n = said[one + LENGTH], said[other + LENGTH]
    here, there = (f, m, said[one + APART]), (g, n, said[other + APART])
    shared, same, told = agreeing(names, said, here, there)
    mine, theirs = said[one + BONES], said[other + BONES]
    over = min(mine, theirs) - shared
    lacks = rules.extra
    if mine != theirs:
        script = min(own(names.own, said, f, m), own(names.own, said, g, n))
        lacks = rules.extra_han if script == HAN else rules.extra_hangul if script == HANGUL else lacks
    more = lacks * min(abs(mine - theirs), MOST_PENALISED)
    near = 0
    if told - more + (min(said[one + NEAREST], said[other + NEAREST]) if over else 0) < least:
        return False
    if over:
        count, close_told = close(names, said, here, there, shared)
        if count:
            back, back_told = close(names, said, there, here, shared)
            near = min(count, back, over)
            told += min(close_told, back_told) if near else 0
    out[1, 0] = told - rules.contradiction * min(over - near, MOST_PENALISED) - more
    out[1, 1] = min(same, MOST_COUNT)
    out[1, 2] = max(min(shared, MOST_COUNT) - out[1, 1], 0)
    out[1, 3] = near
    out[1, 4] = m
    out[1, 5] = n
    return True


NONE, MATCHED, HOPELESS = 0, 1, -1


@inlined
def match_names(tables: Tables, said: Array, pair: tuple[int, int], least: int, out: Array) -> int:
    """The best match of two records' forms into ``out[0]``: MATCHED. NONE where one has no form; HOPELESS where no
    match has the value ``least``. A match that has it is never behind one that was left out.
    """
    one, other = pair
    some = False
    i = one + HEAD + said[one + GROUPS]
    first = other + HEAD + said[other + GROUPS]
    last, end = i + FORM * said[one + FORMS], first + FORM * said[other + FORMS]
    f = last
    while i < last:
        g = end
        for j in range(first, end, FORM):
            if match_forms(tables, said, (i, f), (j, g), least, out):
                better = not some
                for place in range(6 if some else 0):
                    if out[1, place] != out[0, place]:
                        better = out[1, place] > out[0, place]
                        break
                for place in range(6 if better else 0):  # one by one: a slice would compile for seconds
                    out[0, place] = out[1, place]
                some = True
            g += said[j + LENGTH]
        f += said[i + LENGTH]
        i += FORM
    if some:
        return MATCHED
    return HOPELESS if said[one + FORMS] and said[other + FORMS] else NONE


@inlined
def least_value(rules: Weights, others: float) -> int:
    """The least value of a name match with which the rest of the evidence reaches the floor."""
    for at in range(len(rules.thresholds) + 1):
        if rules.prior + others + rules.table[0, at] + ROUNDING >= rules.floor:
            return int(rules.thresholds[at - 1]) if at else -BEYOND
    return BEYOND


@inlined
def level(marked: Marked, x: int, y: int) -> int:
    """``marks.level``: both sides are sorted, the level in front, so the first in common from behind is the highest."""
    if x < 0 or y < 0:
        return NOTHING
    i, first = marked.spans[x, 1] - 1, marked.spans[x, 0]
    j, least = marked.spans[y, 3] - 1, marked.spans[y, 2]
    while i >= first and j >= least:
        a, b = marked.marks[i], marked.marks[j]
        if a == b:
            return int(a >> LEVEL_SHIFT)
        if a > b:
            i -= 1
        else:
            j -= 1
    return 0


@inlined
def by_marks(tables: Tables, said: Array, pair: tuple[int, int], levels: Array) -> bool:
    """The levels of a pair of blocks but for the names', which are dear to compare: False where the best of matches would
    leave the pair below the floor.
    """
    one, other = pair
    rules = tables.weights
    for which in range(MARKED):
        levels[1 + which] = level(tables.marked, said[one + VALUES + which], said[other + VALUES + which])
    return bool(rules.prior + told_by(rules, levels) + rules.most + ROUNDING >= rules.floor)


@inlined
def told_by(rules: Weights, levels: Array) -> float:
    """What the levels of marks weigh together."""
    others = 0.0
    for which in range(MARKED):
        if levels[1 + which] != NOTHING:
            others += rules.table[1 + which, levels[1 + which]]
    return others


@inlined
def weighed(tables: Tables, said: Array, pair: tuple[int, int], levels: Array, out: Array) -> float:
    """The weight of a pair that marks leave possible, its name level and its name match: summed in the order in which the
    reference sums. Of what is no link it may be given as none.
    """
    rules = tables.weights
    found = match_names(tables, said, pair, least_value(rules, told_by(rules, levels)), out)
    if found == HOPELESS:
        return -np.inf
    weight = rules.prior
    levels[0] = NOTHING
    if found == MATCHED:
        levels[0] = 0
        while levels[0] < len(rules.thresholds) and rules.thresholds[levels[0]] <= out[0, 0]:
            levels[0] += 1
        weight += rules.table[0, levels[0]]
    else:
        for place in range(6):
            out[0, place] = -1
    for which in range(MARKED):
        if levels[1 + which] != NOTHING:
            weight += rules.table[1 + which, levels[1 + which]]
    return weight
