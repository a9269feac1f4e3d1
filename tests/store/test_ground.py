"""Reading for accounts holds no writer up, and a driver's error is our own."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from coalesce.errors import StoreError
from coalesce.store.ground import snapshot
from tests.builders import make_store


def test_a_snapshot_reads_while_another_writes(tmp_path: Path) -> None:
    store = make_store(tmp_path / "node")
    with store.transaction(), snapshot(store) as connection:
        assert connection.execute(text("SELECT count(*) FROM actor")).scalar() == 1
    with pytest.raises(StoreError), snapshot(store) as connection:
        connection.execute(text("SELECT nothing FROM actor"))
    store.close()
