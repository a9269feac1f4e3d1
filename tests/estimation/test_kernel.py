"""Fits against a plain solver, and what makes a maximum a maximum."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.optimize import minimize

from coalesce.estimation import all_models, fit_all, fit_model, parse
from coalesce.estimation.choosing import cells_of, counts_of, room_for
from coalesce.estimation.kernel import fit, solve, subset_sums, superset_sums
from coalesce.records import CaptureTable
from tests.estimation.drawn import tables

FOUR = CaptureTable(
    ("A", "B", "C", "D"), (0, 217, 69, 18, 974, 10, 29, 1, 395, 37, 26, 13, 94, 9, 6, 1)
)  # invented, every cell above zero


def test_sums_over_subsets_and_supersets() -> None:
    values = np.arange(8.0)
    below, above = values.copy(), values.copy()
    subset_sums(below, 3)
    superset_sums(above, 3)
    for pattern in range(8):
        assert below[pattern] == sum(s for s in range(8) if s & pattern == s)
        assert above[pattern] == sum(s for s in range(8) if s & pattern == pattern)


def test_a_system_is_solved_or_said_not_to_be_positive() -> None:
    rng = np.random.default_rng(5)
    root = rng.normal(size=(7, 7))
    matrix = root @ root.T
    right = rng.normal(size=7)
    found = right.copy()
    assert solve(matrix.copy(), found, 7)
    assert np.allclose(matrix @ found, right)
    assert not solve(np.ones((2, 2)), np.ones(2), 2)


@pytest.mark.parametrize("name", ["[1,2,3,4]", "[12,34]", "[123,34]", "[12,13,14,23,24,34]", "[123,124,134,234]"])
def test_the_maximum_is_that_of_a_plain_optimiser(name: str) -> None:
    fitted = fit_model(FOUR, parse(name, 4))
    sets = [0, 1, 2, 4, 8, *fitted.model.interactions]
    design = np.array([[float(x & s == s) for s in sets] for x in range(1, 16)])
    counts = np.array(FOUR.counts[1:], float)

    def loss(beta: np.ndarray) -> tuple[float, np.ndarray]:
        means = np.exp(design @ beta)
        return float(means.sum() - counts @ design @ beta), design.T @ (means - counts)

    start = np.linalg.lstsq(design, np.log(counts + 0.5), rcond=None)[0]
    best = minimize(loss, start, jac=True, method="BFGS", options={"gtol": 1e-7, "maxiter": 2000})
    assert fitted.total is not None
    assert math.isclose(fitted.total, FOUR.n_observed + math.exp(best.x[0]), rel_tol=1e-6)
    assert np.allclose(fitted.means[1:], np.exp(design @ best.x), rtol=1e-4)


@given(tables())
def test_margins_of_the_fit_are_those_of_the_table(table: CaptureTable) -> None:
    assume(table.n_observed)
    fits = fit_all(table)
    cells = cells_of(counts_of(table))
    for at in np.flatnonzero(fits.usable):
        means = fits.betas[at].copy()
        subset_sums(means, cells.lists)
        means = np.exp(means)
        means[0] = 0.0
        superset_sums(means, cells.lists)
        sets = [s for s in fits.space.rows[at] if s >= 0]
        assert np.allclose(means[sets], cells.sums[sets], atol=1e-4), fits.space.models[at]


@given(tables(), st.randoms(use_true_random=False))
def test_a_model_holds_no_less_likelihood_than_its_part(table: CaptureTable, random: object) -> None:
    assume(table.n_observed)
    fits = fit_all(table)
    price = math.log(table.n_observed)
    lack = fits.bics - fits.space.parameters * price
    for at in np.flatnonzero(fits.usable):
        for above in fits.space.larger[at]:
            if above >= 0 and fits.usable[above]:
                assert lack[above] <= lack[at] + 1e-6


def test_counts_of_thousands_of_millions_do_not_overflow() -> None:
    table = CaptureTable(("A", "B", "C"), (0, *[10**9] * 6, 10**9))
    fits = fit_all(table)
    assert fits.usable.all()
    assert math.isclose(fits.totals[-1], 8e9, rel_tol=1e-9)
    assert np.isfinite(fits.bics).all()


def test_a_start_far_away_is_given_up_for_a_fresh_one() -> None:
    cells = cells_of(counts_of(FOUR))
    row = parse("[12,34]", 4).row()
    far = np.full(16, 40.0)
    alone = np.zeros(16)
    room = room_for(16, len(row))
    assert fit(row, cells, far, room, (True, 1e-12)) == pytest.approx(fit(row, cells, alone, room, (False, 1e-12)))


def test_a_set_that_nobody_shows_leaves_the_table() -> None:
    table = CaptureTable(("A", "B", "C"), (0, 40, 30, 0, 20, 5, 4, 0))
    fitted = fit_model(table, parse("[12,13,23]", 3))
    assert fitted.code != 0
    fitted = fit_model(table, parse("[12,13]", 3))
    assert fitted.means[3] == fitted.means[7] == 0
    assert fitted.model.parameters == 6


def test_the_space_is_shared() -> None:
    assert all_models(4) is all_models(4)
