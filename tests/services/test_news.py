"""Reading notices: chosen, by person, and marked for the whole member."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from coalesce.errors import NotPermitted
from coalesce.handling import Purpose, Role
from coalesce.records import NoticeKind
from coalesce.services import news
from coalesce.services.news import Choice
from coalesce.services.node import Node
from coalesce.services.people import reading
from tests.builders import INVESTIGATION, handling, ids, leaves, let_in, owner
from tests.services.notice_nodes import arrive, french, seen_in, somebody, told, two_members


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    """F1 is new to N1, F2 to N2, and F2 has a new sighting; all for two purposes."""
    made, border, _ = two_members(tmp_path / "node")
    arrive(made, border, [somebody("N1"), somebody("N2", 1)])
    departures = french(made, handling("NL", "NL:border"), "arrivals")
    arrive(made, departures, [somebody("F1"), somebody("F2", 1)])
    arrive(made, departures, [somebody("F1"), somebody("F2", 1, seen_in("SY", 3))])
    yield made
    made.store.close()


def test_choices_narrow_what_is_told(node: Node) -> None:
    with node.store.read(owner(node.store), INVESTIGATION) as view:
        assert len(news.chosen(view, Choice())) == 3
        assert [one.kind for one in news.chosen(view, Choice(kind=NoticeKind.SIGHTING))] == ["sighting"]
        assert len(news.chosen(view, Choice(member="FR"))) == 3
        assert news.chosen(view, Choice(member="BE")) == news.chosen(view, Choice(since=date(2020, 1, 1))) == []
        assert news.unseen(view) == 3


def test_they_are_told_by_person(node: Node) -> None:
    with reading(node, owner(node.store), INVESTIGATION) as view:
        found, people = news.by_person(view, news.chosen(view, Choice()), 0, 10)
        (first,), of = news.by_person(view, news.chosen(view, Choice()), 1, 1)
        known = view.people_of(list(ids(node.store).values()))
    assert (people, of, len(found)) == (2, 2, 2)
    assert {one.person for one in found} == {person.id for person in known.values()}
    assert sorted(len(one.notices) for one in found) == [1, 2]
    assert first.person == found[1].person
    assert len(found[0].unseen) == len(found[0].notices)
    rows = [news.row(shown) for one in found for shown in one.notices]
    (seen,) = [row for row in rows if row["kind"] == "sighting"]
    assert (seen["reference"], seen["own_reference"], seen["sightings"]) == ("F2", "N2", ["present SY 2014-03"])
    assert seen["interest"] is None


def test_who_marks_marks_for_the_member_and_every_purpose(node: Node) -> None:
    colleague = let_in(node.store, "rita", "NL", Role.READER)
    chosen = [one.id for one in told(node) if one.kind == "sighting"]
    assert news.mark(node, colleague, INVESTIGATION, [*chosen, "nothing"]) == 1
    assert news.mark(node, owner(node.store), INVESTIGATION, chosen) == 0
    for purpose in (INVESTIGATION, Purpose.BORDER):
        assert [one.kind for one in told(node, purpose=purpose) if one.seen] == ["sighting"]
    with node.store.read(owner(node.store), Purpose.BORDER) as view:
        assert news.unseen(view) == 2
    (row,) = [leaf for leaf in leaves(node.store.folder) if "notice seen" in leaf and "rita" in leaf]
    assert chosen[0] in row


def test_another_members_notices_are_not_marked(node: Node) -> None:
    chosen = [one.id for one in told(node)]
    assert news.mark(node, node.store.actor("claire"), INVESTIGATION, chosen) == 0
    operator = let_in(node.store, "otto", "NL", Role.OPERATOR)
    with pytest.raises(NotPermitted):
        news.mark(node, operator, INVESTIGATION, chosen)
    assert not [one for one in told(node) if one.seen]
