"""Each kind of thing has its term, and goes when it has passed."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from coalesce.settings import Settings
from coalesce.store import expiring
from coalesce.store.wire_rows import Box, BoxKind, NewWire
from tests.builders import NOON, add_list, entry, handling, make_store, publish, raw_rows, staged
from tests.store.boxes import VERSIONS, make_peers


def test_the_terms_are_those_of_the_settings() -> None:
    found = expiring.terms(NOON, Settings(control_days=10, redress_kept_days=3))
    assert found.today == "2014-11-01"
    assert found.answers == (NOON - timedelta(days=10)).isoformat(timespec="microseconds")
    assert found.requests == (NOON - timedelta(days=3)).isoformat(timespec="microseconds")


def test_what_is_overdue_is_erased_and_nothing_else(tmp_path: Path) -> None:
    store = make_store(tmp_path / "node")
    publish(store, add_list(store), [staged(entry("A"), handling(until=NOON.date())), entry("B")])
    now = expiring.terms(NOON, store.settings)
    with store.transaction() as connection:
        assert not expiring.overdue(connection, now)
        assert expiring.erase(connection, now, 100) == 0
    tomorrow = expiring.terms(NOON + timedelta(days=1), store.settings)
    with store.transaction() as connection:
        assert expiring.overdue(connection, tomorrow)
        assert expiring.erase(connection, tomorrow, 100) == 1
        assert not expiring.overdue(connection, tomorrow)
    assert raw_rows(store.folder, "SELECT reference FROM record") == [("B",)]
    store.close()


def test_what_lay_ready_goes_with_its_last_day_and_of_its_versions_the_flags_stay_right(tmp_path: Path) -> None:
    store = make_peers(tmp_path / "node")
    box = Box(BoxKind.OUT, "paris")
    rows = [NewWire("a", "identity", VERSIONS[n], b"{}", keep_until=f"2014-11-0{n + 1}") for n in range(3)]
    store.exchange.put(box, [*rows, NewWire("b", "identity", "", b"{}")])
    day = expiring.terms(NOON + timedelta(days=1), store.settings)
    with store.transaction() as connection:
        assert expiring.overdue(connection, day)
        assert expiring.erase(connection, day, 100) == 1
        assert not expiring.overdue(connection, day)
    left = raw_rows(store.folder, "SELECT stix_id, version, first, latest FROM wire ORDER BY seq")
    assert [row[0] for row in left] == ["a", "a", "b"]
    assert [row[2:] for row in left] == [(1, 0), (0, 1), (1, 1)]
    store.close()
