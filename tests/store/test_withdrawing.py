"""What is withdrawn or has expired is nowhere: in no table, no file, no answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from coalesce.dates import FixedClock, PartialDate
from coalesce.errors import BadUsage, NotFound, NotPermitted
from coalesce.handling import Role, seal
from coalesce.records import Document, Evidence, Sighting, SightingKind, Verdict
from coalesce.services.node import Node
from coalesce.services.people import refresh
from coalesce.services.withdrawing import withdraw
from coalesce.store import Store
from tests.builders import (
    INVESTIGATION,
    NOON,
    add_list,
    entry,
    handling,
    ids,
    let_in,
    linked,
    make_node,
    make_store,
    owner,
    publish,
    raw_rows,
    staged,
    tables,
)
from tests.commitments.made import commitment, event
from tests.commitments.plan_nodes import add_plan, keep, seen

UNIQUE = "Quorvaxzim"
PAPER = "XQZ7741902"
KEPT = {"audit", "withdrawal", "state", "edition"}
"""Tables that may still hold the withdrawn record's random id, or that it was here."""


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    made = make_node(tmp_path / "node", FixedClock(NOON))
    yield made
    made.store.close()


def a_known_person(node: Node) -> dict[str, str]:
    """Three records, the first of a unique name, linked and judged with the third shown, and people made."""
    store = node.store
    seen = (Sighting(SightingKind.ENTERED, "SY", PartialDate.of(2014, 3), place=f"{UNIQUE} crossing"),)
    first = entry(
        "REFQ77", f"{UNIQUE} Kemtari", documents=(Document(PAPER),), remarks=f"told of {UNIQUE}", sightings=seen
    )
    to = add_list(store)
    publish(store, to, [first, entry("B"), entry("C")])
    publish(store, to, [entry("REFQ77", f"{UNIQUE} Kemtari", remarks="again"), entry("B"), entry("C")])
    found = ids(store)
    writer = store.write(owner(store), INVESTIGATION)
    with store.read(owner(store), INVESTIGATION) as view:
        writer.store_links(seal([linked(view, found["REFQ77"], found["B"]), linked(view, found["B"], found["C"])]), "m")
    with store.read(owner(store), INVESTIGATION) as view:
        writer.judge(view, (found["B"], found["REFQ77"]), Verdict.SAME, "alike", [])
        writer.judge(view, (found["B"], found["C"]), Verdict.DIFFERENT, "by comparison", [found["REFQ77"]])
    refresh(node, owner(store), INVESTIGATION)
    return found


def on_disk(folder: Path, text: str) -> list[str]:
    """The files of the node that hold the text's bytes."""
    return [path.name for path in sorted(folder.rglob("*")) if path.is_file() and text.encode() in path.read_bytes()]


def test_the_bytes_are_gone_with_the_record(node: Node) -> None:
    found = a_known_person(node)
    for text in (UNIQUE, PAPER, "REFQ77"):
        assert on_disk(node.store.folder, text), "it must have been there"
    withdraw(node, owner(node.store), INVESTIGATION, found["REFQ77"], "mistaken for another")
    for text in (UNIQUE, PAPER, "REFQ77", UNIQUE.lower(), "mistaken for another"):
        assert on_disk(node.store.folder, text) == [], text


def test_no_table_holds_anything_of_it(node: Node) -> None:
    found = a_known_person(node)
    before = {name: [row for row in rows if found["REFQ77"] in row] for name, rows in tables(node.store.folder).items()}
    (place,) = raw_rows(node.store.folder, "SELECT place FROM version WHERE record_id = ?", found["REFQ77"])[0]
    under = "SELECT count(*) FROM search_key WHERE place = ?"
    assert raw_rows(node.store.folder, under, place)[0][0] > 5
    held = "SELECT count(*) FROM prepared WHERE place = ?"
    assert raw_rows(node.store.folder, held, place) == [(1,)]
    hanging = {"record", "version", "sighting", "link", "judgement", "judgement_shown"}
    assert {name for name, rows in before.items() if rows} >= hanging | {"person_of"}
    withdraw(node, owner(node.store), INVESTIGATION, found["REFQ77"], "mistaken")
    after = {name for name, rows in tables(node.store.folder).items() for row in rows if found["REFQ77"] in row}
    assert after == {"withdrawal"}
    assert raw_rows(node.store.folder, under, place) == raw_rows(node.store.folder, held, place) == [(0,)]
    assert all(name in KEPT for name in after)


