"""The arithmetic of ``linking.agreement`` and ``linking.marks``, compiled: candidates met and compared in one go.

Invariant: number for number what the reference gives (a test compares them on thousands of pairs). Nothing is held of
a pair that is not a link, so that memory does not grow with the candidates.

Compiled by numba when first used, and kept beside the package or in the user's cache.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from coalesce.compiling import compiled
from coalesce.linking.agreement import MOST_COUNT, MOST_PENALISED
from coalesce.linking.comparisons import NOTHING
from coalesce.linking.marks import LEVEL_SHIFT
from coalesce.linking.model import MOST_EIGHTHS
from coalesce.linking.near import SHORTEST

Array = NDArray[Any]

ROUNDING = 1e-6
"""More than the order of a sum can change it."""

BEYOND = 1 << 40
"""More than any match is worth."""


class Meeting(NamedTuple):
    """Who meets whom. A record's keys are ``groups[starts[i]:starts[i + 1]]`` (-1: nobody else's); the records of
    group g are ``members[ends[g]:ends[g + 1]]``, by id. ``rank`` is a record's place by id.
    """

    starts: Array
    groups: Array
    ends: Array
    members: Array
    part: Array
    rank: Array


class Names(NamedTuple):
    """The forms of record i have the lengths ``lengths[forms[i]:forms[i + 1]]``; its tokens begin at ``tokens[i]``.

    ``near`` is a token's word or -1; a word's letters are ``letters[spelt[w]:spelt[w + 1]]``, and it is nearly each of
    ``others[more[w]:more[w + 1]]``, sorted, for another reason than a letter.
    """

    forms: Array
    lengths: Array
    tokens: Array
    token: Array
    bone: Array
    near: Array
    told: Array
    letters: Array
    spelt: Array
    more: Array
    others: Array


class Marked(NamedTuple):
    """A comparison by marks: ``of`` is a record's value or -1; what it asserts and accepts, sorted."""

    of: Array
    asserted: Array
    asserts: Array
    accepted: Array
    accepts: Array


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


class Found(NamedTuple):
    """Room for links."""

    pairs: Array
    levels: Array
    matches: Array


@compiled
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


@compiled
def nearly(names: Names, one: int, other: int) -> bool:
    """Whether two tokens of different bones, by their places, are nearly one."""
    x, y = names.near[one], names.near[other]
    if x < 0 or y < 0 or names.bone[one] == names.bone[other]:
        return False
    if by_letter(names, x, y):
        return True
    low, high = names.more[x], names.more[x + 1]
    while low < high:
        middle = (low + high) // 2
        if names.others[middle] < y:
            low = middle + 1
        else:
            high = middle
    return bool(low < names.more[x + 1] and names.others[low] == y)


@compiled
def bones(names: Names, f: int, m: int, g: int, n: int) -> tuple[int, int, int]:
    """How many distinct bones a form has, how many of them another has too, and what those tell."""
    distinct, shared, told = 0, 0, 0
    for i in range(f, f + m):
        again = False
        for j in range(f, i):
            again = again or names.bone[j] == names.bone[i]
        if again:
            continue
        distinct += 1
        for j in range(g, g + n):
            if names.bone[j] == names.bone[i]:
                shared += 1
                told += names.bone[i] & MOST_EIGHTHS
                break
    return distinct, shared, told


@compiled
def close(names: Names, f: int, m: int, g: int, n: int) -> tuple[int, int]:
    """How many tokens of a form are nearly one of the other's, and what they tell."""
    count, told = 0, 0
    for i in range(f, f + m):
        for j in range(g, g + n):
            if nearly(names, i, j):
                count += 1
                told += names.told[i]
                break
    return count, told


@compiled
def nearest(names: Names, f: int, m: int) -> int:
    """What the tokens of a form tell at most by being nearly others."""
    told = 0
    for i in range(f, f + m):
        if names.near[i] >= 0:
            told += names.told[i]
    return told


