"""A list's handling changes in one step: its records follow, those with their own do not, minors gain no reader."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from coalesce.dates import PartialDate
from coalesce.errors import BadField, BadUsage, NotFound, NotPermitted, StoreError
from coalesce.handling import TLP, Purpose, Role
from coalesce.records import RecordList, Sighting, SightingKind
from coalesce.services.node import Node
from coalesce.services.rehandling import reach, rehandle
from coalesce.store.writable import writable
from tests import builders
from tests.builders import (
    INVESTIGATION,
    add_list,
    entry,
    handling,
    ids,
    leaves,
    let_in,
    make_node,
    owner,
    publish,
    raw_rows,
    staged,
)

SEEN = Sighting(SightingKind.ENTERED, "SY", PartialDate.of(2014, 3))


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    made = make_node(tmp_path / "node")
    let_in(made.store, "claire", "FR")
    let_in(made.store, "dieter", "DE", Role.ANALYST, Role.RELEASING_OFFICER)
    yield made
    made.store.close()


@pytest.fixture
def border(node: Node) -> RecordList:
    """A follows its list, B has its own handling, C was under 18 when seen."""
    held = handling("FR")
    made = add_list(node.store, "border", held)
    child = entry("C", birth_dates=(PartialDate.of(2000),), sightings=(SEEN,))
    wide = replace(SEEN, handling=held)
    rows = [
        staged(entry("A", sightings=(SEEN, replace(wide, country="TR", handling=handling("FR", "DE")))), held),
        staged(entry("B", sightings=(SEEN,)), handling("FR", "DE:border")),
        staged(child, held),
    ]
    publish(node.store, made, rows)
    return made


def seen_by(node: Node, name: str) -> set[str]:
    return set(ids(node.store, node.store.actor(name)))


def test_narrowing_takes_sight_away_in_one_step(node: Node, border: RecordList) -> None:
    assert seen_by(node, "claire") == {"A", "B", "C"}
    known = ids(node.store)
    assert rehandle(node, owner(node.store), border.id, handling()) == 2
    assert seen_by(node, "claire") == {"B"}
    assert set(ids(node.store)) == {"A", "B", "C"}
    with node.store.read(owner(node.store), INVESTIGATION) as view:
        assert [one.number for one in view.versions(known["A"])] == [1, 2]
        assert [one.number for one in view.versions(known["B"])] == [1]
        assert [one.handling.releases for one in view.lists()] == [frozenset()]
        marks = [held.sighting.handling for held in view.record(known["A"]).sightings]
        assert all(one is not None and not one.releases for one in marks), "no sighting is wider than its record"
        assert view.editions(border.id)[0].report["changed"] == 2


def test_widening_gives_sight_but_not_of_who_may_have_been_a_child(node: Node, border: RecordList) -> None:
    rehandle(node, owner(node.store), border.id, handling("FR", "DE"))
    assert seen_by(node, "dieter") == {"A"}
    assert seen_by(node, "claire") == {"A", "B"}, "the child is its owner's alone from now on"


def test_what_does_not_change_is_no_edition(node: Node, border: RecordList) -> None:
    assert rehandle(node, owner(node.store), border.id, border.handling) == 0
    with node.store.read(owner(node.store), INVESTIGATION) as view:
        assert len(view.editions(border.id)) == 1


def test_an_import_after_it_changes_nothing_more(node: Node, border: RecordList) -> None:
    rehandle(node, owner(node.store), border.id, replace(border.handling, tlp=TLP.RED))
    with node.store.read(owner(node.store), INVESTIGATION) as view:
        (now,) = view.lists()
    before = ids(node.store)
    two = replace(SEEN, country="TR", handling=handling("FR"))
    publish(
        node.store,
        now,
        [staged(entry("A", sightings=(SEEN,)), now.handling), staged(entry("B", sightings=(two,)), now.handling)],
        "x",
    )
    assert {name: before[name] for name in ("A", "B")} == ids(node.store)


def test_it_is_told_before_whom_it_would_reach(node: Node, border: RecordList) -> None:
    to, reached = reach(node, owner(node.store), border.id, handling())
    assert (to.id, reached.following, reached.own) == (border.id, 2, 1)
    assert seen_by(node, "claire") == {"A", "B", "C"}


def test_what_is_refused(node: Node, border: RecordList) -> None:
    who = owner(node.store)
    with pytest.raises(NotFound):
        reach(node, node.store.actor("dieter"), border.id, handling())
    with pytest.raises(NotPermitted):
        reach(node, node.store.actor("claire"), border.id, handling())
    with pytest.raises(BadUsage, match="no member"):
        rehandle(node, who, border.id, handling("ZZ"))
    with pytest.raises(BadField, match="too far"):
        rehandle(node, who, border.id, handling(until=date(2190, 1, 1)))
    with pytest.raises(BadUsage, match="list handle"):
        rehandle(node, who, border.id, handling(), most=2)


def test_who_was_a_child_goes_when_the_list_goes_whatever_was_said_before(node: Node, border: RecordList) -> None:
    def until(reference: str) -> date:
        with node.store.read(owner(node.store), INVESTIGATION) as view:
            return view.record(ids(node.store)[reference]).handling.keep_until

    def shortened(days: int) -> None:
        (now,) = writable(node.store.write(owner(node.store), Purpose.PLANNING))
        rehandle(
            node, owner(node.store), now.id, replace(now.handling, keep_until=now.handling.keep_until - timedelta(days))
        )

    rehandle(node, owner(node.store), border.id, handling("FR", "DE"))
    shortened(100)
    ends = builders.UNTIL - timedelta(100)
    assert (until("A"), until("C")) == (ends, ends), "the child's handling is the owner's alone, and follows"
    assert until("B") == builders.UNTIL, "a handling of its own is kept"
    assert seen_by(node, "dieter") == {"A"}
    assert reach(node, owner(node.store), border.id, border.handling)[1].following == 2


def test_a_child_with_a_handling_of_its_own_is_kept_no_longer_than_the_list(node: Node, border: RecordList) -> None:
    (now,) = writable(node.store.write(owner(node.store), Purpose.PLANNING))
    long, short = (replace(handling(), keep_until=builders.UNTIL - timedelta(days)) for days in (10, 300))
    children = [
        staged(entry(name, birth_dates=(PartialDate.of(2000),), sightings=(SEEN,)), replace(held, tlp=TLP.RED))
        for name, held in (("D", long), ("E", short))
    ]
    publish(node.store, now, [staged(entry("A", sightings=(SEEN,)), now.handling), *children], "y")
    after = replace(now.handling, keep_until=builders.UNTIL - timedelta(100))
    rehandle(node, owner(node.store), border.id, after)
    with node.store.read(owner(node.store), INVESTIGATION) as view:
        known = ids(node.store)
        ends = {name: view.record(known[name]).handling.keep_until for name in "ADE"}
    assert ends == {"A": after.keep_until, "D": after.keep_until, "E": short.keep_until}


def test_a_look_is_a_row_of_the_log(node: Node, border: RecordList) -> None:
    before = len(leaves(node.store.folder))
    reach(node, owner(node.store), border.id, handling())
    (row,) = [leaf for leaf in leaves(node.store.folder)[before:] if '"handling"' in leaf]
    assert border.id in row


def test_broken_off_before_its_edition_is_there_nothing_is_changed_and_the_same_again_does_it(
    node: Node, border: RecordList
) -> None:
    stop = "CREATE TRIGGER stop BEFORE UPDATE OF edition ON list BEGIN SELECT RAISE(ABORT, 'stop'); END"
    raw_rows(node.store.folder, stop)
    with pytest.raises(StoreError):
        rehandle(node, owner(node.store), border.id, handling())
    raw_rows(node.store.folder, "DROP TRIGGER stop")
    to = node.store.write(owner(node.store), Purpose.PLANNING).find_list("border")
    assert to.handling == border.handling
    assert rehandle(node, owner(node.store), border.id, handling()) == 2
    with node.store.read(node.store.actor("claire"), INVESTIGATION) as view:
        assert {one.reference for one in view.facts().values()} == {"B"}
