"""The best way to lay one name's words against another's.

Invariant: the order of the words and which name is called left do not matter to the sum of gains; every word of the name
that has fewer is laid against one of the other's.

Source: Kuhn (1955), The Hungarian method for the assignment problem; solved by scipy where it is not plain.
"""

from __future__ import annotations

from collections.abc import Sequence

Matrix = Sequence[Sequence[float]]


def assign(gains: Matrix) -> list[int]:
    """For each row its column, no column twice, with the greatest sum. Rows may not outnumber columns."""
    best = [max(range(len(row)), key=row.__getitem__) for row in gains]
    if len(set(best)) == len(best):
        return best
    from scipy.optimize import linear_sum_assignment  # a third of a second to import, and seldom needed

    return [int(column) for column in linear_sum_assignment(gains, maximize=True)[1]]
