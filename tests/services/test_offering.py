"""What lies ready for a peer is what its member may have, signed; what is lost to it is taken back; nothing else shows."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from coalesce.dates import FixedClock, PartialDate
from coalesce.errors import NotFound, StoreBusy
from coalesce.handling import Purpose
from coalesce.records import (
    ListKind,
    PersonSent,
    RecordList,
    Sighting,
    SightingKind,
    SightingSent,
    TakenBack,
    WithdrawalSent,
)
from coalesce.services import offering
from coalesce.services.node import Node
from coalesce.services.offering import _alone, offer, offer_few
from coalesce.services.rehandling import rehandle
from coalesce.services.withdrawing import withdraw
from coalesce.stix import Signed
from tests.builders import INVESTIGATION, add_list, entry, handling, ids, leaves, owner, publish, raw_rows, staged
from tests.exchange_nodes import nodes, ready

SEEN = Sighting(SightingKind.ENTERED, "SY", PartialDate.of(2014, 3))
LEFT = Sighting(SightingKind.LEFT, "SY", PartialDate.of(2014, 6))


@pytest.fixture
def world(tmp_path: Path) -> Iterator[list[Node]]:
    with nodes(tmp_path, "NL", "FR", "BE") as made:
        yield made


@pytest.fixture
def node(world: list[Node]) -> Node:
    return world[0]


@pytest.fixture
def border(node: Node) -> RecordList:
    return add_list(node.store, held=handling("FR", "FR:statistics", "BE:border", figures=["FR", "BE"]))


def told(found: list[Signed]) -> list[object]:
    """Persons by reference, sightings by kind, withdrawals by reason and number of ids."""
    rows: list[object] = []
    for one in found:
        match one.message:
            case PersonSent(entry=said):
                rows.append(said.reference)
            case SightingSent(sighting=seen):
                rows.append(str(seen.kind))
            case WithdrawalSent(reason=reason, of=of):
                rows.append((str(reason), len(of)))
    return rows


def people(node: Node, border: RecordList) -> None:
    only = replace(LEFT, handling=handling("FR"))
    publish(node.store, border, [entry("A", sightings=(SEEN, only)), entry("B")], "first")


def later(node: Node, days: int = 1) -> None:
    assert isinstance(node.store.clock, FixedClock)
    moment = node.store.clock.moment
    node.store.clock.moment = moment.replace(day=moment.day + days)


def test_each_peer_gets_what_its_member_may_have_and_its_own_grant_alone(node: Node, border: RecordList) -> None:
    people(node, border)
    assert [(one.peer, one.added, one.changed, one.withdrawn) for one in offer(node)] == [
        ("be", 3, 0, 0),
        ("fr", 4, 0, 0),
    ]
    assert sorted(map(str, told(ready(node, "fr")))) == ["A", "B", "entered", "left"]
    assert sorted(map(str, told(ready(node, "be")))) == ["A", "B", "entered"]
    grants = {one.grant for one in ready(node, "fr") if isinstance(one.message, PersonSent)}
    (grant,) = grants
    assert (grant.to, grant.purposes) == ("FR", frozenset({INVESTIGATION, Purpose.STATISTICS}))
    assert grant.figures_to == frozenset({"FR", "BE"})
    (grant,) = {one.grant for one in ready(node, "be")}
    assert (grant.purposes, grant.figures_to) == (frozenset({Purpose.BORDER}), frozenset())
    person = next(one.message for one in ready(node, "fr") if isinstance(one.message, PersonSent))
    assert person.origin.member == "NL"
    assert person.entry.provenance.source == ""


def test_what_was_laid_ready_is_not_laid_again(node: Node, border: RecordList) -> None:
    people(node, border)
    offer(node)
    before = raw_rows(node.store.folder, "SELECT * FROM wire ORDER BY box, peer, seq")
    assert [(one.added, one.changed, one.withdrawn) for one in offer(node) + offer(node, whole=True)] == [(0, 0, 0)] * 4
    assert raw_rows(node.store.folder, "SELECT * FROM wire ORDER BY box, peer, seq") == before


def test_a_change_replaces_and_keeps_when_it_was_first_given(node: Node, border: RecordList) -> None:
    people(node, border)
    offer(node, ["fr"])
    later(node)
    publish(node.store, border, [entry("A", "Vulneq Shambir", sightings=(SEEN,)), entry("B")], "second")
    (one,) = offer(node, ["fr"])
    assert (one.added, one.changed, one.withdrawn) == (0, 1, 1)
    found = ready(node, "fr")
    assert told(found)[-2:] == ["A", ("withdrawn", 1)]
    person = found[-2].message
    assert isinstance(person, PersonSent)
    assert person.entry.names[0].full == "Vulneq Shambir"
    assert (person.created.day, person.modified.day) == (1, 2)


CHANGES = {
    "withdrawn": TakenBack.WITHDRAWN,
    "delisted": TakenBack.DELISTED,
    "narrowed": TakenBack.NARROWED,
}


@pytest.mark.parametrize("how", CHANGES)
def test_what_is_lost_is_hidden_at_once_and_told_by_the_job(node: Node, border: RecordList, how: str) -> None:
    people(node, border)
    offer(node)
    record = ids(node.store)["A"]
    if how == "withdrawn":
        with _alone(node):  # the job is kept from running at once
            withdraw(node, owner(node.store), INVESTIGATION, record, "they asked")
    elif how == "delisted":
        publish(node.store, border, [entry("B")], "second")
    else:
        mine = staged(entry("A", sightings=(SEEN,)), handling("BE"))
        publish(node.store, border, [mine, entry("B")], "second")
    assert "A" not in told(ready(node, "fr"))
    assert "entered" not in told(ready(node, "fr"))
    (one,) = offer(node, ["fr"])
    assert one.withdrawn == 3
    found = told(ready(node, "fr"))
    if how == "narrowed":  # the sighting that the list tells no longer was taken back whoever sees the record
        assert sorted(found, key=str) == [("narrowed", 2), ("withdrawn", 1), "B"]
    else:
        assert sorted(found, key=str) == [(str(CHANGES[how]), 3), "B"]
    assert raw_rows(node.store.folder, "SELECT count(*) FROM offered WHERE peer = 'fr'") == [(1,)]


def test_what_ends_on_a_day_that_the_peer_knows_is_not_told(node: Node, border: RecordList) -> None:
    soon = handling("FR", until=date(2014, 11, 2))
    publish(node.store, border, [staged(entry("A", sightings=(SEEN,)), soon), entry("B")])
    offer(node, ["fr"])
    later(node, 2)
    assert told(ready(node, "fr")) == ["B"]
    node.store.erase_expired()
    assert offer(node, ["fr"])[0].withdrawn == 0
    assert raw_rows(node.store.folder, "SELECT count(*) FROM offered") == [(1,)]


def test_a_change_that_is_none_for_a_peer_leaves_no_trace_in_its_rows(node: Node, border: RecordList) -> None:
    people(node, border)
    offer(node)
    before = raw_rows(node.store.folder, "SELECT seq, stix_id, body FROM wire WHERE peer = 'fr' ORDER BY seq")
    shown = [one.message for one in ready(node, "fr")]
    later(node)
    widened = replace(border.handling, releases=handling("FR", "FR:statistics", "BE:border", "BE").releases)
    with _alone(node):
        rehandle(node, owner(node.store), border.id, widened)
    assert [one.message for one in ready(node, "fr")] == shown  # before the job has run
    told_fr, told_be = sorted(offer(node), key=lambda one: one.peer, reverse=True)
    assert (told_fr.added, told_fr.changed, told_fr.withdrawn) == (0, 0, 0)
    assert told_be.changed == 3
    assert raw_rows(node.store.folder, "SELECT seq, stix_id, body FROM wire WHERE peer = 'fr' ORDER BY seq") == before
    assert [one.message for one in ready(node, "fr")] == shown


def test_what_was_hidden_for_a_while_is_given_anew(node: Node, border: RecordList) -> None:
    """Its peer may have read past it meanwhile."""
    people(node, border)
    offer(node)
    last = raw_rows(node.store.folder, "SELECT max(seq) FROM wire WHERE peer = 'fr'")
    with _alone(node):
        rehandle(node, owner(node.store), border.id, handling())
        assert told(ready(node, "fr")) == []
        rehandle(node, owner(node.store), border.id, border.handling)
    (one,) = offer(node, ["fr"])
    assert (one.changed, one.withdrawn) == (4, 0)
    left = "SELECT count(*) FROM wire WHERE peer = 'fr' AND record_id IS NOT NULL AND seq <= ?"
    assert raw_rows(node.store.folder, left, last[0][0]) == [(0,)]


def test_delisted_and_listed_again_between_two_jobs_is_given_anew(node: Node, border: RecordList) -> None:
    publish(node.store, border, [entry("A"), entry("B")], "first")
    offer(node, ["fr"])
    publish(node.store, border, [entry("B")], "second")
    publish(node.store, border, [entry("A"), entry("B")], "third")
    (one,) = offer(node, ["fr"])
    assert (one.added, one.changed, one.withdrawn) == (0, 1, 0)
    assert told(ready(node, "fr")) == ["B", "A"]


def test_sightings_that_say_the_same_are_two(node: Node, border: RecordList) -> None:
    publish(node.store, border, [entry("A", sightings=(SEEN, SEEN))])
    assert offer(node, ["fr"])[0].added == 3
    assert len({one.message.id for one in ready(node, "fr")}) == 3


def test_others_records_customers_and_suspended_peers_are_left_out(node: Node, border: RecordList) -> None:
    people(node, border)
    publish(node.store, add_list(node.store, "shop", handling("FR"), kind=ListKind.CUSTOMERS), [entry("C")])
    publish(node.store, add_list(node.store, "theirs", handling("FR"), member="FR"), [entry("T")])
    copies = add_list(node.store, "copies", handling("FR"), member="BE")
    publish(node.store, copies, [entry("X")])
    with node.store.transaction() as connection:
        connection.exec_driver_sql("INSERT INTO received_list VALUES (?)", (copies.id,))
    node.store.exchange.set_active(owner(node.store), "be", False)
    (one,) = offer(node)
    assert one.peer == "fr"
    assert not {"C", "T"} & set(map(str, told(ready(node, "fr"))))


def test_a_guests_list_goes_out_as_its_members(node: Node) -> None:
    publish(node.store, add_list(node.store, "guests", handling("FR"), member="BE"), [entry("G")])
    offer(node, ["fr"])
    (one,) = ready(node, "fr")
    assert one.member == "BE"
    assert offer(node, ["be"])[0].added == 0


def test_what_cannot_be_said_is_counted_and_left_out(node: Node, border: RecordList) -> None:
    publish(node.store, border, [entry("A"), entry("B")], "first")
    offer(node, ["fr"])
    long = entry("A", remarks="x" * 1_100_000)
    publish(node.store, border, [long, entry("B")], "second")
    (one,) = offer(node, ["fr"])
    assert (one.unsaid, one.withdrawn) == (1, 1)
    assert told(ready(node, "fr")) == ["B", ("narrowed", 1)]


def test_times_go_forward_though_the_clock_goes_back(node: Node, border: RecordList) -> None:
    people(node, border)
    offer(node, ["fr"])
    assert isinstance(node.store.clock, FixedClock)
    node.store.clock.moment = datetime(2014, 10, 1, tzinfo=UTC)
    publish(node.store, border, [entry("A", "Vulneq Shambir"), entry("B")], "second")
    offer(node, ["fr"])
    *_, changed, back = ready(node, "fr")
    assert isinstance(changed.message, PersonSent)
    assert isinstance(back.message, WithdrawalSent)
    assert back.message.at == changed.message.modified > datetime(2014, 11, 1, 12, tzinfo=UTC)


def test_a_job_that_was_broken_off_goes_on(node: Node, border: RecordList, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(node.store, border, [entry(f"R{n}") for n in range(7)])
    seen: list[float] = []

    def stop(step: str, share: float) -> None:
        seen.append(share)
        if share:
            raise KeyboardInterrupt

    monkeypatch.setattr(offering, "AT_ONCE", 3)
    with pytest.raises(KeyboardInterrupt):
        offer(node, ["fr"], progress=stop)
    assert len(ready(node, "fr")) == 3
    assert offer(node, ["fr"])[0].added == 4


def test_a_change_of_few_records_is_laid_out_at_once_and_of_many_in_the_next_turn(
    node: Node, border: RecordList
) -> None:
    people(node, border)
    offer(node)
    withdraw(node, owner(node.store), INVESTIGATION, ids(node.store)["A"], "they asked")
    assert ("withdrawn", 3) in told(ready(node, "fr"))
    publish(node.store, border, [entry(f"R{n}") for n in range(5)], "second")
    offer_few(node, 3)
    assert len(ready(node, "fr")) == 1
    offer_few(node)
    assert len(ready(node, "fr")) == 7


def test_only_one_process_lays_out_and_the_audit_names_no_name(node: Node, border: RecordList) -> None:
    people(node, border)
    with _alone(node), pytest.raises(StoreBusy):
        offer(node)
    with pytest.raises(NotFound):
        offer(node, ["nobody"])
    offer(node, ["fr"])
    assert any('"action":"offer"' in leaf and '"added":4' in leaf for leaf in leaves(node.store.folder))
    assert not any("Zorbal" in leaf for leaf in leaves(node.store.folder))


@pytest.mark.parametrize("seed", range(6))
def test_out_boxes_say_what_members_may_have_whatever_happened(node: Node, border: RecordList, seed: int) -> None:
    """After each job the persons and sightings ready for a peer are those that a view for its member gives."""
    dice = random.Random(seed)
    grants = ("FR", "BE", "FR:border", "BE:statistics", "FR:statistics")
    for edition in range(8):
        rows = []
        for number in range(5):
            if dice.random() < 0.25:
                continue
            held = handling(*(grant for grant in grants if dice.random() < 0.5))
            seen = [one for one in (SEEN, LEFT) if dice.random() < 0.6]
            own = handling(*(grant for grant in grants if dice.random() < 0.5))
            made = tuple(replace(one, handling=own if dice.random() < 0.5 else None) for one in seen)
            rows.append(staged(entry(f"R{number}", f"Zorbal {dice.choice('AB')}", sightings=made), held))
        publish(node.store, border, rows, str(edition))
        if edition == 5 and ids(node.store):
            withdraw(node, owner(node.store), INVESTIGATION, min(ids(node.store).values()), "they asked")
        if dice.random() < 0.4:
            continue
        offer(node)
        for name, member in (("fr", "FR"), ("be", "BE")):
            with node.store.send(owner(node.store), member) as view:
                found = [one.value.record for one in view.records(list(view.current())).values()]
            persons = {one.entry.reference: one.entry.names[0].full for one in found}
            sent = [one.message for one in ready(node, name)]
            assert {m.entry.reference: m.entry.names[0].full for m in sent if isinstance(m, PersonSent)} == persons
            assert sum(isinstance(m, SightingSent) for m in sent) == sum(len(one.sightings) for one in found)
