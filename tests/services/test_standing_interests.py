"""Standing interests: how they are written, and which news answer to a place, a leg and a list."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from coalesce.errors import BadUsage, NotFound, NotPermitted
from coalesce.handling import Role
from coalesce.records import InterestKind, RecordList
from coalesce.services import standing_interests
from coalesce.services.node import Node
from tests.builders import INVESTIGATION, add_list, handling, ids, leaves, let_in, owner, raw_rows
from tests.services.notice_nodes import arrive, seen_in, somebody, told, two_members

Nodes = tuple[Node, RecordList, RecordList]


@pytest.fixture
def both(tmp_path: Path) -> Iterator[Nodes]:
    made = two_members(tmp_path / "node")
    yield made
    made[0].store.close()


def interest(node: Node, kind: str, value: str) -> str:
    """A standing interest of NL; gives how it was written."""
    return standing_interests.add(node, owner(node.store), INVESTIGATION, InterestKind(kind), value).value


def about(node: Node) -> list[tuple[str, str]]:
    """Which interests were answered, and by which record."""
    by_id = {record: reference for reference, record in ids(node.store).items()}
    with node.store.read(owner(node.store), INVESTIGATION) as view:
        asked = {one.id: f"{one.kind} {one.value}" for one in view.interests()}
    return sorted((asked[one.interest], by_id[one.record]) for one in told(node) if one.interest)


def test_they_are_written_in_one_way_and_kept_once(both: Nodes) -> None:
    node, _, departures = both
    arrive(node, departures, [somebody("F1")])
    assert interest(node, "place", " Syria ") == "SY"
    assert interest(node, "place", "Raqqoun") == "Raqqoun"
    assert interest(node, "leg", "sy > iq") == "SY>IQ"
    assert interest(node, "list", "departures") == "FR/departures"


def test_what_makes_no_sense_is_refused(both: Nodes) -> None:
    node, border, departures = both
    arrive(node, border, [somebody("N1")])
    arrive(node, departures, [somebody("F1")])
    interest(node, "list", "departures")
    for kind, value in (("list", "departures"), ("leg", "SY"), ("leg", "SY>SY"), ("place", ""), ("place", "x" * 201)):
        with pytest.raises(BadUsage):
            interest(node, kind, value)
    reader = let_in(node.store, "otto", "NL", Role.OPERATOR)
    with pytest.raises(NotPermitted):
        standing_interests.add(node, reader, INVESTIGATION, InterestKind.PLACE, "SY")


def test_a_hidden_list_is_as_one_that_does_not_exist(both: Nodes) -> None:
    node, border, _ = both
    arrive(node, border, [somebody("N1")])
    claire = node.store.actor("claire")
    said = []
    for name in ("NL/border", "NL/nothing"):
        with pytest.raises(NotFound) as refused:
            standing_interests.add(node, claire, INVESTIGATION, InterestKind.LIST, name)
        said.append(str(refused.value))
    assert said[0] == said[1]
    with pytest.raises(NotFound):  # one's own list is no news
        interest(node, "list", "border")


def test_places_and_lists_are_answered_without_a_record_of_ones_own(both: Nodes) -> None:
    node, _, departures = both
    arrive(node, departures, [somebody("F0", 3)])
    for kind, value in (("place", "SY"), ("place", "raqqoun"), ("list", "departures")):
        interest(node, kind, value)
    rows = [somebody("F1", 0, seen_in("SY", 3, place="Raqqoun")), somebody("F2", 1, seen_in("TR", 3))]
    arrive(node, departures, [somebody("F0", 3), *rows])
    assert about(node) == [
        ("list FR/departures", "F1"), ("list FR/departures", "F2"), ("place SY", "F1"), ("place raqqoun", "F1"),
    ]  # fmt: skip
    rows[1] = somebody("F2", 1, seen_in("TR", 3, handling()), seen_in("SY", 4, handling()))
    arrive(node, departures, [somebody("F0", 3), *rows])
    assert ("place SY", "F2") not in about(node), "what is kept from the reader answers nothing"


def test_a_leg_is_told_that_the_journey_did_not_have_and_rests_on_both_its_ends(both: Nodes) -> None:
    node, border, departures = both
    interest(node, "leg", "SY>IQ")
    arrive(node, border, [somebody("N1", 0, seen_in("SY", 3))])
    arrive(node, departures, [somebody("F1", 0, seen_in("IQ", 5))])
    assert about(node) == [("leg SY>IQ", "F1")]
    known = ids(node.store)
    basis = "SELECT b.record_id FROM notice_basis b JOIN notice n ON n.id = b.notice_id WHERE n.interest_id IS NOT NULL"
    assert {row[0] for row in raw_rows(node.store.folder, basis)} == {known["N1"], known["F1"]}
    arrive(node, departures, [somebody("F1", 0, seen_in("IQ", 5), seen_in("IQ", 6))])
    assert about(node) == [("leg SY>IQ", "F1")], "the leg was there before"
    arrive(node, border, [somebody("N1", 0)])
    assert about(node) == [], "without the sighting at its other end it is not known"


def test_an_interest_goes_with_what_it_asked_for(both: Nodes) -> None:
    node, _, departures = both
    interest(node, "place", "SY")
    arrive(node, departures, [somebody("F1", 0, seen_in("SY", 3))])
    with node.store.read(owner(node.store), INVESTIGATION) as view:
        (kept,) = view.interests()
    with pytest.raises(NotFound):
        standing_interests.remove(node, node.store.actor("claire"), kept.id)
    standing_interests.remove(node, owner(node.store), kept.id)
    assert told(node) == []
    with pytest.raises(NotFound):
        standing_interests.remove(node, owner(node.store), kept.id)
    assert not [leaf for leaf in leaves(node.store.folder) if "interest" in leaf and "SY" in leaf]


def test_two_lists_of_one_name_are_told_apart(both: Nodes) -> None:
    node, _, departures = both
    let_in(node.store, "bas", "BE")
    belgian = add_list(node.store, "departures", handling("NL"), "BE")
    arrive(node, departures, [somebody("F1")])
    arrive(node, belgian, [somebody("B1")])
    with pytest.raises(BadUsage, match="say which"):
        interest(node, "list", "departures")
    assert interest(node, "list", "BE/departures") == "BE/departures"
