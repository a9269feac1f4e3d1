"""Stepwise choosing: the published models and totals."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import poisson

from coalesce.errors import BadUsage
from coalesce.estimation import step_through, stepwise
from coalesce.estimation.choosing import counts_of
from coalesce.estimation.stepwise import surprise
from coalesce.records import CaptureTable
from tests.estimation.published import published
from tests.estimation.test_search import FIVE

PUBLISHED = {
    "UKdat": ("[12,13,24,25,35,36,45]", 11417.99),
    "Ned": ("[12,16,23,25,34,36,45,46]", 111139.4),
    "NewOrl": ("[45,1,2,3,6,7,8]", 1110.488),
    "NewOrl_sparsemse185": ("[45,1,2,3,6,7,8]", 1183.692),
    "UKdat_5": ("[12,13,24,25,35,45]", 11312.99),
    "Ned_5": ("[12,13,15,24,34,35]", 121521.6),
    "NewOrl_5_sparsemse185": ("[1,2,3,4,5]", 1034.151),
    "Western": ("[15,2,3,4]", 2483.384),
}


@pytest.mark.parametrize("name", PUBLISHED)
def test_the_published_model_and_total(name: str, shared_data: Path) -> None:
    table = published(shared_data, name)
    model, total = PUBLISHED[name]
    fitted = stepwise(table)
    assert str(fitted.model) == model
    assert fitted.total is not None
    assert math.isclose(fitted.total, total, rel_tol=1e-6)
    assert math.isclose(step_through(counts_of(table)).unseen, fitted.unseen, rel_tol=1e-9)


def test_a_threshold_of_nothing_adds_nothing() -> None:
    assert str(stepwise(FIVE).model) == "[12,25,3,4]"
    assert stepwise(FIVE, 1e-12).model.interactions == ()


def test_lists_that_never_meet_have_no_total() -> None:
    fitted = stepwise(CaptureTable(("A", "B", "C"), (0, 5, 4, 0, 3, 0, 0, 0)))
    assert fitted.total is None
    assert fitted.code != 0


@pytest.mark.parametrize("lists", [2, 9])
def test_for_three_to_eight_lists(lists: int) -> None:
    with pytest.raises(BadUsage, match="3 to 8"):
        stepwise(CaptureTable(tuple("ABCDEFGHI"[:lists]), (0, *[1] * ((1 << lists) - 1))))


def test_the_side_of_the_surprise() -> None:
    seen, expected = np.array([0.0, 5.0, 9.0, 0.0]), np.array([3.0, 5.0, 2.5, 0.0])
    known = [poisson.cdf(0, 3), poisson.cdf(5, 5), poisson.sf(8, 2.5), 1.0]
    assert np.allclose(surprise(seen, expected), known)
