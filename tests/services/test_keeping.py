"""Members, actors and lists: states come in when first named, lists always end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from coalesce.dates import FixedClock
from coalesce.errors import BadField, BadInput, BadUsage, NotPermitted
from coalesce.handling import TLP, Actor, Grant, Member, Purpose, Role
from coalesce.records import ListKind, RecordList
from coalesce.services import keeping
from coalesce.services.keeping import ListOrder
from coalesce.services.node import Node
from coalesce.settings import Settings
from tests.builders import INVESTIGATION, NOON, let_in, make_node, owner


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    made = make_node(tmp_path / "node", FixedClock(NOON))
    yield made
    made.store.close()


def codes(node: Node) -> list[str]:
    return [member.code for member in node.store.members()]


@pytest.mark.parametrize(
    ("code", "name"), [("NL", "Netherlands"), ("FR", "France"), ("INTERPOL", "INTERPOL"), ("ZZ", "ZZ")]
)
def test_states_have_their_names(code: str, name: str) -> None:
    assert keeping.territory_name(code) == name


def test_a_node_is_made_for_a_member(tmp_path: Path) -> None:
    store = keeping.create_node(tmp_path / "n", keeping.with_member(Settings(), "FR"), FixedClock(NOON))
    assert store.members() == [Member("FR", "France")]
    assert store.settings.member == "FR"
    store.close()
    with pytest.raises(BadField, match="capital letters"):
        keeping.create_node(tmp_path / "m", keeping.with_member(Settings(), "fr"), FixedClock(NOON))
    assert not (tmp_path / "m").exists()


def test_a_member_is_added_under_its_name(node: Node) -> None:
    assert keeping.add_member(node, owner(node.store), "FR", None) == Member("FR", "France")
    assert keeping.add_member(node, owner(node.store), "EUROPOL", "Europol") == Member("EUROPOL", "Europol")
    assert codes(node) == ["EUROPOL", "FR", "NL"]
    with pytest.raises(BadUsage, match="already"):
        keeping.add_member(node, owner(node.store), "FR", None)
    for code in ("f", "fr", "F R", "", "A" * 13):
        with pytest.raises(BadField):
            keeping.add_member(node, owner(node.store), code, None)


def test_a_state_comes_in_with_its_first_actor(node: Node) -> None:
    new = Actor("claire", "FR", frozenset({Role.ANALYST}))
    keeping.add_actor(node, owner(node.store), new)
    assert node.store.actor("claire") == new
    assert codes(node) == ["FR", "NL"]
    with pytest.raises(BadUsage, match="taken"):
        keeping.add_actor(node, owner(node.store), new)
    with pytest.raises(BadUsage, match="coalesce member add QRS"):
        keeping.add_actor(node, owner(node.store), Actor("bob", "QRS", frozenset({Role.READER})))
    with pytest.raises(BadUsage, match="at least one role"):
        keeping.add_actor(node, owner(node.store), Actor("bob", "FR", frozenset()))


def test_an_organisation_is_added_by_name_first(node: Node) -> None:
    with pytest.raises(BadUsage, match="coalesce member add INTERPOL"):
        keeping.ensure_members(node, owner(node.store), ["INTERPOL"])
    with pytest.raises(BadField):
        keeping.ensure_members(node, owner(node.store), ["??"])
    keeping.ensure_members(node, owner(node.store), ["BE", "BE", "NL"])
    assert codes(node) == ["BE", "NL"]


def made(node: Node, **order: object) -> RecordList:
    return keeping.add_list(node, owner(node.store), ListOrder(**{"name": "border", **order}))  # type: ignore[arg-type]  # a test's own words


def test_a_list_without_an_end_is_kept_five_years(node: Node) -> None:
    assert made(node).handling.keep_until == date(2019, 11, 1)
    assert made(node, name="short", keep_until=date(2014, 12, 31)).handling.keep_until == date(2014, 12, 31)
    assert made(node, name="today", keep_until=NOON.date()).handling.keep_until == NOON.date()
    with pytest.raises(BadInput, match="has passed"):
        made(node, name="late", keep_until=date(2014, 10, 31))


def test_the_node_s_own_retention_is_asked(tmp_path: Path) -> None:
    node = make_node(tmp_path / "two", FixedClock(NOON), retention_years=2)
    assert made(node).handling.keep_until == date(2016, 11, 1)
    node.store.close()


def test_a_list_is_what_was_asked_for(node: Node) -> None:
    order = {
        "kind": ListKind.DESIGNATIONS,
        "tlp": TLP.RED,
        "releases": (("FR", Purpose.BORDER), ("BE", Purpose.STATISTICS)),
        "figures_to": ("FR",),
        "source_group": "g",
        "deduplicated": True,
    }
    one = made(node, **order)
    assert node.store.write(owner(node.store), Purpose.PLANNING).find_list("border") == one
    assert one.handling.releases == {Grant(Purpose.BORDER, "FR"), Grant(Purpose.STATISTICS, "BE")}
    assert (one.owner, one.kind, one.handling.tlp, one.handling.figures_to) == (
        "NL",
        ListKind.DESIGNATIONS,
        TLP.RED,
        frozenset({"FR"}),
    )
    assert codes(node) == ["BE", "FR", "NL"], "states come in when a release first names them"


def test_without_a_release_a_list_is_its_owner_s_alone(node: Node) -> None:
    one = made(node)
    assert one.handling.releases == one.handling.figures_to == frozenset()
    assert one.handling.tlp is TLP.AMBER


@pytest.mark.parametrize("name", ["", "  ", "a/b", "/"])
def test_a_list_needs_a_name(node: Node, name: str) -> None:
    with pytest.raises(BadUsage, match="list's name"):
        made(node, name=name)


def test_a_name_is_unique_within_its_owner(node: Node) -> None:
    made(node)
    with pytest.raises(BadUsage, match="already"):
        made(node)
    assert made(node, owner="FR").owner == "FR"


def test_a_guest_makes_lists_of_its_own_member(node: Node) -> None:
    fred = let_in(node.store, "fred", "FR", Role.RELEASING_OFFICER, Role.READER)
    assert keeping.add_list(node, fred, ListOrder("french")).owner == "FR"
    with pytest.raises(NotPermitted):
        keeping.add_list(node, fred, ListOrder("dutch", owner="NL"))
    with node.store.read(fred, INVESTIGATION) as view:
        assert [each.name for each in view.lists()] == ["french"]
