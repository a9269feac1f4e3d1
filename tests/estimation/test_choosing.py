"""The published figures of R's packages, to the digits printed, and the order of lists that does not matter."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from coalesce.estimation import fit_all, fit_model, parse
from coalesce.estimation.choosing import deviance_of
from coalesce.records import CaptureTable
from tests.estimation.drawn import reordered, tables
from tests.estimation.published import published

ENUMERATED = ("UKdat_5", "Ned_5", "NewOrl_5", "Western")


def figures(data: Path, name: str) -> list[dict[str, object]]:
    """What R gave for a table."""
    known = json.loads((data / "estimation" / "published_estimates.json").read_text(encoding="utf-8"))
    return list(known["datasets"][name].get("R_measured", []))


@pytest.mark.parametrize("name", ENUMERATED)
def test_total_bic_model_and_usable_models_are_those_of_r(name: str, shared_data: Path) -> None:
    (expected,) = [row for row in figures(shared_data, name) if row.get("method") == "bic enumerate"]
    fits = fit_all(published(shared_data, name))
    best = fits.fit_of(fits.ranked()[0])
    assert best.total is not None
    assert math.isclose(best.total, float(str(expected["N"])), rel_tol=5e-7)
    assert math.isclose(best.bic, float(str(expected["BIC"])), abs_tol=5e-5)
    assert best.generators == expected.get("model", "[1,2,3,4,5]")
    assert fits.usable.sum() == expected["usable_models"]


def test_four_lists_as_rcapture_gives_them(shared_data: Path) -> None:
    table = published(shared_data, "rcapture_HIV")
    for row in figures(shared_data, "rcapture_HIV"):
        fitted = fit_model(table, parse(str(row["model"]), 4))
        assert fitted.total is not None
        assert round(fitted.total, 2) == row["N"]
        assert round(fitted.bic, 4) == row["BIC"]


def test_four_models_of_the_uk_lists_are_about_as_good_and_far_apart(shared_data: Path) -> None:
    fits = fit_all(published(shared_data, "UKdat_5"))
    totals = [round(fits.totals[at]) for at in fits.ranked(within=2)]
    assert totals == [25311, 28822, 22991, 12262]


@given(tables(), st.data())
def test_the_order_of_lists_does_not_matter(table: CaptureTable, data: st.DataObject) -> None:
    assume(table.n_observed)
    order = data.draw(st.permutations(range(len(table.lists))))
    fits, other = fit_all(table), fit_all(reordered(table, order))
    assert fits.usable.sum() == other.usable.sum()
    assert np.allclose(sorted(fits.bics[fits.usable]), sorted(other.bics[other.usable]), atol=1e-6)
    assert np.allclose(sorted(fits.unseen[fits.usable]), sorted(other.unseen[other.usable]), rtol=1e-5, atol=1e-6)


@given(tables(3, 3))
def test_one_model_alone_is_fitted_as_among_all(table: CaptureTable) -> None:
    assume(table.n_observed)
    fits = fit_all(table)
    for at, model in enumerate(fits.space.models):
        alone = fit_model(table, model)
        assert alone.code == fits.codes[at]
        assert (alone.total is None) == (fits.fit_of(at).total is None)
        if alone.total is not None:
            assert math.isclose(alone.total, fits.totals[at], rel_tol=1e-6)
            assert math.isclose(alone.told().bic, fits.bics[at], rel_tol=1e-8)


def test_bic_is_the_deviance_and_what_is_paid_for_it() -> None:
    table = CaptureTable(("A", "B", "C"), (0, 50, 40, 12, 30, 9, 8, 3))
    fits = fit_all(table)
    base = [-2 * (n * math.log(n) - n - math.lgamma(n + 1)) for n in table.counts[1:]]
    for at in fits.ranked():
        paid = fits.space.parameters[at] * math.log(table.n_observed)
        assert math.isclose(fits.bics[at], deviance_of(fits, at) + sum(base) + paid, rel_tol=1e-10)
    full = fit_model(table, parse("[12,13,23]", 3))
    assert math.isclose(full.unseen, 50 * 40 * 30 * 3 / (12 * 9 * 8), rel_tol=1e-9)  # the known closed form


def test_nobody_and_no_model() -> None:
    fits = fit_all(CaptureTable(("A", "B", "C"), (0,) * 8))
    assert fits.ranked() == []
    assert not fits.usable.any()
