"""Editions of plans: nothing half, nothing overwritten, and what was kept by hand stays."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from coalesce.commitments.history import history
from coalesce.dates import FixedClock
from coalesce.records import EventKind, Plan
from coalesce.store import Store
from coalesce.store.plan_staging import PlanStaging
from coalesce.store.plans import Plans
from tests.builders import NOON, make_store, owner, raw_rows, tables
from tests.commitments.made import commitment, event, quantity
from tests.commitments.plan_nodes import PLANNING, add_plan, keep, publish, seen, staged


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON)


@pytest.fixture
def store(tmp_path: Path, clock: FixedClock) -> Iterator[Store]:
    made = make_store(tmp_path / "node", clock)
    yield made
    made.close()


def begun(store: Store, to: Plan) -> PlanStaging:
    return PlanStaging(store.write(owner(store), PLANNING), to)


def counted(store: Store, to: Plan, *rows: object) -> dict[str, int]:
    staging = begun(store, to)
    counts = dict(staging.add(rows))  # type: ignore[arg-type]  # staged entries
    return {**counts, "delisted": staging.publish("made.csv", {})}


def test_an_edition_tells_what_became_of_each_entry(store: Store) -> None:
    to = add_plan(store)
    rows = [staged(commitment(name, amount=quantity(6))) for name in ("C1", "C2", "C3")]
    assert counted(store, to, *rows) == {"added": 3, "delisted": 0}
    changed = staged(commitment("C2", amount=quantity(9)))
    assert counted(store, to, rows[0], changed) == {"unchanged": 1, "changed": 1, "delisted": 1}
    assert sorted(seen(store)) == ["C1", "C2"]
    assert counted(store, to, *rows) == {"unchanged": 1, "changed": 1, "added": 1, "delisted": 0}
    assert sorted(seen(store)) == ["C1", "C2", "C3"]


def test_a_new_event_of_an_unchanged_entry_is_added_to_the_old_ones(store: Store) -> None:
    to = add_plan(store)
    publish(store, to, [staged(commitment())])
    again = staged(commitment(), event(EventKind.IN_PLACE, "2014-10-10"))
    assert counted(store, to, again) == {"changed": 1, "delisted": 0}
    held = seen(store)["C1"]
    assert (held.status, len(held.events)) == (EventKind.IN_PLACE, 2)
    assert counted(store, to, again) == {"unchanged": 1, "delisted": 0}


def test_nothing_of_a_staged_edition_is_seen_and_none_of_it_is_left(store: Store) -> None:
    to = add_plan(store)
    publish(store, to, [staged(commitment("C1")), staged(commitment("C2"))])
    before, held = seen(store), tables(store.folder, "audit")
    staging = begun(store, to)
    staging.add([staged(commitment("C1", place="Iraq"), event(EventKind.CONFIRMED)), staged(commitment("C3"))])
    staging._close_unseen()
    assert seen(store) == before
    begun(store, to)  # the next import begins by taking away what one before it left
    assert seen(store) == before
    left = tables(store.folder, "audit")
    assert {name: left[name] for name in left if name.startswith(("commitment", "plan"))} == {
        name: held[name] for name in held if name.startswith(("commitment", "plan"))
    }


def test_what_was_kept_by_hand_is_not_ended_by_an_edition_that_lacks_it(store: Store) -> None:
    to = add_plan(store)
    keep(store, to, commitment("H1"))
    publish(store, to, [staged(commitment("C1"))])
    publish(store, to, [staged(commitment("C2"))])
    assert sorted(seen(store)) == ["C2", "H1"]


def test_an_event_noted_meanwhile_counts_in_the_staged_version_too(store: Store) -> None:
    to = add_plan(store)
    publish(store, to, [staged(commitment())])
    staging = begun(store, to)
    staging.add([staged(commitment(place="Iraq"))])
    identity = seen(store)["C1"].id
    Plans(store.write(owner(store), PLANNING)).note(identity, event(EventKind.CONFIRMED, "2014-10-01"))
    assert seen(store)["C1"].status is EventKind.CONFIRMED
    staging.publish("b.csv", {})
    held = seen(store)["C1"]
    assert (held.terms.place, held.status) == ("Iraq", EventKind.CONFIRMED)


def test_a_sentence_behind_many_entries_is_kept_once_and_goes_with_the_last(store: Store) -> None:
    to = add_plan(store)
    publish(store, to, [staged(commitment(f"C{n}")) for n in range(5)])
    assert raw_rows(store.folder, "SELECT count(*) FROM commitment_evidence") == [(1,)]
    raw_rows(store.folder, "DELETE FROM commitment_event WHERE id IN (SELECT id FROM commitment_event LIMIT 4)")
    assert raw_rows(store.folder, "SELECT count(*) FROM commitment_evidence") == [(1,)]
    raw_rows(store.folder, "DELETE FROM commitment_event")
    assert raw_rows(store.folder, "SELECT count(*) FROM commitment_evidence") == [(0,)]


def test_every_status_is_what_its_events_come_to(store: Store) -> None:
    """The derived columns, against the events themselves."""
    from coalesce.commitments.standing import renewed_on, status_of

    to = add_plan(store)
    kinds = list(EventKind)
    for edition in range(3):
        rows = [
            staged(
                commitment(f"C{n}", place=str(edition)),
                event(kinds[(n + edition) % 7], f"2014-0{1 + (n + edition) % 9}-01"),
            )
            for n in range(14)
        ]
        publish(store, to, rows)
        for held in seen(store).values():
            renewed = renewed_on(held.events)
            assert held.status == status_of(held.events)
            assert held.renewed == (renewed.isoformat() if renewed else None)


def days_told(store: Store) -> tuple[list[tuple[str, bool]], str | None]:
    """Of the one entry: each event's day, and whether it stands; and when it was renewed."""
    held = seen(store)["C1"]
    return sorted((str(line.event.day), line.stands) for line in history(held.events)), held.renewed


