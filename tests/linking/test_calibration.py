"""Calibration is strictly rising, inside (0, 1), and near the truth that it was fitted on."""

import math
import random

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from coalesce.linking.calibration import Calibration, fit, moved
from coalesce.linking.model import Model


@given(st.floats(-200, 200), st.floats(1e-3, 50))
def test_strictly_rising_and_never_sure(model: Model, weight: float, step: float) -> None:
    low, high = model.calibration.probability(weight), model.calibration.probability(min(weight + step, 200))
    assert 0 < low <= high < 1
    if weight + step <= 60 and weight >= -60:
        assert low < high


def test_weight_at_is_the_inverse(model: Model) -> None:
    for probability in (0.01, 0.2, 0.5, 0.9, 0.99):
        weight = model.calibration.weight_at(probability)
        assert model.calibration.probability(weight) == pytest.approx(probability, abs=1e-6)


def test_fit_finds_what_made_the_data() -> None:
    rng = random.Random(5)
    weights = [rng.uniform(-8, 8) for _ in range(20_000)]
    same = [rng.random() < 1 / (1 + math.exp(-0.5 * weight)) for weight in weights]
    calibration = fit(weights, same)
    for weight in (-6, -3, 0, 3, 6):
        assert calibration.probability(weight) == pytest.approx(1 / (1 + math.exp(-0.5 * weight)), abs=0.04)


@given(st.lists(st.tuples(st.floats(-30, 30), st.booleans()), min_size=1, max_size=80), st.integers(1, 20))
@example([(0.0, False), (1e-7, True)], 1)
def test_any_data_give_a_valid_map(cases: list[tuple[float, bool]], per_bin: int) -> None:
    calibration = fit([weight for weight, _ in cases], [same for _, same in cases], per_bin)
    again = Calibration.from_plain(calibration.to_plain())
    probabilities = again.probabilities(np.linspace(-40, 40, 200))
    assert (np.diff(probabilities) > 0).all()


def test_knots_must_rise() -> None:
    with pytest.raises(ValueError, match="rise"):
        Calibration.from_plain([[0, 0]])


def test_a_line_moves_to_what_was_judged_and_stays_where_that_agrees() -> None:
    line = Calibration(((-10.0, -7.0), (10.0, 7.0)))
    draw = random.Random(3)
    weights = [draw.uniform(-6, 6) for _ in range(3000)]
    as_stated = [draw.random() < line.probability(weight) for weight in weights]
    kept = moved(line, weights, as_stated)
    assert abs(kept.probability(2.0) - line.probability(2.0)) < 0.03
    rarer = [draw.random() < line.probability(weight - 3) for weight in weights]
    lowered = moved(line, weights, rarer)
    assert abs(lowered.probability(2.0) - line.probability(-1.0)) < 0.05


def test_a_line_never_turns_down() -> None:
    line = Calibration(((-10.0, -7.0), (10.0, 7.0)))
    against = moved(line, [float(at % 13 - 6) for at in range(200)], [at % 13 < 6 for at in range(200)])
    assert against.knots[0][1] < against.knots[1][1]
