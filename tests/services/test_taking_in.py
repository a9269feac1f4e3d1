"""What came is applied once; receipts, and what is for people, go where they belong; copies go nowhere."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from coalesce.errors import NotFound, StoreBusy, StoreError
from coalesce.handling import Purpose
from coalesce.records import (
    AnswerSent,
    ReceiptSent,
    RecordList,
    RequestOutcome,
    RequestSent,
)
from coalesce.services.node import Node
from coalesce.services.offering import offer
from coalesce.services.taking_in import take_in
from coalesce.stix import stix_id
from tests.builders import INVESTIGATION, add_list, entry, handling, ids, owner, publish, raw_rows, staged
from tests.exchange_nodes import bodies, box_of, hand, nodes
from tests.said import (
    LEFT,
    PERSON,
    SEEN,
    T0,
    at,
    back,
    came,
    held,
    person,
    receipts,
    said,
)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[list[Node]]:
    with nodes(tmp_path, "NL", "FR", "BE") as made:
        yield made


@pytest.fixture
def nl(world: list[Node]) -> Node:
    return world[0]


@pytest.fixture
def fr(world: list[Node]) -> Node:
    return world[1]


def test_a_receipt_that_answers_nothing_is_refused(fr: Node, nl: Node) -> None:
    strange = ReceiptSent(
        stix_id(b"s", "coalesce-receipt", "1"), stix_id(b"s", "coalesce-withdrawal", "1"), (), (PERSON,), T0, "NL"
    )
    assert came(fr, nl, strange).refused == {"answers a withdrawal that its member was not sent": 1}


def test_a_request_is_kept_for_people_with_what_it_is_about(fr: Node, nl: Node) -> None:
    made = add_list(fr.store, "mine", handling("NL"), member="FR")
    publish(fr.store, made, [entry("M")])
    offer(fr)
    ((about,),) = raw_rows(fr.store.folder, "SELECT stix_id FROM offered WHERE peer = 'nl'")
    ask = RequestSent(
        stix_id(b"s", "coalesce-request", "1"), about, INVESTIGATION, "where?", date(2014, 12, 1), T0, "NL"
    )
    answer = AnswerSent(stix_id(b"s", "coalesce-answer", "1"), ask.id, RequestOutcome.REFUSED, "no", T0, "NL")
    assert came(fr, nl, ask, answer).messages == 2
    assert came(fr, nl, ask).messages == 1
    query = "SELECT kind, about, due, outcome, purpose FROM message"
    waits = ("question", ids(fr.store)["M"], "2014-12-01", "", "investigation")
    assert raw_rows(fr.store.folder, query) == [waits], "an answer to what nobody asked is nothing"


def test_while_other_long_work_runs_it_stays_where_it_is(fr: Node, nl: Node) -> None:
    hand(fr, "nl", said(nl, person()))
    with fr.store.alone("link"), pytest.raises(StoreBusy):
        take_in(fr, "nl")
    assert box_of(fr, "nl") == [("identity", "new", "")]
    assert take_in(fr, "nl").persons == 1
    with pytest.raises(NotFound):
        take_in(fr, "nobody")


def test_copies_are_offered_to_nobody(fr: Node, nl: Node, world: list[Node]) -> None:
    came(fr, nl, person())
    assert [one.added for one in offer(fr)] == [0, 0]


def test_what_is_released_on_one_node_is_what_is_held_on_the_other(fr: Node, nl: Node) -> None:
    """Whatever one list says, and however it is released: through both nodes it comes out the same."""
    dice = random.Random(4)
    to: RecordList = add_list(nl.store)
    for edition in range(6):
        rows = []
        for number in range(6):
            if dice.random() < 0.3:
                continue
            grants = [one for one in ("FR", "FR:border", "FR:statistics", "BE") if dice.random() < 0.5]
            seen = tuple(replace(one, handling=handling("FR") if dice.random() < 0.5 else None) for one in (SEEN, LEFT))
            rows.append(staged(entry(f"R{number}", f"Zorbal {dice.choice('ABC')}", sightings=seen), handling(*grants)))
        publish(nl.store, to, rows, str(edition))
        offer(nl)
        hand(fr, "nl", *bodies(nl, "fr"))
        take_in(fr, "nl")
        for purpose in (INVESTIGATION, Purpose.BORDER):
            with nl.store.read(replace(owner(nl.store), member="FR"), purpose) as view:
                found = view.records(list(view.facts())).values()
            told = {
                one.entry.reference: (one.name, *sorted(str(each.sighting.kind) for each in one.sightings))
                for one in found
            }
            assert held(fr, purpose) == told


def test_one_object_that_cannot_be_taken_in_hinders_no_other(fr: Node, nl: Node) -> None:
    gone = person()
    came(fr, nl, gone)
    stop = "CREATE TRIGGER stop BEFORE INSERT ON record WHEN NEW.reference = 'C' BEGIN SELECT RAISE(ABORT, 'stop'); END"
    raw_rows(fr.store.folder, stop)
    others = [replace(gone, id=stix_id(b"s", "identity", name), entry=entry(name, f"Vulneq {name}")) for name in "BCDE"]
    told = came(fr, nl, *others, back(1, gone.id))
    assert (told.persons, told.erased) == (3, 1)
    assert told.refused == {"could not be taken in (StoreError)": 1}
    assert set(held(fr)) == {"B", "D", "E"}
    assert receipts(fr) == [((gone.id,), ())]
    raw_rows(fr.store.folder, "DROP TRIGGER stop")
    assert came(fr, nl, replace(others[1], modified=at(2))).persons == 1


def test_a_withdrawal_that_cannot_be_applied_stays(fr: Node, nl: Node) -> None:
    came(fr, nl, person())
    stop = "CREATE TRIGGER stop BEFORE DELETE ON record BEGIN SELECT RAISE(ABORT, 'stop'); END"
    raw_rows(fr.store.folder, stop)
    with pytest.raises(StoreError):
        came(fr, nl, back(1, PERSON))
    raw_rows(fr.store.folder, "DROP TRIGGER stop")
    assert take_in(fr, "nl").erased == 1
    assert receipts(fr) == [((PERSON,), ())]
