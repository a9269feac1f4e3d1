"""The desk that tests visit: one that is only read, and a fresh one for what changes it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web import visits
from tests.web.visits import Place, Visitor


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A desk that no test changes."""
    found = visits.made(tmp_path_factory.mktemp("desk") / "node")
    yield found
    found.node.store.close()


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Place]:
    """A desk of one's own."""
    found = visits.made(tmp_path / "node")
    yield found
    found.node.store.close()


@pytest.fixture(scope="session")
def claire(place: Place) -> Visitor:
    """FR's analyst, signed in."""
    return place.visitor("claire")