@compiled
def match_forms(names: Names, rules: Weights, left: tuple[int, int], right: tuple[int, int, int], out: Array) -> bool:
    """``agreement._match`` of two forms, each as (first token, how many), the second with the least value that counts.

    False where that cannot be reached: which words are nearly others is dear to find out, and seldom matters.
    """
    f, m = left
    g, n, least = right
    mine, shared, told = bones(names, f, m, g, n)
    theirs = bones(names, g, n, f, m)[0]
    same = 0
    for i in range(f, f + m):
        for j in range(g, g + n):
            if names.token[i] == names.token[j]:
                same += 1
                told += names.token[i] & MOST_EIGHTHS
                break
    over = min(mine, theirs) - shared
    more = rules.extra * min(abs(mine - theirs), MOST_PENALISED)
    near = 0
    if told - more + (min(nearest(names, f, m), nearest(names, g, n)) if over else 0) < least:
        return False
    if over:
        count, close_told = close(names, f, m, g, n)
        if count:
            back, back_told = close(names, g, n, f, m)
            near = min(count, back, over)
            told += min(close_told, back_told) if near else 0
    out[0] = told - rules.contradiction * min(over - near, MOST_PENALISED)
    out[0] -= more
    out[1] = min(same, MOST_COUNT)
    out[2] = max(min(shared, MOST_COUNT) - out[1], 0)
    out[3] = near
    out[4] = m
    out[5] = n
    return True


NONE, MATCHED, HOPELESS = 0, 1, -1


@compiled
def match_names(names: Names, rules: Weights, pair: tuple[int, int], least: int, best: Array) -> int:
    """The best match of two records' forms into ``best``: MATCHED. NONE where one has no form; HOPELESS where no
    match has the value ``least``. A match that has it is never behind one that was left out.
    """
    one, other = pair
    out = np.empty(6, np.int32)
    some, forms = False, False
    f = names.tokens[one]
    for i in range(names.forms[one], names.forms[one + 1]):
        m = names.lengths[i]
        g = names.tokens[other]
        for j in range(names.forms[other], names.forms[other + 1]):
            n = names.lengths[j]
            forms = True
            if not match_forms(names, rules, (f, m), (g, n, least), out):
                g += n
                continue
            better = not some
            for place in range(6 if some else 0):
                if out[place] != best[place]:
                    better = out[place] > best[place]
                    break
            if better:
                best[:] = out
            some = True
            g += n
        f += m
    if some:
        return MATCHED
    return HOPELESS if forms else NONE


@compiled
def least_value(rules: Weights, others: float) -> int:
    """The least value of a name match with which the rest of the evidence reaches the floor."""
    for at in range(len(rules.thresholds) + 1):
        if rules.prior + others + rules.table[0, at] + ROUNDING >= rules.floor:
            return int(rules.thresholds[at - 1]) if at else -BEYOND
    return BEYOND


@compiled
def level(marked: Marked, one: int, other: int) -> int:
    """``marks.level``: both sides are sorted, the level in front, so the first in common from behind is the highest."""
    x, y = marked.of[one], marked.of[other]
    if x < 0 or y < 0:
        return NOTHING
    i, first = marked.asserted[x + 1] - 1, marked.asserted[x]
    j, least = marked.accepted[y + 1] - 1, marked.accepted[y]
    while i >= first and j >= least:
        a, b = marked.asserts[i], marked.accepts[j]
        if a == b:
            return int(a >> LEVEL_SHIFT)
        if a > b:
            i -= 1
        else:
            j -= 1
    return 0


