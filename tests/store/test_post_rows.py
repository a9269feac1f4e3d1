"""What became of what a peer wrote is kept as it was told, for a time."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from coalesce.dates import FixedClock
from coalesce.store import post_rows
from tests.builders import NOON, raw_rows
from tests.store.boxes import make_peers


def test_it_is_kept_for_a_time_and_is_its_peers_alone(tmp_path: Path) -> None:
    store = make_peers(tmp_path / "node", taxii_status_days=2)
    with store.transaction() as connection:
        post_rows.keep(connection, "p", "paris", NOON, b"{}")
        assert not post_rows.overdue(connection, NOON.isoformat(timespec="microseconds"))
    for peer, told in (("paris", b"{}"), ("lyon", None)):
        with store.boxes(store.exchange.peer(peer)) as view:
            assert view.post("p") == told
            assert view.post("q") is None
    clock = store.clock
    assert isinstance(clock, FixedClock)
    clock.moment = NOON + timedelta(days=2)
    store.erase_expired()
    assert len(raw_rows(store.folder, "SELECT id FROM post")) == 1
    clock.moment = NOON + timedelta(days=2, seconds=1)
    store._erase_daily()
    store.erase_expired()
    assert raw_rows(store.folder, "SELECT id FROM post") == []
    store.close()