def test_a_date_that_a_later_edition_tells_otherwise_is_put_right_and_stays_in_the_history(store: Store) -> None:
    to = add_plan(store)
    for day in ("2014-09-05", "2014-09-06"):
        assert counted(store, to, staged(commitment(), event(day=day)))["delisted"] == 0
    assert days_told(store) == ([("2014-09-05", False), ("2014-09-06", True)], "2014-09-06")
    assert counted(store, to, staged(commitment(), event(day="2014-09-06"))) == {"unchanged": 1, "delisted": 0}


def test_a_file_may_go_back_to_what_it_said_first(store: Store) -> None:
    to = add_plan(store)
    for day in ("2014-09-05", "2014-09-06", "2014-09-05"):
        counted(store, to, staged(commitment(), event(day=day)))
    assert days_told(store) == ([("2014-09-05", False), ("2014-09-05", True), ("2014-09-06", False)], "2014-09-05")
    assert counted(store, to, staged(commitment(), event(day="2014-09-05"))) == {"unchanged": 1, "delisted": 0}
    counted(store, to, staged(commitment(), event(day="2014-09-06")))
    assert days_told(store)[1] == "2014-09-06"


def test_what_a_hand_put_right_is_not_undone_by_a_file_that_was_not_mended(store: Store, clock: FixedClock) -> None:
    to = add_plan(store)
    counted(store, to, staged(commitment(), event(day="2014-09-05")))
    held = seen(store)["C1"]
    clock.moment += timedelta(minutes=1)
    Plans(store.write(owner(store), PLANNING)).note(held.id, event(day="2014-09-07", corrects=held.events[0].id))
    assert counted(store, to, staged(commitment(), event(day="2014-09-05"))) == {"unchanged": 1, "delisted": 0}
    assert days_told(store) == ([("2014-09-05", False), ("2014-09-07", True)], "2014-09-07")
    counted(store, to, staged(commitment(), event(day="2014-09-08")))
    assert days_told(store)[1] == "2014-09-08"


def test_what_was_taken_back_by_hand_stays_taken_back(store: Store) -> None:
    to = add_plan(store)
    counted(store, to, staged(commitment(), event(day="2014-09-05")))
    held = seen(store)["C1"]
    back = event(EventKind.WITHDRAWN, "2014-09-09", withdraws=held.events[0].id)
    Plans(store.write(owner(store), PLANNING)).note(held.id, back)
    assert counted(store, to, staged(commitment(), event(day="2014-09-05"))) == {"unchanged": 1, "delisted": 0}
    assert seen(store)["C1"].status is None
