"""A copy has one version, the present one, in a plan that nobody here writes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from coalesce.errors import BadUsage
from coalesce.records import Commitment, CommitmentEvent, EventKind, Evidence
from coalesce.store import Store, plan_copies
from coalesce.store.plan_copies import EntryCopy
from tests.builders import NOON, handling, make_store, owner, raw_rows
from tests.commitments.made import event
from tests.commitments.plan_nodes import PLANNING, add_plan, seen

WIDEST = handling("NL:planning", until=date.max)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = make_store(tmp_path / "node")
    raw_rows(made.folder, "INSERT INTO member VALUES ('FR', 'FR')")
    yield made
    made.close()


def write(store: Store, terms: Commitment, *events: CommitmentEvent, hours: int = 0) -> str:
    writer = store.write(owner(store), PLANNING)
    to = plan_copies.plan_for(writer, "FR", "autumn", WIDEST)
    copy = EntryCopy(terms, events, handling("NL:planning"))
    with store.transaction() as connection:
        return plan_copies.write(connection, writer, to, copy, NOON + timedelta(hours=hours))


def test_its_plan_is_made_once_and_is_its_owners(store: Store) -> None:
    writer = store.write(owner(store), PLANNING)
    made = plan_copies.plan_for(writer, "FR", "autumn", WIDEST)
    assert plan_copies.plan_for(writer, "FR", "autumn", handling()) == made
    assert (made.owner, made.handling.keep_until) == ("FR", date.max)
    by_hand = add_plan(store, "winter", member="FR")
    with store.transaction() as connection:
        assert plan_copies.is_copy(connection, made.id)
        assert not plan_copies.is_copy(connection, by_hand.id)
    with pytest.raises(BadUsage, match="by hand"):
        plan_copies.plan_for(writer, "FR", "winter", WIDEST)


def test_the_present_version_takes_the_place_of_the_one_before(store: Store) -> None:
    first = write(store, Commitment("C1", kind="tents"), event(id="a"), event(EventKind.CONFIRMED, id="b"))
    assert write(store, Commitment("C1", kind="jets"), event(id="a"), hours=1) == first
    one = seen(store)["C1"]
    assert (one.terms.kind, one.status, one.owner) == ("jets", EventKind.DECLARED, "FR")
    assert [event.at for event in one.events] == [NOON.isoformat(timespec="microseconds")], "known before"
    assert raw_rows(store.folder, "SELECT number FROM commitment_version") == [(2,)]
    assert raw_rows(store.folder, "SELECT count(*) FROM commitment_text") == [(1,)]


def test_events_name_each_other_by_ids_of_this_node(store: Store) -> None:
    taken = event(EventKind.WITHDRAWN, id="w", withdraws="a")
    identity = write(store, Commitment("C1"), event(id="a"), taken, event(day="2014-09-28", id="c", corrects="a"))
    one = seen(store)["C1"]
    by = {event.kind if not event.corrects else "right": event for event in one.events}
    assert by[EventKind.WITHDRAWN].withdraws == by["right"].corrects == by[EventKind.DECLARED].id != "a"
    other = write(store, Commitment("C2"), event(id="a"))
    assert other != identity
    assert len(set(raw_rows(store.folder, "SELECT id FROM commitment_event"))) == 4


def test_two_events_that_say_the_same_are_one(store: Store) -> None:
    write(store, Commitment("C1"), event(id="a"), event(id="b"))
    assert len(seen(store)["C1"].events) == 1


def test_what_is_erased_leaves_no_word(store: Store) -> None:
    quote = Evidence("Zorbal will come.", "a paper")
    identity = write(store, Commitment("C1"), event(id="a", evidence=quote))
    with store.transaction() as connection:
        assert plan_copies.by_reference(connection, seen_plan(store), ["C1", "C2"]) == {"C1": identity}
        plan_copies.erase(connection, identity)
    for table in ("commitment", "commitment_version", "commitment_text", "commitment_event", "commitment_evidence"):
        assert raw_rows(store.folder, f"SELECT count(*) FROM {table}") == [(0,)], table


def seen_plan(store: Store) -> str:
    ((identity,),) = raw_rows(store.folder, "SELECT id FROM plan")
    return str(identity)
