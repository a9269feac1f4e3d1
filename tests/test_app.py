"""The place where the parts meet."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from coalesce import app
from coalesce.dates import FixedClock, SystemClock
from coalesce.errors import NoNode


def test_a_node_is_made_and_opened_with_the_shipped_model(tmp_path: Path) -> None:
    made = app.create_node(tmp_path / "node", "NL")
    made.store.close()
    node = app.open_node(tmp_path / "node")
    assert node.store.settings.member == "NL"
    assert node.model.name
    assert isinstance(node.store.clock, SystemClock)
    node.store.close()


def test_where_there_is_no_node(tmp_path: Path) -> None:
    with pytest.raises(NoNode):
        app.open_node(tmp_path)


def test_the_sample_clock_stands_whole_days_behind(clock: FixedClock) -> None:
    earlier = app.EarlierClock(clock, 30)
    assert clock.now() - earlier.now() == timedelta(days=30)
    assert (clock.today() - earlier.today()).days == 30
