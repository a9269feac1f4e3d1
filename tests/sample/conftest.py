"""A small sample world, built once: everything but proportions shows in a tenth of it."""

from __future__ import annotations

import pytest

from coalesce.sample import World, build_world


@pytest.fixture(scope="session")
def world() -> World:
    """Seed 2014, 900 travellers."""
    return build_world(2014, 900)


@pytest.fixture(scope="session")
def whole() -> World:
    """The world of the demo."""
    return build_world()