def test_a_judgement_that_was_shown_the_record_goes_too(node: Node) -> None:
    found = a_known_person(node)
    with node.store.read(owner(node.store), INVESTIGATION) as view:
        assert len(view.judgements()) == 2
    withdraw(node, owner(node.store), INVESTIGATION, found["REFQ77"], "mistaken")
    with node.store.read(owner(node.store), INVESTIGATION) as view:
        assert view.judgements() == []
        assert len(view.links()) == 1
    assert raw_rows(node.store.folder, "SELECT count(*) FROM judgement") == [(0,)]


def test_people_are_made_anew(node: Node) -> None:
    found = a_known_person(node)
    with node.store.read(owner(node.store), INVESTIGATION) as view:
        together = view.people_of([found["B"]])[found["B"]]
    assert found["REFQ77"] in together.records
    withdraw(node, owner(node.store), INVESTIGATION, found["REFQ77"], "mistaken")
    assert refresh(node, owner(node.store), INVESTIGATION)
    with node.store.read(owner(node.store), INVESTIGATION) as view:
        alone = view.people_of([found["B"]])[found["B"]]
    assert found["REFQ77"] not in alone.records
    assert alone.id != together.id
    with pytest.raises(NotFound), node.store.read(owner(node.store), INVESTIGATION) as view:
        view.person(together.id)


def test_only_the_own_member_s_record_is_withdrawn(node: Node) -> None:
    store = node.store
    officer = let_in(store, "fred", "FR", Role.RELEASING_OFFICER, Role.READER)
    publish(store, add_list(store, held=handling("FR")), [entry("R")])
    identity = ids(store, officer)["R"]
    told = set()
    for record in (identity, "a" * 26):
        with pytest.raises(NotFound) as caught:
            withdraw(node, officer, INVESTIGATION, record, "not mine")
        told.add(str(caught.value))
    assert len(told) == 1
    assert list(ids(store)) == ["R"]


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_a_withdrawal_needs_its_reason(node: Node, reason: str) -> None:
    publish(node.store, add_list(node.store), [entry("R")])
    with pytest.raises(BadUsage, match="reason"):
        withdraw(node, owner(node.store), INVESTIGATION, ids(node.store)["R"], reason)
    assert list(ids(node.store)) == ["R"]
    assert not (node.store.folder / "withdrawals.log").exists()


def test_a_withdrawal_takes_its_role(node: Node) -> None:
    publish(node.store, add_list(node.store), [entry("R")])
    analyst = let_in(node.store, "ann", "NL", Role.ANALYST)
    with pytest.raises(NotPermitted, match="releasing_officer"):
        withdraw(node, analyst, INVESTIGATION, ids(node.store)["R"], "why not")


def later(store: Store, day: date) -> None:
    assert isinstance(store.clock, FixedClock)
    store.clock.moment = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)


def test_what_has_expired_is_erased(node: Node) -> None:
    store = node.store
    to = add_list(store)
    short = handling(until=date(2015, 6, 30))
    publish(store, to, [staged(entry("GONE", f"{UNIQUE} Kemtari"), short), entry("R")])
    later(store, date(2015, 6, 30))
    assert store.erase_expired() == 0
    assert sorted(ids(store)) == ["GONE", "R"], "the last day of keeping is a day of keeping"
    later(store, date(2015, 7, 1))
    assert list(ids(store)) == ["R"], "the first read of the day has it erased"
    assert on_disk(store.folder, UNIQUE) == []
    assert raw_rows(store.folder, "SELECT count(*) FROM record") == [(1,)]
    assert store.erase_expired() == 0


