"""Settings reach the options under their own names."""

from __future__ import annotations

from dataclasses import fields, replace

from coalesce.estimation import EstimateOptions, Thresholds, options_of
from coalesce.settings import Settings


def test_defaults_are_those_of_the_settings() -> None:
    assert options_of(Settings()) == EstimateOptions()


def test_each_threshold_is_the_setting_of_its_name() -> None:
    names = [field.name for field in fields(Thresholds)]
    settings = replace(Settings(), **{f"estimate_{name}": at + 20 for at, name in enumerate(names)})
    assert [getattr(options_of(settings).thresholds, name) for name in names] == [at + 20 for at in range(len(names))]
    other = replace(Settings(), estimate_order=2, estimate_step=0.5, estimate_alternatives=9.0, estimate_resamples=7)
    found = options_of(other, kind="own", seed=4)
    assert (found.order, found.threshold, found.alternatives, found.resamples) == (2, 0.5, 9.0, 7)
    assert (found.kind, found.seed) == ("own", 4)
