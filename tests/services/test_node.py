"""A node is a store, a model, and what is remembered for it alone."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

from coalesce.services.node import Node, silent
from tests.builders import make_store, model


def test_nodes_remember_apart(tmp_path: Path) -> None:
    store = make_store(tmp_path / "node")
    one, other = Node(store, model()), Node(store, model())
    assert one.remembered is not other.remembered
    with pytest.raises(FrozenInstanceError):
        one.store = store  # type: ignore[misc]  # that is what is tested
    store.close()


def test_silent_progress_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    silent("importing", 0.5)
    assert capsys.readouterr() == ("", "")