def test_an_expired_version_goes_without_its_record(node: Node) -> None:
    store = node.store
    to = add_list(store)
    publish(store, to, [staged(entry("R", f"{UNIQUE} Kemtari"), handling(until=date(2015, 1, 1)))])
    publish(store, to, [entry("R")])
    later(store, date(2015, 2, 1))
    assert store.erase_expired() == 1
    identity = ids(store)["R"]
    with store.read(owner(store), INVESTIGATION) as view:
        assert [number for number, _ in view.history(identity)] == [2]
    assert on_disk(store.folder, UNIQUE) == []


def test_many_expire_in_short_transactions(tmp_path: Path) -> None:
    node = make_node(tmp_path / "small", FixedClock(NOON), write_batch_rows=2)
    publish(node.store, add_list(node.store), [entry(f"R{n}") for n in range(9)])
    with node.store.read(owner(node.store), INVESTIGATION) as view:
        before = view.stamp()
    later(node.store, date(2020, 1, 1))
    assert node.store.erase_expired() == 9
    with node.store.read(owner(node.store), INVESTIGATION) as view:
        assert view.stamp() > before
        assert view.list_counts() == {}
    assert raw_rows(node.store.folder, "SELECT count(*) FROM record") == [(0,)]
    node.store.close()


def test_a_withdrawal_of_one_audience_s_record_reaches_every_audience(node: Node) -> None:
    store = node.store
    claire = let_in(store, "claire", "FR")
    publish(store, add_list(store, held=handling("FR")), [entry("R"), entry("S")])
    refresh(node, claire, INVESTIGATION)
    withdraw(node, owner(store), INVESTIGATION, ids(store)["R"], "mistaken")
    assert list(ids(store, claire)) == ["S"]
    assert refresh(node, claire, INVESTIGATION)
    with store.read(claire, INVESTIGATION) as view:
        assert [len(person.records) for person in view.people()] == [1]


def test_a_sighting_whose_keeping_has_ended_goes_alone(node: Node) -> None:
    store = node.store
    short = Sighting(SightingKind.LEFT, "IQ", place=UNIQUE, handling=handling(until=date(2015, 1, 1)))
    publish(store, add_list(store), [entry("R", sightings=(Sighting(SightingKind.ENTERED, "SY"), short))])
    identity = ids(store)["R"]
    later(store, date(2015, 1, 2))
    with store.read(owner(store), INVESTIGATION) as view:
        assert [held.sighting.country for held in view.record(identity).sightings] == ["SY"]
    store.erase_expired()
    assert raw_rows(store.folder, "SELECT country FROM sighting") == [("SY",)]
    assert on_disk(store.folder, UNIQUE) == []
    assert list(ids(store)) == ["R"]


def test_entries_of_a_plan_whose_keeping_has_ended_are_erased_with_their_quotes(tmp_path: Path) -> None:
    clock = FixedClock(NOON)
    store = make_store(tmp_path / "node", clock)
    to = add_plan(store)
    short = handling(until=NOON.date())
    keep(store, to, commitment("C1"), event(evidence=Evidence("Gone tomorrow.", "a paper")), held=short)
    keep(store, to, commitment("C2"), held=short)
    keep(store, to, commitment("C2", place="Iraq"))
    clock.moment = NOON + timedelta(days=1)
    assert store.erase_expired() == 2
    assert sorted(seen(store)) == ["C2"]
    assert raw_rows(store.folder, "SELECT reference FROM commitment") == [("C2",)]
    assert not any(b"Gone" in row[0] for row in raw_rows(store.folder, "SELECT body FROM commitment_evidence"))
    store.close()
