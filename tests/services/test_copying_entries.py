"""Entries of another member's plan are held once, as their owner told them last, and are gone when they are taken back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from coalesce.dates import PartialDate
from coalesce.errors import BadUsage, NotFound
from coalesce.records import (
    Commitment,
    CommitmentEvent,
    CommitmentSent,
    EventKind,
    GrantSent,
    Need,
    Parties,
    Readiness,
    Verified,
)
from coalesce.services.committing import ActivationOrder, PlanOrder, activate, add_plan, note_event
from coalesce.services.copying_entries import MOST_EVENTS
from coalesce.services.node import Node
from coalesce.services.planning import PlanAsk, alerts_for, board_for, gaps_for, timeline_for
from coalesce.services.taking_back import outstanding
from coalesce.services.taking_in import take_in
from coalesce.stix import stix_id
from coalesce.store import Store, backup
from coalesce.store.plans import Plans
from tests.builders import handling, owner, raw_rows
from tests.commitments.made import commitment, event, quantity
from tests.commitments.plan_nodes import PLANNING, seen
from tests.commitments.plan_nodes import add_plan as made_plan
from tests.exchange_nodes import bodies, box_of, hand, holds, nodes
from tests.said import T0, UNTIL, at, back, came, said
from tests.services.plans_sent import TO_BOTH, TO_FR, carry, held, kept, later

ENTRY = stix_id(b"s", "coalesce-commitment", "1")
GRANT = GrantSent("FR", UNTIL, frozenset({PLANNING}))
DECLARED = CommitmentEvent(EventKind.DECLARED, PartialDate.of(2014, 9), id="e1")


@pytest.fixture
def two(tmp_path: Path) -> Iterator[list[Node]]:
    with nodes(tmp_path, "NL", "FR") as made:
        made_plan(made[0].store, "autumn")
        yield made


def sent(hours: int = 0, reference: str = "C1", identity: str = ENTRY, **fields: object) -> CommitmentSent:
    events = fields.pop("events", (DECLARED,))
    terms = fields.pop("terms", Commitment(reference, kind="jets"))
    return CommitmentSent(identity, T0, at(hours), str(fields.pop("plan", "autumn")), "NL", terms, events)  # type: ignore[arg-type]


def test_board_gaps_and_curve_are_those_of_a_reader_at_home(two: list[Node]) -> None:
    nl, fr = two
    ready = Readiness(2, 1, 30)
    kept(nl, commitment("C1", "NL", kind="jets", amount=quantity(6), claimed=ready, since=PartialDate.of(2014, 10, 1)))
    kept(nl, commitment("C2", "NL", kind="jets", amount=quantity(2)), event(EventKind.CONFIRMED), held=handling())
    kept(nl, commitment("C3", "NL", kind="jets", amount=quantity(3)), event(EventKind.CONFIRMED))
    kept(nl, Need("N1", kind="jets", amount=quantity(9)))
    seen_as = PlanAsk(view_as="FR")
    before = (gaps_for(nl, owner(nl.store), PLANNING, seen_as), board_of(nl, seen_as), curve_of(nl, seen_as))
    assert carry(nl, fr).entries == 3
    after = (gaps_for(fr, owner(fr.store), PLANNING, PlanAsk()), board_of(fr, PlanAsk()), curve_of(fr, PlanAsk()))
    assert after == before
    assert before[0]
    assert before[1]
    assert before[2]
    assert held(fr) == {"C1": "declared", "C3": "confirmed", "N1": "None"}


def board_of(node: Node, ask: PlanAsk) -> object:
    found = board_for(node, owner(node.store), PLANNING, ask)
    return found.board, found.totals


def curve_of(node: Node, ask: PlanAsk) -> object:
    return timeline_for(node, owner(node.store), PLANNING, ask, (date(2014, 11, 1), 60)).curves


def test_events_withdrawn_and_put_right_come_to_the_same(two: list[Node]) -> None:
    nl, fr = two
    first = kept(nl, commitment("C1"), event(day="2014-09-01"))
    carry(nl, fr)
    (known,) = raw_rows(fr.store.folder, "SELECT at FROM commitment_event")
    confirmed = note_event(nl, owner(nl.store), first, event(EventKind.CONFIRMED, "2014-10-01"))
    kept(nl, commitment("C1"), event(day="2014-09-02"))
    carry(nl, fr)
    there, here = seen(fr.store)["C1"], seen(nl.store)["C1"]
    assert (there.status, there.renewed) == (here.status, here.renewed) == (EventKind.CONFIRMED, "2014-10-01")
    assert sorted(str(one.day) for one in there.events) == ["2014-09-01", "2014-09-02", "2014-10-01"]
    (right,) = [one for one in there.events if one.corrects]
    assert {one.id: str(one.day) for one in there.events}[right.corrects or ""] == "2014-09-01"
    assert known in raw_rows(fr.store.folder, "SELECT at FROM commitment_event"), "what was known is no news"
    taken = event(EventKind.WITHDRAWN, "2014-10-05", withdraws=confirmed)
    note_event(nl, owner(nl.store), first, taken)
    carry(nl, fr)
    there = seen(fr.store)["C1"]
    assert (there.status, there.renewed) == (EventKind.DECLARED, "2014-09-02")


def test_a_need_that_its_owner_took_back_is_none_over_there_either(two: list[Node]) -> None:
    nl, fr = two
    need = kept_need(nl)
    carry(nl, fr)
    assert len(gaps_for(fr, owner(fr.store), PLANNING, PlanAsk())) == 1
    note_event(nl, owner(nl.store), need, event(EventKind.WITHDRAWN, "2014-10-05"))
    carry(nl, fr)
    assert gaps_for(fr, owner(fr.store), PLANNING, PlanAsk()) == []
    assert held(fr) == {"N1": "withdrawn"}


def kept_need(node: Node) -> str:
    """A need as a file or a form brings it: declared."""
    plans = Plans(node.store.write(owner(node.store), PLANNING))
    return plans.keep(plans.find("autumn"), Need("N1", kind="jets", amount=quantity(9)), [event()], TO_FR)


def test_what_is_narrowed_is_erased_and_a_receipt_says_so(two: list[Node]) -> None:
    nl, fr = two
    kept(nl, commitment("C1", conditions="whenever Zorbal agrees"), event())
    kept(nl, commitment("C2"))
    carry(nl, fr)
    assert holds(fr, "whenever Zorbal agrees")
    kept(nl, commitment("C1", conditions="whenever Zorbal agrees"), held=handling())
    assert carry(nl, fr).erased == 1
    assert held(fr) == {"C2": "declared"}
    assert outstanding(nl, "fr") == []
    assert not holds(fr, "whenever Zorbal agrees")
    kept(nl, commitment("C1"), held=TO_FR)  # and it may come again
    assert carry(nl, fr).entries == 1
    assert sorted(held(fr)) == ["C1", "C2"]


def test_a_restored_backup_does_not_bring_it_back(two: list[Node], tmp_path: Path) -> None:
    nl, fr = two
    kept(nl, commitment("C1"))
    carry(nl, fr)
    backup.write(fr.store, owner(fr.store), tmp_path / "before")
    kept(nl, commitment("C1"), held=handling())
    carry(nl, fr)
    fr.store.close()
    backup.restore(fr.store.folder, tmp_path / "before")
    again = Store(fr.store.folder, fr.store.settings, fr.store.clock)
    assert seen(again) == {}
    assert raw_rows(again.folder, "SELECT count(*) FROM commitment_evidence") == [(0,)]
    again.close()


def test_what_has_ended_is_erased_here_without_a_word(two: list[Node]) -> None:
    nl, fr = two
    short = handling("FR:planning", until=nl.store.clock.today())
    kept(nl, commitment("C1"), held=short)
    carry(nl, fr)
    assert len(held(fr)) == 1
    later(nl, fr)
    assert held(fr) == {}
    fr.store.erase_expired()
    assert raw_rows(fr.store.folder, "SELECT count(*) FROM commitment") == [(0,)]


def test_an_older_word_and_one_that_was_taken_back_do_not_come_again(two: list[Node]) -> None:
    nl, fr = two
    came(fr, nl, sent(2), grant=GRANT)
    assert came(fr, nl, sent(1, terms=Commitment("C1", kind="tents")), grant=GRANT).dropped == 1
    assert seen(fr.store)["C1"].terms.kind == "jets"
    came(fr, nl, back(3, ENTRY))
    came(fr, nl, sent(2), grant=GRANT)
    assert held(fr) == {}
    came(fr, nl, sent(4), grant=GRANT)
    assert held(fr) == {"C1": "declared"}


def test_by_two_peers_it_is_held_once(tmp_path: Path) -> None:
    with nodes(tmp_path, "NL", "FR", "BE") as (nl, fr, _):
        made_plan(nl.store, "autumn")
        kept(nl, commitment("C1", kind="jets", amount=quantity(6)), held=TO_BOTH)
        carry(nl, fr)
        peer = fr.store.exchange.peer("be")
        fr.store.exchange.change(owner(fr.store), replace(peer, speaks_for=("NL",)))
        hand(fr, "be", *bodies(nl, "fr"))  # a hub brings the same
        take_in(fr, "be")
        assert raw_rows(fr.store.folder, "SELECT count(*) FROM commitment") == [(1,)]
        assert board_of(fr, PlanAsk()) == board_of(nl, PlanAsk(view_as="FR"))


def test_it_is_held_for_what_was_granted_and_no_longer_than_we_may(two: list[Node]) -> None:
    nl, fr = two
    came(fr, nl, sent(), grant=replace(GRANT, to="FR", keep_until=date(2014, 12, 1)))
    one = seen(fr.store)["C1"]
    assert (one.owner, one.plan, one.handling.keep_until) == ("NL", "autumn", date(2014, 12, 1))
    assert {(str(grant.purpose), grant.member) for grant in one.handling.releases} == {("planning", "FR")}
    late = GrantSent("FR", date(2014, 10, 1), frozenset({PLANNING}))
    assert came(fr, nl, sent(1), grant=late).erased == 1
    assert held(fr) == {}
    assert came(fr, nl, sent(2), grant=GRANT).entries == 1


def test_nobody_here_writes_a_copy(two: list[Node]) -> None:
    nl, fr = two
    came(fr, nl, sent(), grant=GRANT)
    (identity,) = (one.id for one in seen(fr.store).values())
    with pytest.raises(NotFound):
        note_event(fr, owner(fr.store), identity, event(EventKind.CONFIRMED, "2014-10-01"))
    with pytest.raises(BadUsage, match="no plan"):
        kept(fr, commitment("C9"), plan="NL/autumn")


def test_a_plan_that_is_kept_by_hand_for_its_owner_is_not_written_over(two: list[Node]) -> None:
    nl, fr = two
    add_plan(fr, owner(fr.store), PlanOrder("autumn", "NL"))
    told = came(fr, nl, sent(), grant=GRANT)
    assert told.refused == {"a plan of this name is kept here for NL by hand": 1}


BAD = {
    "number of days": sent(terms=Commitment("C1", claimed=Readiness(notice=99_999))),
    "is a claim": sent(terms=Commitment("C1", parties=Parties(("NL",)), verified=Verified(Readiness(1), "NL"))),
    "has a reference": sent(reference=" "),
    "lies in the future": sent(events=(replace(DECLARED, day=PartialDate.of(2015)),)),
    "an id of its own": sent(events=(DECLARED, DECLARED)),
    "no such event": sent(events=(CommitmentEvent(EventKind.WITHDRAWN, id="e2", withdraws="e9"),)),
    "in place of that": sent(events=(replace(DECLARED, corrects="e9"),)),
    "at most": sent(events=tuple(replace(DECLARED, id=f"e{n}") for n in range(MOST_EVENTS + 1))),
    "circle": sent(
        events=(
            CommitmentEvent(EventKind.WITHDRAWN, id="a", withdraws="b"),
            CommitmentEvent(EventKind.WITHDRAWN, id="b", withdraws="a"),
        )
    ),
    "no '/'": sent(plan="a/b"),
}


def test_what_cannot_be_an_entry_is_refused_and_changes_nothing(two: list[Node]) -> None:
    nl, fr = two
    good = sent(identity=stix_id(b"s", "coalesce-commitment", "2"), reference="C2")
    assert came(fr, nl, good, grant=GRANT).entries == 1
    for hours, (why, bad) in enumerate(BAD.items()):
        told = came(fr, nl, replace(bad, modified=at(hours)), grant=GRANT)
        assert sum(told.refused.values()) == 1, why
        assert why in next(iter(told.refused)), why
        assert told.entries == 0, why
    assert held(fr) == {"C2": "declared"}
    assert {state for _, state, _ in box_of(fr, "nl")} == {"refused"}


def test_an_entry_keeps_its_reference_and_who_takes_it_over_takes_its_place(two: list[Node]) -> None:
    nl, fr = two
    came(fr, nl, sent(), grant=GRANT)
    assert came(fr, nl, sent(1, "C9"), grant=GRANT).refused == {"bears another reference than before": 1}
    other = stix_id(b"s", "coalesce-commitment", "2")
    came(fr, nl, sent(2, identity=other, terms=Commitment("C1", kind="tents")), grant=GRANT)
    assert {one.terms.reference: one.terms.kind for one in seen(fr.store).values()} == {"C1": "tents"}


def test_events_of_two_members_that_bear_one_id_do_not_meet(two: list[Node]) -> None:
    nl, fr = two
    other = stix_id(b"s", "coalesce-commitment", "2")
    told = came(fr, nl, sent(), sent(identity=other, reference="C2"), grant=GRANT)
    assert told.entries == 2
    assert len(set(raw_rows(fr.store.folder, "SELECT id FROM commitment_event"))) == 2


def test_an_activation_alerts_another_members_node(two: list[Node]) -> None:
    nl, fr = two
    evidence = event().evidence
    assert evidence is not None
    activate(nl, owner(nl.store), ActivationOrder("autumn", "an attack on one", date(2014, 10, 20), evidence))
    carry(nl, fr)
    (alert,) = alerts_for(fr, owner(fr.store), PLANNING, PlanAsk())
    assert "an attack on one" in str(alert)


def test_of_one_entry_told_in_two_plans_at_once_the_later_counts(two: list[Node]) -> None:
    nl, fr = two
    over = GrantSent("FR", date(2014, 10, 1), frozenset({PLANNING}))
    hand(fr, "nl", *(said(nl, sent(hours, plan=plan), over) for hours, plan in enumerate(("autumn", "winter"))))
    told = take_in(fr, "nl")
    assert (told.dropped, told.refused) == (2, {})
    assert held(fr) == {}