@compiled
def link_range(
    span: tuple[int, int], meeting: Meeting, names: Names, marks: tuple[Marked, ...], rules: Weights, work: Any
) -> tuple[int, int, int]:
    """Compare the records of ``span`` with all that come after them by id. ``work`` is (met, room for links).

    Gives the record at which room ran out (or the end), how many links there are, how many pairs were compared.
    """
    met, found = work
    room = len(found.pairs)
    count, compared = 0, 0
    levels = np.empty(1 + len(marks), np.int8)
    best = np.empty(6, np.int32)
    for one in range(span[0], span[1]):
        before, seen = count, compared
        for k in range(meeting.starts[one], meeting.starts[one + 1]):
            group = meeting.groups[k]
            if group < 0:
                continue
            for at in range(meeting.ends[group + 1] - 1, meeting.ends[group] - 1, -1):
                other = meeting.members[at]
                if other == one:
                    break  # those in front of it have met it themselves
                if met[other] == one:
                    continue
                met[other] = one
                if meeting.part[one] >= 0 and meeting.part[one] == meeting.part[other]:
                    continue
                compared += 1
                if compare(names, marks, rules, (one, other), levels, best) < rules.floor:
                    continue
                if count == room:
                    met[:] = -1
                    return one, before, seen
                found.pairs[count, 0], found.pairs[count, 1] = meeting.rank[one], meeting.rank[other]
                found.levels[count], found.matches[count] = levels, best
                count += 1
    return span[1], count, compared


@compiled
def compare(names: Names, marks: tuple[Marked, ...], rules: Weights, pair: tuple[int, int], levels: Array, best: Array) -> float:  # fmt: skip
    """The weight of a pair, its levels and its name match: summed in the order in which the reference sums.

    Names are dear to compare: not where the best of matches would leave the pair below the floor. It is then no link,
    and what is given for its weight is that it has none.
    """
    one, other = pair
    others = 0.0
    for which in range(len(marks)):
        levels[1 + which] = level(marks[which], one, other)
        if levels[1 + which] != NOTHING:
            others += rules.table[1 + which, levels[1 + which]]
    if rules.prior + others + rules.most + ROUNDING < rules.floor:
        return -np.inf
    found = match_names(names, rules, pair, least_value(rules, others), best)
    if found == HOPELESS:
        return -np.inf
    weight = rules.prior
    if found == MATCHED:
        levels[0] = np.searchsorted(rules.thresholds, best[0], side="right")
        weight += rules.table[0, levels[0]]
    else:
        levels[0] = NOTHING
        best[:] = -1
    for which in range(len(marks)):
        if levels[1 + which] != NOTHING:
            weight += rules.table[1 + which, levels[1 + which]]
    return weight


@compiled
def two_scripts(start: tuple[int, int, int], meeting: Meeting, names: Names, scripts: Array, room: Array) -> Any:
    """Words of different bones, in two scripts, that candidates bring together: as ``word << 32 | word``, repeated.

    Goes on from ``start`` (record, place of its group, place in the group) until the room is full. Gives where it
    stopped and how many there are; a record beyond the last is the end.
    """
    one, k, at = start
    count = 0
    while one < len(meeting.rank):
        k = max(k, meeting.starts[one])
        while k < meeting.starts[one + 1]:
            group = meeting.groups[k]
            if group >= 0:
                at = max(at, meeting.ends[group])
                while at < meeting.ends[group + 1]:
                    other = meeting.members[at]
                    if meeting.rank[other] > meeting.rank[one]:
                        most = (names.tokens[one + 1] - names.tokens[one]) * (
                            names.tokens[other + 1] - names.tokens[other]
                        )
                        if count + most > len(room):
                            return (one, k, at), count
                        count = asked(names, scripts, (one, other), room, count)
                    at += 1
            at = 0
            k += 1
        one += 1
    return (one, k, at), count


@compiled
def asked(names: Names, scripts: Array, pair: tuple[int, int], room: Array, count: int) -> int:
    """Write the words in two scripts of one candidate behind the first ``count``; how many there are then."""
    one, other = pair
    for i in range(names.tokens[one], names.tokens[one + 1]):
        x = np.int64(names.near[i])
        for j in range(names.tokens[other], names.tokens[other + 1]):
            y = np.int64(names.near[j])
            if x < 0 or y < 0 or scripts[x] == scripts[y] or names.bone[i] == names.bone[j]:
                continue
            room[count] = min(x, y) << 32 | max(x, y)
            count += 1
    return count
