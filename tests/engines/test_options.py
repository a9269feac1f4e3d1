"""What an engine is told has sensible defaults, and progress goes nowhere unless asked for."""

from __future__ import annotations

from coalesce.engines.options import LinkOptions
from coalesce.linking.model import load_model


def test_defaults() -> None:
    options = LinkOptions()
    assert options.model.name == load_model().name
    assert 0 < options.least < 0.5
    assert options.progress("loading", 0.0) is None  # type: ignore[func-returns-value]
