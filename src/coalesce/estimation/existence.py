"""Whether a log-linear model has a maximum of the likelihood, and whether that maximum says how many are unseen.

Promise: exact on small tables, and the same for every order of the lists. Two questions for a model and a table, after
extended maximum likelihood has taken out the sets that nobody shows and the cells that hold them:

*Existence.* The maximum exists exactly where the margins lie in the relative interior of the cone that all possible
tables span (Haberman 1974; Fienberg and Rinaldo 2012, theorem 2). By Farkas that fails exactly where some parameters c
give g = A c that is 0 on every cell with people, nowhere negative on the empty ones, and not 0 throughout.

*Identifiability.* Let K be the sets left in the model. The cells whose pattern is itself in K give equations in
triangular form, so that the rank is short by one at most, and only along c_s = (-1)^|s|. Hence the total is told exactly
where, for some cell x outside K, the sum of (-1)^|s| over the s of K within x is not 0. This is exact in whole numbers.

The same triangle makes g on K (and the parameter of the empty set, free) the variables of the first question, of which
only the empty cells of K are not fixed at 0: mostly few. What cheap screens leave open is decided by a small simplex.

Everything compiled of this question stands in this file alone, as in ``kernel``.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from coalesce.compiling import compiled

Array = NDArray[Any]

GOOD, NO_MAXIMUM, NO_TOTAL = 0, 1, 2
"""What ``check`` answers: fine, no maximum of the likelihood, no one total; 3: neither."""

TINY = 1e-9
"""The numbers of the simplex are small fractions: what is below this is 0."""


@compiled
def within(values: Array, lists: int) -> None:
    """In place: each set's value becomes the sum over its subsets."""
    for which in range(lists):
        bit = 1 << which
        for at in range(len(values)):
            if at & bit:
                values[at] += values[at ^ bit]


@compiled
def sign_of(pattern: int) -> int:
    """-1 for an odd number of lists, else 1."""
    sign = 1
    while pattern:
        sign = -sign
        pattern &= pattern - 1
    return sign


@compiled
def pivot(work: Array, row: int, column: int) -> None:
    """Exchange a basic and a free variable of a simplex dictionary, in place."""
    by = work[row, column]
    for i in range(work.shape[0]):
        if i != row and work[i, column] != 0.0:
            share = work[i, column] / by
            for j in range(work.shape[1]):
                work[i, j] -= share * work[row, j]
            work[i, column] = -share
    for j in range(work.shape[1]):
        work[row, j] /= by
    work[row, column] = 1.0 / by


@compiled
def dictionary(table: Array, rows: int, columns: int) -> tuple[Array, Array, Array]:
    """The simplex dictionary at u = 0, and the numbers of its free and its basic variables."""
    work = np.zeros((rows + 2, columns + 1))
    free, basic = np.empty(columns, np.int64), np.empty(rows + 1, np.int64)
    work[rows, columns] = 1.0
    for j in range(columns):
        work[rows, j], work[rows + 1, j], free[j] = 1.0, -1.0, j
    basic[rows] = columns + rows
    for i in range(rows):
        basic[i] = columns + i
        for j in range(columns):
            work[i, j] = -table[i, j]
    return work, free, basic


@compiled
def can_grow(table: Array, rows: int, columns: int) -> bool:
    """Whether some u >= 0, not 0, has ``table[:rows] @ u >= 0``: the primal simplex with Bland's rule, from u = 0.

    Maximises the sum of u under ``-table u <= 0`` and ``sum u <= 1``: the maximum is 1 or 0.
    """
    work, free, basic = dictionary(table, rows, columns)
    while True:
        enters = -1
        for j in range(columns):
            if work[rows + 1, j] < -TINY and (enters < 0 or free[j] < free[enters]):
                enters = j
        if enters < 0:
            return bool(work[rows + 1, columns] > 0.5)
        leaves, least = -1, 0.0
        for i in range(rows + 1):
            if work[i, enters] > TINY:
                ratio = work[i, columns] / work[i, enters]
                if leaves < 0 or ratio < least - TINY or (ratio < least + TINY and basic[i] < basic[leaves]):
                    leaves, least = i, ratio
        if leaves < 0:
            return True
        pivot(work, leaves, enters)
        free[enters], basic[leaves] = basic[leaves], free[enters]


