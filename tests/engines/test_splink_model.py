"""Our model in Splink's words."""

import math

import pytest

from coalesce.engines.splink_model import splink_settings
from coalesce.linking.comparisons import Comparison
from coalesce.linking.model import load_model


def test_every_level_carries_our_numbers() -> None:
    model = load_model()
    settings = splink_settings(model)
    assert [made["output_column_name"] for made in settings["comparisons"]] == [str(each) for each in Comparison]
    for made in settings["comparisons"]:
        silent, *levels = made["comparison_levels"]
        assert silent["is_null_level"]
        assert levels[-1]["sql_condition"] == "ELSE"
        weights = [math.log2(level["m_probability"] / level["u_probability"]) for level in reversed(levels)]
        assert weights == pytest.approx(model.weights[Comparison(made["output_column_name"])])


def test_the_prior_is_ours_and_nothing_is_trained() -> None:
    model = load_model()
    settings = splink_settings(model)
    p = settings["probability_two_random_records_match"]
    assert math.log2(p / (1 - p)) == pytest.approx(model.prior)
    assert settings["blocking_rules_to_generate_predictions"] == []
