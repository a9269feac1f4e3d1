"""Who is told what: another's record that touches one's own, designations, what vanishes, and what is no news."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from coalesce.dates import FixedClock
from coalesce.handling import Purpose, Role
from coalesce.records import ListKind, RecordList, Verdict
from coalesce.services import correcting, news, rehandling, reviewing
from coalesce.services.linking import LinkOrder, link_records
from coalesce.services.node import Node
from coalesce.services.noticing import NOTICER, catch_up, noticed
from coalesce.services.withdrawing import withdraw
from tests.builders import (
    INVESTIGATION,
    NOON,
    add_list,
    handling,
    ids,
    leaves,
    let_in,
    owner,
    publish,
    raw_rows,
    staged,
)
from tests.services.notice_nodes import arrive, french, kinds, seen_in, somebody, told, two_members

Nodes = tuple[Node, RecordList, RecordList]


@pytest.fixture
def both(tmp_path: Path) -> Iterator[Nodes]:
    made = two_members(tmp_path / "node")
    yield made
    made[0].store.close()


def test_a_record_of_another_that_touches_ones_own_is_new_and_nobody_elses(both: Nodes) -> None:
    node, border, departures = both
    arrive(node, border, [somebody("N1"), somebody("N2", 1)])
    arrive(node, departures, [somebody("F1"), somebody("F2", 2)])
    known = ids(node.store)
    (one,) = told(node)
    assert (one.kind, one.record, one.own, one.seen) == ("new", known["F1"], known["N1"], None)
    assert told(node, node.store.actor("claire")) == []
    assert told(node, purpose=Purpose.BORDER) == []


def test_ones_own_new_record_is_told_of_who_was_there_before(both: Nodes) -> None:
    node, border, departures = both
    arrive(node, departures, [somebody("F1")])
    arrive(node, border, [somebody("N1")])
    assert kinds(node) == ["new"]


def test_a_change_a_sighting_and_a_correction_are_told_apart(both: Nodes) -> None:
    node, border, departures = both
    arrive(node, border, [somebody("N1")])
    arrive(node, departures, [somebody("F1", 0, seen_in("SY", 3))])
    arrive(node, departures, [somebody("F1", 0, seen_in("SY", 3), seen_in("IQ", 4))])
    assert kinds(node) == ["new", "sighting"]
    arrive(node, departures, [replace(somebody("F1", 0, seen_in("SY", 3), seen_in("IQ", 4)), remarks="tall")])
    assert kinds(node) == ["changed", "new", "sighting"]
    officer = let_in(node.store, "odile", "FR", Role.RELEASING_OFFICER)
    correcting.correct(node, officer, ids(node.store)["F1"], "remarks", "short")
    assert kinds(node) == ["changed", "correction", "new", "sighting"]
    (seen,) = [one for one in told(node) if one.kind == "sighting"]
    with node.store.read(owner(node.store), INVESTIGATION) as view:
        (shown,) = news.shown_of(view, [seen])
    assert [held.sighting.country for held in shown.sightings] == ["IQ"], "it is followed into later versions"


def test_what_is_kept_from_a_reader_is_no_news_and_is_not_even_looked_at(both: Nodes) -> None:
    node, border, departures = both
    arrive(node, border, [somebody("N1")])
    arrive(node, departures, [somebody("F1")])
    before = [leaf for leaf in leaves(node.store.folder) if NOTICER in leaf]
    secret = seen_in("SY", 3, handling())
    arrive(node, departures, [somebody("F1", 0, secret)])
    arrive(node, departures, [staged(somebody("F1", 0, secret), handling("NL", "BE")), somebody("F9", 0, secret)])
    arrive(
        node, departures, [staged(somebody("F1", 0, secret), handling("NL", "BE")), staged(somebody("F8"), handling())]
    )
    assert [leaf for leaf in leaves(node.store.folder) if NOTICER in leaf] != before
    assert kinds(node) == ["new"], "F9 was new, and has gone with its record"


def test_a_hidden_change_opens_no_view(both: Nodes) -> None:
    node, border, departures = both
    arrive(node, border, [somebody("N1")])
    arrive(node, departures, [somebody("F1")])
    before = sum(NOTICER in leaf for leaf in leaves(node.store.folder))
    arrive(node, departures, [somebody("F1", 0, seen_in("SY", 3, handling()))])
    assert sum(NOTICER in leaf for leaf in leaves(node.store.folder)) == before


@pytest.mark.parametrize("how", ["withdrawn", "narrowed", "delisted", "own withdrawn", "expired"])
def test_a_notice_goes_in_the_moment_in_which_its_record_does(tmp_path: Path, how: str) -> None:
    clock = FixedClock(NOON)
    node, border, departures = two_members(tmp_path / "node", clock)
    arrive(node, border, [somebody("N1")])
    arrive(node, departures, [somebody("F1")])
    assert kinds(node) == ["new"]
    known, officer = ids(node.store), let_in(node.store, "odile", "FR", Role.RELEASING_OFFICER)
    if how == "withdrawn":
        withdraw(node, officer, INVESTIGATION, known["F1"], "taken back")
    elif how == "own withdrawn":
        withdraw(node, owner(node.store), INVESTIGATION, known["N1"], "taken back")
    elif how == "narrowed":  # published, and nothing has run since
        publish(node.store, departures, [staged(somebody("F1"), handling())], "narrower")
    elif how == "delisted":
        publish(node.store, departures, [somebody("F7", 3)], "shorter")
    else:
        clock.moment = clock.moment.replace(year=2019, month=1, day=2)
    assert told(node) == []
    with node.store.read(owner(node.store), INVESTIGATION) as view:
        assert (view.unseen(100), view.notices_of(["x"])) == (0, [])
    left = raw_rows(tmp_path / "node", "SELECT count(*) FROM notice")
    assert left == [(0 if how not in ("narrowed", "delisted") else 1,)]
    node.store.close()


def test_a_sighting_that_is_kept_back_takes_its_notice_along(both: Nodes) -> None:
    node, border, departures = both
    arrive(node, border, [somebody("N1")])
    arrive(node, departures, [somebody("F1")])
    arrive(node, departures, [somebody("F1", 0, seen_in("SY", 3))])
    assert kinds(node) == ["new", "sighting"]
    publish(node.store, departures, [somebody("F1", 0, seen_in("SY", 3, handling()))], "narrower")
    assert kinds(node) == ["new"]


def test_a_third_record_that_joined_two_takes_the_notice_along(both: Nodes) -> None:
    """N1 and F1 share nothing that links them; B1 is both."""
    node, border, departures = both
    let_in(node.store, "bas", "BE", Role.ANALYST)
    belgian = add_list(node.store, "files", handling("NL"), "BE")
    arrive(node, border, [somebody("N1", 0)])
    arrive(node, belgian, [somebody("B1", 1)])
    with node.store.read(owner(node.store), INVESTIGATION) as view:
        known = {fact.reference: record for record, fact in view.facts().items()}
    why = reviewing.Word(Verdict.SAME, "the same face")
    reviewing.judge(node, owner(node.store), INVESTIGATION, (known["N1"], known["B1"]), why)
    arrive(node, departures, [somebody("F1", 1)])
    assert [(one.kind, one.record) for one in told(node)] == [("new", ids(node.store)["F1"])]
    assert raw_rows(node.store.folder, "SELECT record_id FROM notice_basis") == [(known["B1"],)]
    withdraw(node, let_in(node.store, "bo", "BE", Role.RELEASING_OFFICER), INVESTIGATION, known["B1"], "taken back")
    assert told(node) == []
    assert raw_rows(node.store.folder, "SELECT count(*) FROM notice") == [(0,)]


def test_who_are_judged_two_people_touch_no_more(both: Nodes) -> None:
    node, border, departures = both
    arrive(node, border, [somebody("N1")])
    arrive(node, departures, [somebody("F1")])
    (one,) = told(node)
    word = reviewing.Word(Verdict.DIFFERENT, "two faces")
    reviewing.judge(node, owner(node.store), INVESTIGATION, (one.record, one.own), word)
    assert told(node) == []
    arrive(node, departures, [somebody("F1", 0, seen_in("SY", 3))])
    assert told(node) == []


def test_designations_of_others_and_of_ones_own_touch_travellers(both: Nodes) -> None:
    node, border, _ = both
    sanctions = french(node, handling("NL"), "sanctions", ListKind.DESIGNATIONS)
    own = add_list(node.store, "national", kind=ListKind.DESIGNATIONS)
    arrive(node, border, [somebody("N1")])
    arrive(node, sanctions, [somebody("S1")])
    arrive(node, own, [somebody("D1")])
    known = ids(node.store)
    found = {(one.kind, one.record, one.own) for one in told(node)}
    assert {("designation", known["S1"], known["N1"]), ("designation", known["D1"], known["N1"])} <= found
    assert ("designation", known["D1"], known["N1"]) in {
        (o.kind, o.record, o.own) for o in told(node, purpose=Purpose.BORDER)
    }
    assert told(node, purpose=Purpose.PLANNING) == []


def test_a_second_look_and_an_earlier_edition_that_waits_make_nothing_twice(both: Nodes) -> None:
    node, border, departures = both
    arrive(node, border, [somebody("N1")])
    arrive(node, departures, [somebody("F1")])
    before = told(node)
    assert noticed(node, departures.id, 1) == 0
    raw_rows(node.store.folder, "UPDATE noticed_list SET edition = 0 WHERE list_id = ?", departures.id)
    assert noticed(node, departures.id, 1) == 1, "broken off before it was remembered, it is done again"
    assert told(node) == before
    publish(node.store, departures, [somebody("F1"), somebody("F2", 1)], "too many to be matched at once")
    arrive(node, departures, [somebody("F1"), somebody("F2", 1), somebody("F3", 0)])
    assert told(node) == before, "an edition before it still waits for the linker"
    assert catch_up(node) == 1
    assert len(told(node)) == 2


def test_what_was_there_before_the_first_run_of_the_linker_is_no_news(both: Nodes) -> None:
    node, border, departures = both
    publish(node.store, border, [somebody("N1")])
    publish(node.store, departures, [somebody("F1")])
    link_records(node, owner(node.store), LinkOrder())
    assert told(node) == []
    publish(node.store, departures, [somebody("F1"), somebody("F2")], "more")
    link_records(node, owner(node.store), LinkOrder())
    assert kinds(node) == ["new"]


def test_a_list_that_is_released_is_new_to_whom_it_is_released(both: Nodes) -> None:
    node, border, departures = both
    arrive(node, departures, [somebody("F1")])
    arrive(node, border, [somebody("N1")])
    claire = node.store.actor("claire")
    assert told(node, claire) == []
    rehandling.rehandle(node, owner(node.store), border.id, handling("FR"))
    assert kinds(node, claire) == ["new"]


def test_the_same_news_unseen_is_told_once_the_newest(both: Nodes) -> None:
    node, border, departures = both
    arrive(node, border, [somebody("N1")])
    for number in range(3):
        arrive(node, departures, [replace(somebody("F1"), remarks=f"version {number}")])
    assert kinds(node) == ["changed", "new"]
    news.mark(node, owner(node.store), INVESTIGATION, [one.id for one in told(node)])
    arrive(node, departures, [replace(somebody("F1"), remarks="again")])
    assert kinds(node) == ["changed", "changed", "new"]
