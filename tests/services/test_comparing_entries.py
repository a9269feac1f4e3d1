"""An entry is given anew where what its peer is told became another, and only there."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from coalesce.handling import Purpose, Released, release_to
from coalesce.records import EventKind, Need
from coalesce.services.comparing_entries import EntryPlan, compare_entry, entry_offer
from coalesce.store.offered_rows import Offered
from coalesce.store.sendable_entries import SendableEntry
from tests.builders import handling
from tests.commitments.made import commitment, event
from tests.said import T0

SECRET = b"secret"
ENTRY = SendableEntry("e", "autumn", "NL", handling("FR:planning"), commitment(), (event(id="1"),), 1, 1)


def released(entry: SendableEntry) -> Released[SendableEntry]:
    return release_to(entry, (entry.handling, entry.owner), "FR", date(2014, 11, 1))


def given(entry: SendableEntry = ENTRY) -> Offered:
    return entry_offer(released(entry), SECRET).noted(T0)


def test_what_was_never_given_is_given_and_what_stands_is_not() -> None:
    (one,) = compare_entry(released(ENTRY), [], False, SECRET).given
    assert (one.kind, one.made) == ("coalesce-commitment", "")
    assert compare_entry(released(ENTRY), [given()], False, SECRET) == EntryPlan()


def test_of_a_version_that_says_the_same_only_the_number_moves() -> None:
    now = replace(ENTRY, number=2)
    made = compare_entry(released(now), [given()], True, SECRET)
    assert made == EntryPlan(stays=(replace(given(), number=2),))
    (anew,) = compare_entry(released(now), [given()], False, SECRET).given
    assert anew.made == given().made, "it was handled otherwise for a while"


@pytest.mark.parametrize(
    "now",
    [
        replace(ENTRY, events=(event(id="1"), event(EventKind.CONFIRMED, id="2")), count=2),
        replace(ENTRY, events=(event(id="2"),)),
        replace(ENTRY, terms=commitment("C1", kind="jets")),
        replace(ENTRY, plan="winter"),
        replace(ENTRY, handling=handling("FR:planning", "FR:border")),
    ],
)
def test_whatever_is_told_otherwise_is_given_anew(now: SendableEntry) -> None:
    (one,) = compare_entry(released(now), [given()], True, SECRET).given
    assert one.made == given().made
    assert one.digest != given().digest


def test_what_may_go_no_longer_is_lost_and_so_is_what_became_another_kind() -> None:
    assert compare_entry(None, [given()], True, SECRET).lost == (given(),)
    made = compare_entry(released(replace(ENTRY, terms=Need("C1"), events=())), [given()], True, SECRET)
    assert [one.kind for one in made.given] == ["coalesce-need"]
    assert made.lost == (given(),)


def test_ids_are_those_of_the_wire_and_the_grant_is_to_read() -> None:
    taken = event(EventKind.WITHDRAWN, id="2", withdraws="1")
    right = event(day="2014-09-28", id="3", corrects="1")
    both = handling("FR:planning", "FR:statistics", figures=["FR"])
    offer = entry_offer(released(replace(ENTRY, events=(event(id="1"), taken, right), handling=both)), SECRET)
    first, second, third = offer.events
    assert second.withdraws == third.corrects == first.id
    assert len({one.id for one in offer.events} - {"1", "2", "3"}) == 3
    assert offer.grant.purposes == {Purpose.PLANNING}
    assert offer.grant.figures_to == frozenset()
