"""Candidates met, compared and forgotten, group by group.

Invariant: of several groups that two records have in common the first one decides, so that each pair is compared once;
nothing is held of a pair that is not a link, so that memory does not grow with the candidates. The blocks of a group
stay at hand while its members meet.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from coalesce.compiling import compiled, inlined
from coalesce.engines.blocks import FORM, FORMS, GROUPS, HEAD, PART, TOKENS, Blocks
from coalesce.engines.kernel import MARKED, Tables, by_marks, weighed
from coalesce.engines.meeting import Meeting

Array = NDArray[Any]


class Found(NamedTuple):
    """Room for links."""

    pairs: Array
    levels: Array
    matches: Array


@inlined
def decides(said: Array, one: int, other: int, group: int) -> bool:
    """Whether this group, in which both blocks are, is the first that they have in common."""
    i, j = one + HEAD, other + HEAD
    x, y = said[i], said[j]
    while x != y:
        i += x < y
        j += x > y
        x, y = said[i], said[j]
    return bool(x == group)


@compiled
def link_groups(
    span: tuple[int, int, int], meeting: Meeting, blocks: Blocks, tables: Tables, found: Found
) -> tuple[int, int, int, int]:
    """Compare the members of the groups ``span[0]`` to ``span[2]``, of the first one only from member ``span[1]`` on.

    Gives the group and the member at which room ran out (or the end), how many links there are, how many pairs were
    compared. A group must have no more members than there is room.
    """
    room = len(found.pairs)
    count, compared = 0, 0
    out = np.empty((2, 6), np.int32)
    for group in range(span[0], span[2]):
        end = meeting.ends[group + 1]
        for at in range(max(meeting.ends[group], span[1]), end):
            if count + end - at > room:
                return group, at, count, compared
            likely, met = met_by((group, at, end), count, meeting, blocks, tables, found)
            compared += met
            # Names by themselves: two small loops are quicker than a large one.
            count = linked((blocks.starts[meeting.members[at]], count, likely), blocks, tables, found, out)
    return span[2], 0, count, compared


@inlined
def met_by(
    place: tuple[int, int, int], count: int, meeting: Meeting, blocks: Blocks, tables: Tables, found: Found
) -> tuple[int, int]:
    """Note behind the first ``count`` whom of its group a member may be linked to, as far as marks tell.

    Gives how many there are then, and how many pairs were compared.
    """
    group, at, end = place
    said = blocks.said
    left = meeting.members[at]
    one = blocks.starts[left]
    compared = 0
    for beside in range(at + 1, end):
        right = meeting.members[beside]
        other = blocks.starts[right]
        if said[one + PART] >= 0 and said[one + PART] == said[other + PART]:
            continue
        if not decides(said, one, other, group):
            continue
        compared += 1
        if by_marks(tables, said, (one, other), found.levels[count]):
            found.pairs[count, 0], found.pairs[count, 1] = left, right
            count += 1
    return count, compared


@inlined
def linked(noted: tuple[int, int, int], blocks: Blocks, tables: Tables, found: Found, out: Array) -> int:
    """Of those noted of one block (from one place to before another), leave the links. Gives how many there are then."""
    one, count, end = noted
    for place in range(count, end):
        pair = one, blocks.starts[found.pairs[place, 1]]
        if weighed(tables, blocks.said, pair, found.levels[place], out) < tables.weights.floor:
            continue
        found.pairs[count, 0], found.pairs[count, 1] = found.pairs[place, 0], found.pairs[place, 1]
        for which in range(1 + MARKED):  # one by one: a slice would compile for seconds
            found.levels[count, which] = found.levels[place, which]
        for which in range(6):
            found.matches[count, which] = out[0, which]
        count += 1
    return count


@compiled
def two_scripts(start: tuple[int, int, int], meeting: Meeting, blocks: Blocks, scripts: Array, room: Array) -> Any:
    """Words of different bones, in two scripts, that candidates bring together: as ``word << 32 | word``, repeated.

    Goes on from ``start`` (group, member, the member beside it) until the room is full. Gives where it stopped and how
    many there are; a group beyond the last is the end.
    """
    said = blocks.said
    group, at, beside = start
    count = 0
    while group < len(meeting.ends) - 1:
        end = meeting.ends[group + 1]
        at = max(at, meeting.ends[group])
        while at < end:
            one = blocks.starts[meeting.members[at]]
            beside = max(beside, at + 1)
            while beside < end:
                other = blocks.starts[meeting.members[beside]]
                if count + said[one + TOKENS] * said[other + TOKENS] > len(room):
                    return (group, at, beside), count
                count = asked(said, (one, other), scripts, room, count)
                beside += 1
            beside = 0
            at += 1
        group += 1
    return (group, at, beside), count


@inlined
def asked(said: Array, pair: tuple[int, int], scripts: Array, room: Array, count: int) -> int:
    """Write the words in two scripts of one candidate behind the first ``count``; how many there are then."""
    one, other = pair
    m, n = said[one + TOKENS], said[other + TOKENS]
    f = one + HEAD + said[one + GROUPS] + FORM * said[one + FORMS]
    g = other + HEAD + said[other + GROUPS] + FORM * said[other + FORMS]
    for i in range(f, f + m):
        x = np.int64(said[i + 2 * m])
        for j in range(g, g + n):
            y = np.int64(said[j + 2 * n])
            if x < 0 or y < 0 or scripts[x] == scripts[y] or said[i] == said[j]:
                continue
            room[count] = min(x, y) << 32 | max(x, y)
            count += 1
    return count
