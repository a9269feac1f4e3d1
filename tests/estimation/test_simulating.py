"""The twin: it has the fitted size, it repeats, and estimating it finds again what it was drawn from."""

from __future__ import annotations

import numpy as np
import pytest

from coalesce.errors import BadUsage
from coalesce.estimation import fit_model, parse, simulate
from coalesce.estimation.diagnostics import leave_one_out
from coalesce.estimation.options import EstimateOptions
from coalesce.records import CaptureTable
from tests.estimation.test_estimating import SOUND


def test_what_was_drawn_is_found_again() -> None:
    truth = fit_model(SOUND, parse("[12,3,4]", 4))
    assert truth.total is not None
    again = [fit_model(simulate(truth, seed), truth.model).total or 0 for seed in range(200)]
    error = np.std(again) / np.sqrt(len(again))
    assert abs(np.mean(again) - truth.total) < 4 * error + 0.01 * truth.total
    assert simulate(truth, 3) == simulate(truth, 3) != simulate(truth, 4)
    seen = [simulate(truth, seed).n_observed for seed in range(50)]
    assert abs(np.mean(seen) - SOUND.n_observed) < 4 * np.std(seen) / np.sqrt(len(seen))


def test_a_model_without_a_total_draws_nothing() -> None:
    apart = CaptureTable(("A", "B", "C"), (0, 9, 8, 0, 7, 0, 0, 0))
    with pytest.raises(BadUsage, match="no total"):
        simulate(fit_model(apart, parse("[1,2,3]", 3)), 1)


def test_leaving_out_a_list_of_the_twin_leaves_the_total_where_it_was() -> None:
    truth = fit_model(SOUND, parse("[1,2,3,4]", 4))
    twin = simulate(truth, 1)
    for one in leave_one_out(twin, EstimateOptions()):
        assert one.total is not None
        assert one.total == pytest.approx(truth.total, rel=0.35)
