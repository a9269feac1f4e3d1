"""Plans kept by hand: who may, what stays of what was said, and that events are only ever added."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from coalesce.errors import BadField, BadUsage, NotFound, NotPermitted, StoreBusy
from coalesce.handling import Role
from coalesce.records import EventKind, Plan
from coalesce.store import Store
from coalesce.store.plan_staging import PlanStaging
from coalesce.store.plans import Plans
from tests.builders import handling, leaves, let_in, make_store, owner, raw_rows
from tests.commitments.made import commitment, event, quantity
from tests.commitments.plan_nodes import PLANNING, add_plan, keep, publish, seen, staged


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = make_store(tmp_path / "node")
    yield made
    made.close()


def plans(store: Store, name: str = "owner") -> Plans:
    return Plans(store.write(store.actor(name), PLANNING))


def test_a_plan_is_begun_once(store: Store) -> None:
    made = add_plan(store)
    assert plans(store).find("autumn") == made
    with pytest.raises(BadUsage, match="already"):
        add_plan(store)


def test_a_plan_takes_its_role_and_its_member(store: Store) -> None:
    let_in(store, "ann", "NL", Role.ANALYST)
    let_in(store, "claire", "FR", Role.RELEASING_OFFICER)
    made = add_plan(store)
    with pytest.raises(NotPermitted):
        plans(store, "ann").find("autumn")
    with pytest.raises(NotPermitted):
        plans(store, "claire").add(Plan("x", "other", "NL", handling()))
    with pytest.raises(BadUsage) as hidden:
        plans(store, "claire").find("autumn")
    with pytest.raises(BadUsage) as unknown:
        plans(store, "claire").find("nothing")
    assert str(hidden.value).replace("autumn", "") == str(unknown.value).replace("nothing", "")
    with pytest.raises(BadUsage):
        plans(store, "claire").keep(made, commitment(), [event()], handling())


def test_two_plans_of_one_name_are_told_apart_by_owner(store: Store) -> None:
    let_in(store, "claire", "FR", Role.RELEASING_OFFICER)
    let_in(store, "bas", "BE", Role.RELEASING_OFFICER)
    for member in ("FR", "BE"):
        add_plan(store, member=member)
    with pytest.raises(BadUsage, match="BE/autumn, FR/autumn"):
        plans(store).find("autumn")
    assert plans(store).find("FR/autumn").owner == "FR"


def test_a_changed_entry_gets_a_new_version_and_keeps_the_old_one(store: Store) -> None:
    to = add_plan(store)
    first = keep(store, to, commitment(amount=quantity(6)))
    assert keep(store, to, commitment(amount=quantity(8))) == first
    assert keep(store, to, commitment(amount=quantity(8))) == first
    held = seen(store)["C1"]
    assert (held.version, held.terms.amount) == (2, quantity(8))
    assert len(held.events) == 1, "the same event told three times is one"
    with store.read(owner(store), PLANNING) as view:
        assert [(number, str(terms.amount)) for number, terms in view.earlier_terms(first)] == [
            (1, "6 aircraft"),
            (2, "8 aircraft"),
        ]


def test_events_move_the_status_and_taking_one_back_returns_it(store: Store) -> None:
    identity = keep(store, add_plan(store), commitment())
    assert seen(store)["C1"].status is EventKind.DECLARED
    confirmed = plans(store).note(identity, event(EventKind.CONFIRMED, "2014-10-01"))
    assert (seen(store)["C1"].status, seen(store)["C1"].renewed) == (EventKind.CONFIRMED, "2014-10-01")
    plans(store).note(identity, event(EventKind.WITHDRAWN, "2014-10-02", withdraws=confirmed))
    assert (seen(store)["C1"].status, seen(store)["C1"].renewed) == (EventKind.DECLARED, "2014-09-27")
    assert len(seen(store)["C1"].events) == 3


def test_an_event_that_cannot_be_is_refused_and_nothing_is_kept(store: Store) -> None:
    identity = keep(store, add_plan(store), commitment())
    with pytest.raises(BadUsage, match="already"):
        plans(store).note(identity, event())
    with pytest.raises(BadField):
        plans(store).note(identity, event(EventKind.CONFIRMED, "2015-01-01"))
    with pytest.raises(BadField):
        plans(store).keep(plans(store).find("autumn"), commitment("C2"), [event(day="2015-01-01")], handling())
    for successor in ("C1", "nothing"):
        with pytest.raises(BadField) as error:
            plans(store).note(identity, event(EventKind.SUPERSEDED, "2014-10-01", successor=successor))
        assert error.value.where.field == "replaced_by"
    assert list(seen(store)) == ["C1"]
    assert len(seen(store)["C1"].events) == 1


def test_an_event_is_noted_by_who_may_write_alone(store: Store) -> None:
    identity = keep(store, add_plan(store), commitment(), held=handling("FR:planning"))
    let_in(store, "claire", "FR", Role.RELEASING_OFFICER)
    let_in(store, "ann", "NL", Role.ANALYST)
    for asked in (identity, "unknown"):
        with pytest.raises(NotFound, match="no such commitment"):
            plans(store, "claire").note(asked, event(EventKind.CONFIRMED))
    with pytest.raises(NotPermitted):
        plans(store, "ann").note(identity, event(EventKind.CONFIRMED))


def test_the_database_changes_no_event_and_no_words(store: Store) -> None:
    keep(store, add_plan(store), commitment())
    for statement in ("UPDATE commitment_event SET kind = 'in place'", "UPDATE commitment_text SET body = x''"):
        with pytest.raises(Exception, match="never changed"):
            raw_rows(store.folder, statement)


def test_who_noted_an_event_stays_at_home(store: Store) -> None:
    keep(store, add_plan(store, held=handling("FR:planning")), commitment())
    claire = let_in(store, "claire", "FR")
    assert [one.by for one in seen(store)["C1"].events] == ["owner"]
    assert [one.by for one in seen(store, claire)["C1"].events] == [""]
    assert seen(store, claire)["C1"].version == 0


def test_the_audit_holds_ids_and_no_quote(store: Store) -> None:
    identity = keep(store, add_plan(store), commitment())
    plans(store).note(identity, event(EventKind.CONFIRMED))
    told = "\n".join(leaves(store.folder))
    assert told.count(identity) >= 2
    assert "promised" not in told


def test_an_entry_is_not_kept_by_hand_while_its_next_edition_is_staged(store: Store) -> None:
    to = add_plan(store)
    publish(store, to, [staged(commitment())])
    staging = PlanStaging(store.write(owner(store), PLANNING), to)
    staging.add([staged(commitment(place="Iraq"))])
    with pytest.raises(StoreBusy):
        keep(store, to, commitment(place="Cyprus"))
    staging.publish("b.csv", {})
    keep(store, to, commitment(place="Cyprus"))
    assert seen(store)["C1"].terms.place == "Cyprus"