@compiled
def settle(table: Array, equal: Array, rows: int, columns: int) -> int:
    """Strike columns that must be 0 because all that is left of a row pulls one way. Gives how many columns are left.

    A row marked in ``equal`` must be 0, another 0 or more. What is left is moved to the front.
    """
    changed = True
    while changed and columns:
        changed = False
        for i in range(rows):
            up, down = False, False
            for j in range(columns):
                up = up or table[i, j] > 0.0
                down = down or table[i, j] < 0.0
            if (down and not up) or (up and not down and equal[i]):
                kept = 0
                for j in range(columns):
                    if table[i, j] == 0.0:
                        for other in range(rows):
                            table[other, kept] = table[other, j]
                        kept += 1
                columns, changed = kept, True
    return columns


@compiled
def recedes(table: Array, equal: Array, rows: int, columns: int) -> bool:
    """Whether some u >= 0, not 0, has 0 in the rows marked ``equal`` and 0 or more in the others. Spoils ``table``."""
    columns = settle(table, equal, rows, columns)
    if columns == 0:
        return False
    for j in range(columns):
        free = True
        for i in range(rows):
            free = free and (table[i, j] == 0.0 if equal[i] else table[i, j] >= 0.0)
        if free:
            return True
    both = np.empty((2 * rows, columns))
    count = 0
    for i in range(rows):
        for j in range(columns):
            both[count, j] = table[i, j]
        count += 1
        if equal[i]:
            for j in range(columns):
                both[count, j] = -table[i, j]
            count += 1
    return bool(can_grow(both, count, columns))


@compiled
def fill(member: Array, counts: Array, gone: Array, lists: int) -> tuple[Array, Array, int, int]:
    """The rows (cells outside K that are not ``gone``) and columns (the empty set, the empty cells of K)."""
    size = len(counts)
    columns = 1
    for s in range(1, size):
        if member[s] and counts[s] == 0.0:
            columns += 1
    table, equal = np.zeros((size, columns)), np.zeros(size, np.bool_)
    values = np.empty(size, np.int64)
    column, rows = 0, 0
    for s in range(size):
        if not member[s] or (s and counts[s] > 0.0):
            continue
        for u in range(size):
            values[u] = sign_of(u ^ s) if member[u] and u & s == s else 0
        within(values, lists)
        rows = 0
        for x in range(1, size):
            if gone[x] == 0 and not member[x]:
                table[rows, column] = values[x]
                equal[rows] = counts[x] > 0.0
                rows += 1
        column += 1
    return table, equal, rows, columns


@compiled
def check(row: Array, counts: Array, sums: Array, lists: int) -> int:
    """GOOD, NO_MAXIMUM, NO_TOTAL or both for the model of the sets in ``row`` (ended by -1)."""
    size = len(counts)
    member, gone = np.zeros(size, np.bool_), np.zeros(size, np.int64)
    for at in range(len(row)):
        if row[at] < 0:
            break
        if sums[row[at]] > 0.0:
            member[row[at]] = True
        else:
            gone[row[at]] = 1
    within(gone, lists)
    table, equal, rows, columns = fill(member, counts, gone, lists)
    told = False
    for i in range(rows):
        told = told or table[i, 0] != 0.0
    answer = GOOD if told else NO_TOTAL
    if told:  # otherwise the parameter of the empty set moves nothing that can be seen, and is left out
        if recedes(table.copy(), equal, rows, columns):
            return answer | NO_MAXIMUM
        for i in range(rows):
            table[i, 0] = -table[i, 0]
        return answer | (NO_MAXIMUM if recedes(table, equal, rows, columns) else GOOD)
    for i in range(rows):
        for j in range(1, columns):
            table[i, j - 1] = table[i, j]
    return answer | (NO_MAXIMUM if recedes(table, equal, rows, columns - 1) else GOOD)


@compiled
def check_rows(rows: Array, counts: Array, sums: Array) -> Array:
    """``check`` of each model of ``rows`` on one table."""
    lists = 0
    while 1 << lists < len(counts):
        lists += 1
    answers = np.empty(len(rows), np.int8)
    for at in range(len(rows)):
        answers[at] = check(rows[at], counts, sums, lists)
    return answers
