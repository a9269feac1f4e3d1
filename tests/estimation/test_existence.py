"""Existence and identifiability against a linear programme and a rank of floats, on sparse tables."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from scipy.optimize import linprog

from coalesce.estimation import all_models, fit_model, parse
from coalesce.estimation.choosing import cells_of, counts_of
from coalesce.estimation.existence import GOOD, NO_MAXIMUM, NO_TOTAL, can_grow, check_rows
from coalesce.estimation.models import Model
from coalesce.records import CaptureTable
from tests.estimation.drawn import tables

ARTIFICIAL = CaptureTable(("A", "B", "C"), (0, 40, 30, 6, 20, 0, 0, 0))
"""Table 2 of Chan, Silverman and Vincent (2021)."""


def plain(table: CaptureTable, model: Model) -> int:
    """The textbook's way: rank of the design, and whether some strictly positive table has the same margins."""
    counts, sums = counts_of(table), cells_of(counts_of(table)).sums
    sets = [int(s) for s in model.row()]
    gone = [s for s in sets if sums[s] == 0]
    sets = [s for s in sets if sums[s] > 0]
    cells = [x for x in range(1, len(counts)) if not any(x & s == s for s in gone)]
    design = np.array([[float(x & s == s) for s in sets] for x in cells])
    answer = NO_TOTAL if np.linalg.matrix_rank(design) < len(sets) else GOOD
    # the largest t such that some x >= t in every cell has the margins of the table
    equal = np.hstack([design.T, np.zeros((len(sets), 1))])
    above = np.hstack([-np.eye(len(cells)), np.ones((len(cells), 1))])
    best = linprog(
        [*[0.0] * len(cells), -1.0],
        A_ub=above,
        b_ub=np.zeros(len(cells)),
        A_eq=equal,
        b_eq=design.T @ counts[cells],
        bounds=[(0, None)] * (len(cells) + 1),
    )
    assert best.status == 0, best.message
    return answer | (GOOD if -best.fun > 1e-7 else NO_MAXIMUM)


@pytest.mark.parametrize(("name", "code"), [("[12,13,23]", NO_TOTAL), ("[12,3]", NO_MAXIMUM), ("[13,23]", GOOD)])
def test_the_published_table_without_three_overlaps(name: str, code: int) -> None:
    assert fit_model(ARTIFICIAL, parse(name, 3)).code == code


@settings(max_examples=60)
@given(tables(3, 4, 3))
def test_as_a_linear_programme_and_a_rank_say(table: CaptureTable) -> None:
    assume(all(table.size(which) for which in range(len(table.lists))))
    space = all_models(len(table.lists))
    counts = counts_of(table)
    codes = check_rows(space.rows, counts, cells_of(counts).sums)
    chosen = range(0, len(space), 1 if len(space) < 10 else 7)
    assert [int(codes[at]) for at in chosen] == [plain(table, space.models[at]) for at in chosen]


def test_five_sparse_lists_as_a_linear_programme_says() -> None:
    rng = np.random.default_rng(11)
    space = all_models(5)
    seen = set()
    for _ in range(12):
        counts = np.where(rng.random(32) < 0.25, rng.integers(0, 4, 32), 0)
        counts[[1, 2, 4, 8, 16]] += 1
        counts[0] = 0
        table = CaptureTable(tuple("ABCDE"), tuple(int(count) for count in counts))
        codes = check_rows(space.rows, counts_of(table), cells_of(counts_of(table)).sums)
        for at in rng.integers(0, len(space), 25):
            assert codes[at] == plain(table, space.models[at]), (table, str(space.models[at]))
            seen.add(int(codes[at]))
    assert {GOOD, NO_MAXIMUM, NO_MAXIMUM | NO_TOTAL} <= seen


def test_a_cone_grows_or_is_a_point() -> None:
    assert can_grow(np.array([[1.0, -2.0], [-1.0, 3.0]]), 2, 2)
    assert not can_grow(np.array([[1.0, -2.0], [-1.0, 1.0]]), 2, 2)
    assert can_grow(np.zeros((0, 2)), 0, 2)
