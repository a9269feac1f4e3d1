"""Penalised fits against a general optimiser, and what the prior promises where there is no maximum of the likelihood."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize
from scipy.special import gammaln, logsumexp

from coalesce.estimation.models import all_models
from coalesce.estimation.penalised import behind, fit_noised, fit_penalised

COUNTS = [0, 120, 90, 25, 70, 14, 9, 4, 60, 11, 0, 2, 8, 1, 3, 0]


def precision(lists: int, pair: float, more: float) -> np.ndarray:
    """Of the prior, by set."""
    sizes = [s.bit_count() for s in range(1 << lists)]
    return np.array([0.0 if size < 2 else (pair if size == 2 else more) ** -2 for size in sizes])


def fits(counts: list[int], pair: float = 1.5, more: float = 1.0, common: float = 0.0) -> np.ndarray:
    """Answers of all models; ``common`` is a precision."""
    lists = len(counts).bit_length() - 1
    space = all_models(lists)
    return fit_penalised(space.rows, space.parents, np.array(counts, float), precision(lists, pair, more), common)


@pytest.mark.parametrize("common", [0.0, 4.0])
@pytest.mark.parametrize("at", [0, 3, 40, 77, 112])
def test_the_maximum_and_laplace_at_it_are_those_of_a_general_optimiser(at: int, common: float) -> None:
    found = fits(COUNTS, common=common)[at]
    sets = [s for s in all_models(4).rows[at] if s >= 0]
    design = np.array([[float(x & s == s) for s in sets] for x in range(1, 16)])
    own = precision(4, 1.5, 1.0)[sets]
    if common:
        design = np.column_stack([design, [x.bit_count() * (x.bit_count() - 1) / 2 for x in range(1, 16)]])
        own = np.append(own, common)
    counts = np.array(COUNTS[1:], float)

    def falling(beta: np.ndarray) -> float:
        return float(np.exp(design @ beta).sum() - counts @ (design @ beta) + 0.5 * own @ beta**2)

    start = np.linalg.lstsq(design, np.log(counts + 0.5), rcond=None)[0]
    best = minimize(falling, start, method="BFGS", options={"gtol": 1e-6}).x
    information = design.T @ (np.exp(design @ best)[:, None] * design) + np.diag(own)
    evidence = -falling(best) - 0.5 * np.linalg.slogdet(information)[1] + 0.5 * np.log(own[own > 0]).sum()
    assert found[0] == pytest.approx(best[0], abs=1e-4)
    assert found[1] == pytest.approx(np.linalg.inv(information)[0, 0], rel=1e-3)
    assert found[2] == pytest.approx(evidence, abs=1e-3)


@given(st.lists(st.integers(0, 40), min_size=7, max_size=7))
def test_every_model_has_a_maximum_where_each_list_shows_somebody(cells: list[int]) -> None:
    cells = [cell + (pattern in (1, 2, 4, 3)) for pattern, cell in enumerate(cells, start=1)]
    found = fits([0, *cells])
    assert np.isfinite(found).all()
    assert (found[:, 1] > 0).all()


def test_a_wide_prior_gives_the_maximum_of_the_likelihood() -> None:
    """Independence of two lists beside a third: worked out by hand for the model of all pairs of three lists."""
    counts = [0, 60, 50, 20, 40, 15, 12, 6]
    found = fits(counts, pair=1e4, more=1e4)
    all_pairs = [at for at, model in enumerate(all_models(3).models) if len(model.interactions) == 3]
    assert math.exp(found[all_pairs[0], 0]) == pytest.approx(60 * 50 * 40 * 6 / (20 * 15 * 12), rel=1e-5)


def test_lists_that_do_not_overlap_pull_their_interaction_down_to_a_finite_place() -> None:
    """The more the prior lets it, the further; and the fewer are thought to be unseen."""
    pair = next(at for at, model in enumerate(all_models(3).models) if model.interactions == (3,))
    tight, loose = (fits([0, 300, 280, 0, 250, 40, 35, 0], pair=sd)[pair, 0] for sd in (0.1, 3.0))
    assert math.isfinite(loose)
    assert loose < tight - 0.3


def likelihood(count: float, means: np.ndarray, noise: float) -> np.ndarray:
    """Of a noised count, by mean, from its definition: every number that may stand behind it."""
    numbers = np.arange(0, 2_000)
    one = numbers * np.log(means)[:, None] - gammaln(numbers + 1) - means[:, None]
    return np.asarray(logsumexp(one - (count - numbers) ** 2 / (2 * noise), axis=1))


@given(st.integers(-40, 600), st.floats(-12, 6.4), st.floats(0.5, 60))
def test_what_stands_behind_a_noised_count_is_its_definition(count: int, log_mean: float, noise: float) -> None:
    mean, variance, height = behind(float(count), math.exp(log_mean), noise)
    numbers = np.arange(0, 2_000)
    one = numbers * log_mean - gammaln(numbers + 1) - (count - numbers) ** 2 / (2 * noise)
    shares = np.exp(one - logsumexp(one))
    assert mean == pytest.approx(shares @ numbers, rel=1e-6, abs=1e-9)
    assert variance == pytest.approx(shares @ (numbers - shares @ numbers) ** 2, rel=1e-5, abs=1e-8)
    assert height == pytest.approx(logsumexp(one) - math.exp(log_mean), rel=1e-9, abs=1e-7)


@pytest.mark.parametrize("common", [0.0, 4.0])
@pytest.mark.parametrize("at", [0, 40, 112])
def test_with_noise_the_maximum_and_laplace_are_those_of_a_general_optimiser(at: int, common: float) -> None:
    counts, noise = np.array(COUNTS, float), 12.5
    counts[[10, 13]] = -2, -3
    space, prior = all_models(4), precision(4, 1.5, 1.0)
    found = fit_noised(space.rows, space.parents, (counts, noise), prior, common)[at]
    sets = [s for s in space.rows[at] if s >= 0]
    design = np.array([[float(x & s == s) for s in sets] for x in range(1, 16)])
    own = prior[sets]
    if common:
        design = np.column_stack([design, [x.bit_count() * (x.bit_count() - 1) / 2 for x in range(1, 16)]])
        own = np.append(own, common)

    def falling(beta: np.ndarray) -> float:
        means = np.exp(design @ beta)
        told = [likelihood(count, means[[x]], noise)[0] for x, count in enumerate(counts[1:])]
        return float(0.5 * own @ beta**2 - sum(told))

    start = np.linalg.lstsq(design, np.log(np.maximum(counts[1:], 1.0)), rcond=None)[0]
    best = minimize(falling, start, method="BFGS", options={"gtol": 1e-5}).x
    behind_each = np.array([behind(*one, noise) for one in zip(counts[1:], np.exp(design @ best), strict=True)])
    information = design.T @ ((np.exp(design @ best) - behind_each[:, 1])[:, None] * design) + np.diag(own)
    inverse = np.linalg.inv(information)
    moved = design.T @ behind_each[:, 1]
    evidence = -falling(best) - 0.5 * np.linalg.slogdet(information)[1] + 0.5 * np.log(own[own > 0]).sum()
    assert found[0] == pytest.approx(best[0], abs=1e-3)
    assert found[1] == pytest.approx(inverse[0, 0], rel=1e-2)
    assert found[2] == pytest.approx(evidence, abs=1e-2)
    assert found[3] == pytest.approx(behind_each[:, 0].sum(), abs=0.1)
    assert found[4] == pytest.approx(behind_each[:, 1].sum() + moved @ inverse @ moved, rel=1e-2)
    assert found[5] == pytest.approx((inverse @ moved)[0], abs=1e-2)
    assert found[7:] == pytest.approx(behind_each[:, 0], abs=0.05)


def test_with_hardly_any_noise_the_fits_are_those_without() -> None:
    space, prior, counts = all_models(4), precision(4, 1.5, 1.0), np.array(COUNTS, float)
    found = fit_noised(space.rows, space.parents, (counts, 0.01), prior, 4.0)
    plain = fit_penalised(space.rows, space.parents, counts, prior, 4.0)
    assert found[:, :2] == pytest.approx(plain[:, :2], abs=1e-3)
    assert np.ptp(found[:, 2] - plain[:, 2]) < 0.01, "what is the same for all models does not matter"
    assert found[:, 3] == pytest.approx(sum(COUNTS), abs=0.01)
