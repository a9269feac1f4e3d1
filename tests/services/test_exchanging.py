"""Turns: everything is laid out, asked, brought and taken in; one fault ends one step."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from coalesce.dates import FixedClock
from coalesce.errors import Unreachable
from coalesce.records import Evidence
from coalesce.services.committing import ActivationOrder, activate
from coalesce.services.exchanging import Turns, turn
from coalesce.services.planning import PlanAsk, alerts_for
from coalesce.services.taking_back import outstanding
from coalesce.services.wire import Peer, Reach
from coalesce.services.withdrawing import withdraw
from tests.builders import INVESTIGATION, add_list, entry, handling, ids, owner, publish, raw_rows
from tests.commitments.made import event
from tests.commitments.plan_nodes import PLANNING, add_plan
from tests.exchange_nodes import Ring, holds, opened, ring
from tests.said import held


@pytest.fixture
def three(tmp_path: Path) -> Iterator[Ring]:
    with ring(tmp_path, "NL", "FR", "BE", peer_poll_seconds=0.05) as made:
        yield made


def test_a_turn_of_each_carries_a_record_and_its_withdrawal_round(three: Ring) -> None:
    nl, fr, be = three.nodes
    told: list[BaseException] = []
    rows = [entry("A", "Zorbal Kemtari"), entry("B", "Vulneq Shambir")]
    publish(nl.store, add_list(nl.store, held=handling("FR", "BE")), rows)
    for node in three.nodes:
        turn(node, opened, told.append)
    assert set(held(fr)) == set(held(be)) == {"A", "B"}
    withdraw(nl, owner(nl.store), INVESTIGATION, ids(nl.store)["A"], "they asked")
    for node in (fr, be, nl):
        turn(node, opened, told.append)
    assert set(held(fr)) == set(held(be)) == {"B"}
    assert outstanding(nl, "fr") == outstanding(nl, "be") == []
    assert told == []
    for node in three.nodes:
        assert not holds(node, "Zorbal")
        assert holds(node, "Vulneq")
        seen_to = "SELECT count(DISTINCT value) FROM state WHERE name IN ('erased', 'cleaned')"
        assert raw_rows(node.store.folder, seen_to) == [(1,)]


def test_an_activation_is_an_alert_at_every_members_node_after_a_turn(three: Ring) -> None:
    nl, fr, be = three.nodes
    told: list[BaseException] = []
    add_plan(nl.store, "autumn")
    called = event(evidence=Evidence("Attacking one ally, you face the whole alliance.", "a summit"))
    order = ActivationOrder("autumn", "an attack on one", date(2014, 10, 20), called.evidence or Evidence(""))
    activate(nl, owner(nl.store), order)
    for node in three.nodes:
        turn(node, opened, told.append)
    for node in (fr, be):
        (alert,) = alerts_for(node, owner(node.store), PLANNING, PlanAsk())
        assert (alert.trigger, alert.since, alert.held.owner) == ("an attack on one", date(2014, 10, 20), "NL")
    assert told == []


def test_a_peer_that_comes_itself_is_not_brought_anything(three: Ring) -> None:
    nl, fr, _ = three.nodes
    publish(nl.store, add_list(nl.store, held=handling("FR", "BE")), [entry("A")])
    raw_rows(nl.store.folder, "UPDATE peer SET seen = NULL")
    turn(nl, opened, lambda fault: None)
    assert raw_rows(fr.store.folder, "SELECT count(*) FROM wire WHERE box = 'in' AND type = 'identity'") == [(1,)]
    raw_rows(nl.store.folder, "UPDATE peer SET seen = ?", nl.store.clock.now().isoformat())
    publish(nl.store, add_list(nl.store, "more", handling("FR", "BE")), [entry("B")])
    turn(nl, opened, lambda fault: None)
    assert raw_rows(fr.store.folder, "SELECT count(*) FROM wire WHERE box = 'in' AND type = 'identity'") == [(1,)]


def test_one_peers_fault_does_not_keep_the_others(three: Ring) -> None:
    nl, fr, be = three.nodes
    for source in (nl, be):
        made = add_list(source.store, held=handling("FR"), member=source.store.settings.member)
        publish(source.store, made, [entry(source.store.settings.member)])
        turn(source, opened, lambda fault: None)
    told: list[BaseException] = []

    def broken(reach: Reach) -> Peer:
        if reach.url == three.url(be):
            raise ZeroDivisionError
        return opened(reach)

    raw_rows(fr.store.folder, "DELETE FROM wire")
    turn(fr, broken, told.append)
    assert set(held(fr)) == {"NL"}
    assert [type(fault) for fault in told] == [ZeroDivisionError] * len(told)
    assert told


def test_a_suspended_peer_is_passed_over(three: Ring) -> None:
    nl = three.nodes[0]
    for name in ("fr", "be"):
        nl.store.exchange.set_active(owner(nl.store), name, False)
    told: list[BaseException] = []

    def never(reach: Reach) -> Peer:
        raise Unreachable("nobody is to be asked")

    turn(nl, never, told.append)
    assert told == []


def test_turns_run_until_they_are_stopped(three: Ring) -> None:
    nl, fr, _ = three.nodes
    publish(nl.store, add_list(nl.store, held=handling("FR")), [entry("A")])
    told: list[BaseException] = []
    turns = [Turns(node, opened, told.append) for node in (nl, fr)]
    for one in turns:
        one.start()
    try:
        for _ in range(400):
            if held(fr):
                break
            time.sleep(0.02)
    finally:
        for one in turns:
            one.stop()
    assert set(held(fr)) == {"A"}
    threads = {thread.name for thread in threading.enumerate()}
    assert "exchange" not in threads


@pytest.mark.parametrize("year", [2011, 2017])
def test_a_peer_whose_clock_was_years_off_goes_on_when_it_is_right_again(three: Ring, year: int) -> None:
    nl, fr, be = three.nodes
    told: list[BaseException] = []
    right = nl.store.clock

    def turns() -> None:
        for node in (nl, fr, be, nl):
            turn(node, opened, told.append)

    nl.store.clock = FixedClock(right.now().replace(year=year))
    border = add_list(nl.store, held=handling("FR", "BE"))
    publish(nl.store, border, [entry("A", "Zorbal Kemtari"), entry("B")], "first")
    turns()
    assert set(held(fr)) == {"A", "B"}
    nl.store.clock = right
    publish(nl.store, border, [entry("A", "Vulneq Shambir"), entry("B")], "second")
    turns()
    assert held(fr)["A"][0] == "Vulneq Shambir"
    withdraw(nl, owner(nl.store), INVESTIGATION, ids(nl.store)["B"], "they asked")
    turns()
    assert set(held(fr)) == set(held(be)) == {"A"}
    assert outstanding(nl, "fr") == outstanding(nl, "be") == []
    assert told == []
